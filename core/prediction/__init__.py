"""Prediction of one picture by a kept network, in a separate process."""
