"""Trained networks that pruning starts from: what is known of them, and where they are kept."""
