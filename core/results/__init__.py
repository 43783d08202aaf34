"""The results of an evaluation: a trial's folder, written and read."""
