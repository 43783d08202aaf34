"""Makes one draft a parent, then ends: ``python -m core.jobs.import_process NAME``.

On the CPU and at a low priority: it holds no slot, and must disturb no run.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from core.errors import CoreError, in_a_line
from core.jobs import importing, processes
from core.parents import repository
from core.settings import home

log = logging.getLogger(__name__)


def main() -> None:
    """Read the draft that is named on the command line."""
    processes.step_aside()
    import_parent(sys.argv[1], home())


def import_parent(name: str, folder: Path) -> None:
    """Make the draft ``name`` under ``folder`` a parent, or say in it why not."""
    place = repository.draft(name, folder)
    if not importing.announce_reader(place):
        log.warning("%s is no longer wanted, or another process reads it", name)
        return
    try:
        from core.parents.importing.describing import read_parent

        info = read_parent(repository.read_request(place), place, folder)
    except CoreError as error:
        repository.refuse(place, str(error))
    except Exception as error:
        # Whatever an unknown network brings to light is a reason to refuse it, and to be told.
        log.exception("%s cannot be read", name)
        repository.refuse(place, f"This network cannot be read: {in_a_line(error)}")
    else:
        repository.keep_parent(info, folder)


if __name__ == "__main__":
    main()
