"""Files in the home folder that nothing refers to: unfinished uploads, runs without a row."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.disk import DRAFT, folder_bytes
from core.logs import logger
from core.store import Store

# What is younger may be in the making, whatever it looks like.
LEAST_SECONDS = 3600.0
# What makes a data set, empties one away, fetches a table or writes a file, by where it lies; a
# maker's pid stands in the name. Some are of earlier versions.
_DRAFTS = (
    ("datasets", re.compile(r"\.(?:incoming|removed|arrays)-(?:(?P<pid>\d+)-)?.+")),
    ("datasets/*", re.compile(r"\.arrays-(?:(?P<pid>\d+)-)?.+")),
    (".", re.compile(r"\.download-(?:(?P<pid>\d+)-)?.+")),
    (".", re.compile(r"supervisor\.(?P<pid>\d+)\.draft")),
    *((place, DRAFT) for place in (".", "datasets/*", "parents/*", "runs/*")),
)
_TRIAL_DRAFT = re.compile(r"\d+\.(?:(?P<pid>\d+)|aside)\.draft")
_RUN_ID = re.compile(r"[0-9a-f]{12}")

log = logger(__name__)


@dataclass(frozen=True)
class Leftover:
    """A file or folder that nothing refers to, and what it was."""

    path: Path
    kind: str
    bytes: int


def leftovers(store: Store) -> list[Leftover]:
    """Return everything that nothing refers to, is over an hour old and has no live maker.

    Where more folders of runs have no row than have one, the database was exchanged: those folders
    are what is left of the runs, and none of them is listed.
    """
    unfinished = "an upload or a download that was not finished"
    found = [_described(path, unfinished) for path in _drafts(store.home)]
    known = store.runs.ids()
    lost = [path for path in _run_folders(store.home) if path.name not in known]
    if len(lost) <= len(known):
        found += [_described(path, "the files of a deleted run") for path in lost if _is_old(path)]
    found += [_described(path, "a training that was given up") for path in _trainings(store)]
    return found


def sweep(store: Store) -> int:
    """Remove what :func:`leftovers` lists; returns the bytes that became free."""
    freed = 0
    for each in leftovers(store):
        _remove(each.path)
        if not each.path.exists():
            freed += each.bytes
            log.info("removed %s: %s", each.path, each.kind)
    return freed


def _drafts(home: Path) -> Iterator[Path]:
    for place, pattern in _DRAFTS:
        for path in home.glob(f"{place}/*" if place != "." else "*"):
            if (match := pattern.fullmatch(path.name)) and _is_dead(path, match):
                yield path


def _trainings(store: Store) -> Iterator[Path]:
    """Yield the drafts of trials of ended runs: nothing goes on from them."""
    for run_id in store.runs.ended_ids():
        for path in store.files.run(run_id).glob("trials/*.draft"):
            if (match := _TRIAL_DRAFT.fullmatch(path.name)) and _is_dead(path, match):
                yield path


def _run_folders(home: Path) -> list[Path]:
    return [path for path in (home / "runs").glob("*") if _RUN_ID.fullmatch(path.name)]


def _is_dead(path: Path, match: re.Match[str]) -> bool:
    pid = match.group("pid")
    # A number that was used again keeps it a while longer, and does no harm.
    return not (pid and psutil.pid_exists(int(pid))) and _is_old(path)


def _is_old(path: Path) -> bool:
    """Return whether nothing under ``path`` was written within the last hour."""
    try:
        newest = max(os.lstat(each).st_mtime for each in (path, *path.rglob("*")))
    except OSError:
        # Somebody is at work there.
        return False
    return time.time() - newest > LEAST_SECONDS


def _described(path: Path, kind: str) -> Leftover:
    size = folder_bytes(path) if path.is_dir() else path.lstat().st_size
    return Leftover(path, kind, size)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s could not be removed: %s", path, error)
