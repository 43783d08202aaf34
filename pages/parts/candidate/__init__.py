"""The parts of the page Candidate."""
