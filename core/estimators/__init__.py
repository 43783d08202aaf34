"""Estimators: they say how good a candidate is."""

from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import ESTIMATORS
from core.training.settings import EpochCallback

__all__ = ["ESTIMATORS", "Estimator", "Evaluation", "EvaluationRequest", "EpochCallback"]
