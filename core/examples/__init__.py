"""A finished run that a new home folder begins with, so that there is something to look at."""

from core.examples.adding import add_example

__all__ = ["add_example"]
