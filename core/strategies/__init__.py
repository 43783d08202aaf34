"""Strategies: what to try next. They ask and are told; they never train anything."""

from core.strategies.base import Strategy
from core.strategies.catalogue import STRATEGIES
from core.strategies.proposing import ExhaustedError, propose, propose_within

__all__ = ["STRATEGIES", "ExhaustedError", "Strategy", "propose", "propose_within"]
