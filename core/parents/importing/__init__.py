"""Makes a parent of a trained network: loads it, checks it, and finds out how it reads pictures."""
