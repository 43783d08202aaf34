"""Files and functions of the engine that a small search passes through, from its spec to its end.

A three-trial search of ``convnet_small`` on the digits, in a process that has warmed up as a
worker does and has opened its store: so much is to be read to understand a run. Run it with
``python -m tests.benchmarks.bench_path``; ``--list`` prints what was passed, file by file.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import CO_OPTIMIZED
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any
from unittest import mock

import core
from core import api
from core.estimators.warmup import warm_up
from core.jobs import client
from core.jobs.search import work
from core.settings import home
from core.specs import RunSpec
from core.store import Store
from tests.benchmarks.figures import Figure, show

ENGINE = Path(core.__file__).parent
SPEC = {
    "name": "path",
    "dataset": "digits",
    "space": "convnet_small",
    "strategy": "nsga2",
    "estimator": {"name": "training", "params": {"epochs": 2}},
    "budget": {"trials": 3},
}
FILES, FUNCTIONS = 54, 329


def measure() -> tuple[list[Figure], set[CodeType]]:
    """The two figures, and the functions that were passed."""
    warm_up()
    with _new_home():
        spec, store = api.check(SPEC), Store(home())
        with _passed() as functions:
            run_id = _search(spec, store)
        trials = sum(trial.status == "complete" for trial in store.trials.of(run_id))
    detail = f"{trials} trials"
    files = len({code.co_filename for code in functions})
    return [
        Figure("files of core on a run's way", files, "", FILES, detail),
        Figure("functions of core on a run's way", len(functions), "", FUNCTIONS, detail),
    ], functions


def _search(spec: RunSpec, store: Store) -> str:
    """The search of the spec, worked off in this process; its run's id."""
    with mock.patch.object(client, "want_supervisor"):
        run_id = api.launch(spec)
    if not store.runs.claim(run_id, token="path", device="cpu", pid=os.getpid(), born=0.0):
        raise RuntimeError("The run could not be claimed.")
    work(store, run_id, "path", "cpu")
    return run_id


@contextmanager
def _new_home() -> Iterator[None]:
    with TemporaryDirectory() as folder, mock.patch.dict(os.environ, PARETOSCOPE_HOME=folder):
        yield


@contextmanager
def _passed() -> Iterator[set[CodeType]]:
    """The engine's named functions that are called in the block, on whichever thread."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    functions: set[CodeType] = set()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield functions
    finally:
        sys.setprofile(None)
        # Typed as if it took no None, which it does.
        threading.setprofile(None)  # type: ignore[arg-type]
        functions.update(filter(_is_ours, called))


def _is_ours(code: CodeType) -> bool:
    """Whether it is a function of the engine: no module, no class body, nothing without a name."""
    named = code.co_flags & CO_OPTIMIZED and not code.co_name.startswith("<")
    return bool(named) and Path(code.co_filename).is_relative_to(ENGINE)


def _print(functions: set[CodeType]) -> None:
    by_file: dict[str, list[str]] = {}
    for code in functions:
        by_file.setdefault(code.co_filename, []).append(code.co_qualname)
    for file, names in sorted(by_file.items()):
        print(f"{Path(file).relative_to(ENGINE)}: {', '.join(sorted(names))}")


def main() -> int:
    """Measure; the exit status says whether both targets were kept."""
    figures, functions = measure()
    if "--list" in sys.argv:
        _print(functions)
    return 0 if show(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
