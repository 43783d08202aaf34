"""Runs the tests of mutants, each in a temporary copy of the tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.mutant import Mutant, MutantError

# What tests of the engine need.
COPIED = ("core", "tests", "pyproject.toml")
# What they and the engine import; nothing of the project itself, which changes.
LIBRARIES = (
    "alembic",
    "hypothesis.extra.numpy",
    "keras",
    "moocore",
    "optuna",
    "pydantic",
    "pytest_timeout",
    "sqlalchemy.orm",
)
# A change may make a loop endless: then a test fails after so many seconds.
LONGEST_TEST = 120
PLUGINS = ("-p", "pytest_timeout", "-p", "no:cacheprovider")
OPTIONS = ("-q", "-x", f"--timeout={LONGEST_TEST}")
PASSED, FAILED = 0, 1
FORKING = Path(__file__).with_name("forking.py")


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    seconds: float


def outcomes(
    mutants: Sequence[Mutant], root: Path, libraries: Sequence[str] = LIBRARIES
) -> Iterator[Outcome]:
    """Yield the outcome of each of ``mutants``; the tree at ``root`` is only read.

    Args:
        libraries: those that are imported once, before any test.

    Raises:
        MutantError: one of them does not fit its file, its tests cannot be run, or they fail
            without any change.
    """
    for mutant in mutants:
        mutant.source(root)
    with TemporaryDirectory() as folder:
        tree = Path(folder)
        _copy(root, tree)
        with _pytest(tree, libraries) as tests:
            every = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
            if tests.fail(tuple(every), "none"):
                raise MutantError("The tests fail without any change. Make them pass first.")
            for mutant in mutants:
                began = time.monotonic()
                with _applied(mutant, tree):
                    killed = tests.fail(mutant.tests, mutant.name)
                yield Outcome(mutant, killed, time.monotonic() - began)


def _copy(root: Path, tree: Path) -> None:
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (root / name).exists():
            shutil.copy2(root / name, tree / name)
    # Compiled once, and known by its content: by its time and size a change might be overlooked.
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]
    subprocess.run([*compiled, str(tree)], check=True)


@contextmanager
def _applied(mutant: Mutant, tree: Path) -> Iterator[None]:
    file = tree / mutant.file
    before, changed = file.read_text(), mutant.source(tree)
    file.write_text(changed)
    try:
        yield
    finally:
        file.write_text(before)


class _Tests:
    """Runs tests in ``tree`` by the process that :mod:`tests.mutants.forking` is."""

    def __init__(self, process: subprocess.Popen[str], output: Path) -> None:
        self._process, self._output = process, output

    def fail(self, tests: Sequence[str], name: str) -> bool:
        """Return whether one of ``tests`` fails (MutantError: they cannot even be collected)."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps([*PLUGINS, *OPTIONS, *tests]), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline() or -1)
        if code not in (PASSED, FAILED):
            said = self._output.read_text()[-2000:] if self._output.exists() else ""
            raise MutantError(
                f"Mutant {name!r}: pytest ends with {code}, so its tests say nothing. Give a "
                f"change that can be imported, and tests that are there.\n{said}"
            )
        return code == FAILED


@contextmanager
def _pytest(tree: Path, libraries: Sequence[str]) -> Iterator[_Tests]:
    output = tree / "output.txt"
    # Loading every plugin that is installed takes longer than most of the tests.
    quick = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with subprocess.Popen(
        [sys.executable, str(FORKING), str(output), *libraries],
        cwd=tree,
        env=os.environ | quick,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield _Tests(process, output)
