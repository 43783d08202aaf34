"""What can be set by environment variables, apart from where things are kept."""

from __future__ import annotations

import os

from core.logs import logger

log = logger(__name__)
SILENT, SILENT_SECONDS, LEAST_SILENT_SECONDS = "PARETOSCOPE_SILENT_SECONDS", 20.0, 2.0


def silent_seconds() -> float:
    """How long a worker may give no sign of life until it is replaced."""
    text = os.environ.get(SILENT, "")
    try:
        given = float(text or SILENT_SECONDS)
    except ValueError:
        given = 0.0
    if LEAST_SILENT_SECONDS <= given <= 1e6:
        return given
    log.warning(
        "%s must be a number of seconds, at least %g; got %r. %g is taken.",
        SILENT,
        LEAST_SILENT_SECONDS,
        text,
        SILENT_SECONDS,
    )
    return SILENT_SECONDS
