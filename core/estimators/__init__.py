"""Estimators: they say how good a candidate is."""

from core.estimators.base import Estimator, Evaluation, Report
from core.estimators.catalogue import ESTIMATORS

__all__ = ["ESTIMATORS", "Estimator", "Evaluation", "Report"]
