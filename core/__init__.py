"""Paretoscope's engine: spaces, strategies, estimators, the store and the jobs."""

__version__ = "0.1.0"
