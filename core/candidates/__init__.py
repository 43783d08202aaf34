"""Candidates: their network, task, costs and limits, before they are made."""
