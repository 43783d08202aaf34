"""The parts of the page Prune."""
