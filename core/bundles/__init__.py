"""A trained network as a download: its file, how to run it, and its description."""

from core.bundles.packing import bundle_name, packed

__all__ = ["bundle_name", "packed"]
