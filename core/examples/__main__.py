"""Records the example again: ``python -m core.examples ID``, with the id of a finished run.

``python -m core run fashion`` makes such a run, and prints its id.
"""

from __future__ import annotations

import sys

from core.errors import CoreError
from core.examples.adding import RECORDED
from core.examples.recording import write_run
from core.names import EXAMPLE_OWNER
from core.settings import home
from core.store import Store

NAME = "Clothes, an example"


def main() -> None:
    """Write the run whose id is on the command line into the package."""
    try:
        (run_id,) = sys.argv[1:]
    except ValueError:
        sys.exit(__doc__)
    store = Store(home())
    try:
        run = store.runs.get(run_id)
        write_run(store, run.model_copy(update={"name": NAME, "owner": EXAMPLE_OWNER}), RECORDED)
    except CoreError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{RECORDED}: {RECORDED.stat().st_size:,} bytes.\n")


if __name__ == "__main__":
    main()
