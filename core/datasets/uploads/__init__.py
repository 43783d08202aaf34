"""A person's own data: read without trusting it, checked, and stored as arrays."""
