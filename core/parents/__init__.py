"""Trained networks that pruning starts from: their descriptions, and their folders."""
