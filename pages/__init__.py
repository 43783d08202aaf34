"""The dashboard: one short file a page, shared pieces in ``components``."""
