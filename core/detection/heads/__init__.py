"""Heads: how each kind of detector encodes boxes in its tensors."""
