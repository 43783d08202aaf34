"""The parts of the page Front."""
