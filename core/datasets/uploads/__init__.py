"""Uploaded data: read without trusting it, checked, and stored as arrays."""
