"""Pieces of the command line: listings in three formats, and following a run."""
