"""A finished run for a new home folder."""

from core.examples.adding import add_example

__all__ = ["add_example"]
