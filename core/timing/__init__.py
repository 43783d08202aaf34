"""How long a run takes: estimated before it starts, and what is left of it."""
