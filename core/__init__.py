"""Paretoscope's engine: spaces, strategies, estimators, the store and the jobs that run a search."""

__version__ = "0.1.0"
