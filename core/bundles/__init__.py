"""A trained network to take along: its file, how to run it, and what is known of it."""

from core.bundles.packing import bundle_name, packed

__all__ = ["bundle_name", "packed"]
