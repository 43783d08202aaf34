"""The parts of the page Launch."""
