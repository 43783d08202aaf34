"""The folders of parents under ``parents``: drafts until a process has read them."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from core.disk import modified, replacing
from core.errors import NotFoundError, StateError, StoreError
from core.logs import logger
from core.models.pruned_options import PARENT_NAME
from core.parents.info import ParentInfo
from core.parents.requests import InitialModel as InitialModel
from core.parents.requests import ParentRequest as ParentRequest
from core.parents.requests import Waiting as Waiting
from core.results.layout import MODEL as MODEL
from core.specs import Unreadable

INITIAL, SPLIT = "initial.keras", "split.npz"
# The network as it was uploaded, where something was put before or behind it.
SOURCE = "uploaded.keras"
# The second keeps the name that earlier versions gave it.
_INFO, _REQUEST, _REFUSED = "parent.json", "order.json", "refused.txt"
# Written when a draft has all its files.
_FILLED = "filled"
INTERRUPTED = "Reading it was interrupted. Try again."
# Who reads a draft.
WHO = "process.json"
_LOG = logger(__name__)
# Writes the files of a draft into its folder.
Fill = Callable[[Path], None]
# Tells whether somebody reads a draft, or is about to.
Alive = Callable[[Path], bool]


def folder(name: str, home: Path) -> Path:
    """Return the folder of the parent ``name``, whether it exists or not."""
    return home / "parents" / name


def draft(name: str, home: Path) -> Path:
    """Return the folder of the unread parent ``name``; no parent's name begins with a dot."""
    return home / "parents" / f".{name}"


def parents(home: Path) -> tuple[ParentInfo, ...]:
    """Return the ready parents, newest first; unreadable ones are logged and left out."""
    found = []
    for _, info in _kept(home):
        if isinstance(info, ParentInfo):
            found.append(info)
        else:
            _LOG.warning("Parent left out of the list: %s", info)
    return tuple(sorted(found, key=lambda info: -info.created))


def unreadable_parents(home: Path) -> tuple[Unreadable, ...]:
    """Return what :func:`parents` leaves out, by name."""
    return tuple(
        Unreadable(name=path.name, created=modified(path), why=str(fault))
        for path, fault in _kept(home)
        if isinstance(fault, StoreError)
    )


def _kept(home: Path) -> Iterator[tuple[Path, ParentInfo | StoreError]]:
    """Yield the folder of every parent, by name, with what is known of it or why nothing is."""
    for path in sorted((home / "parents").glob("*")):
        if re.fullmatch(PARENT_NAME, path.name):
            try:
                yield path, parent(path.name, home)
            except StoreError as error:
                yield path, error
            except NotFoundError:
                # One that was removed meanwhile is none that cannot be read.
                if path.exists():
                    yield (
                        path,
                        StoreError(
                            f"The description of parent {path.name!r} is gone: {path / _INFO}. "
                            "Remove the parent and import it again."
                        ),
                    )


def parent(name: str, home: Path) -> ParentInfo:
    """Return the description of the parent ``name``.

    Raises:
        NotFoundError: there is none.
        StoreError: its description is damaged.
    """
    path = folder(name, home) / _INFO
    if not re.fullmatch(PARENT_NAME, name) or not path.exists():
        raise NotFoundError(_unknown(name, home))
    return _read(path, path.stat().st_mtime_ns)


def _unknown(name: str, home: Path) -> str:
    place = draft(name, home)
    if not re.fullmatch(PARENT_NAME, name) or not place.exists():
        return (
            f"Unknown parent {name!r}: no such trained network is kept here. Choose one on the "
            "Prune page, or list them: python -m core parents list."
        )
    if reason := refusal(place):
        return f"The network {name!r} was refused as a parent: {reason}"
    return f"The network {name!r} is still being read. Try again in a few seconds."


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> ParentInfo:
    try:
        return ParentInfo.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise StoreError(
            f"The description of parent {path.parent.name!r} cannot be read: {path}. "
            "Remove the parent and import it again."
        ) from error


def request(wanted: ParentRequest, home: Path, fill: Fill, alive: Alive) -> None:
    """Make a draft: the ``wanted`` request, and the files that ``fill`` writes beside it.

    It replaces one that was refused, or that nobody reads any more.

    Raises:
        StateError: a parent or a draft of that name exists.
        StoreError: the disk refused.
    """
    place = draft(wanted.name, home)
    if folder(wanted.name, home).exists():
        raise StateError(f"The parent {wanted.name!r} is there already. Choose another name.")
    if place.exists() and (refusal(place) or not alive(place)):
        shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir(parents=True)
    except FileExistsError as error:
        raise StateError(
            f"The parent {wanted.name!r} is being read already. Wait for it, or choose another "
            "name."
        ) from error
    except OSError as error:
        raise _not_kept(place, error) from error
    try:
        # First, so that what is cut off here is listed among those that wait.
        (place / _REQUEST).write_text(wanted.model_dump_json())
        fill(place)
        (place / _FILLED).touch()
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise _not_kept(place, error) from error


def _not_kept(place: Path, error: OSError) -> StoreError:
    return StoreError(f"The parent could not be kept in {place}: {error.strerror}.")


def read_request(place: Path) -> ParentRequest:
    """Return the request in a draft, or raise StoreError."""
    try:
        return ParentRequest.model_validate_json((place / _REQUEST).read_bytes())
    except ValidationError as error:
        raise StoreError(
            f"What was asked for as the parent {place.name.lstrip('.')!r} cannot be read: another "
            "version wrote it, or it is damaged. Remove it and import it again."
        ) from error


def exists(wanted: ParentRequest, home: Path) -> bool:
    """Return whether the ``wanted`` parent exists already.

    Raises:
        StateError: one of that name is, and is not the same.
    """
    place = folder(wanted.name, home)
    if not place.exists():
        return False
    kept = parent(wanted.name, home)
    source = ("dataset", "origin", "run", "trial")
    same = all(getattr(kept, name) == getattr(wanted, name) for name in source)
    # The request stays beside the parent that was made of it.
    if not same or (wanted.epochs and read_request(place).epochs != wanted.epochs):
        raise StateError(
            f"The parent {wanted.name!r} is there already, and is another network or was trained "
            "for other epochs. Remove it first."
        )
    return True


def waiting(home: Path, alive: Alive) -> tuple[Waiting, ...]:
    """Return the drafts, oldest first."""
    found: list[Waiting] = []
    for place in _drafts(home):
        # Meanwhile it may have become a parent, and its request may be half written.
        with suppress(FileNotFoundError, StoreError):
            before = sum(one.status == "reading" for one in found)
            found.append(_state(place, alive, before))
    return tuple(found)


def unread(home: Path) -> Path | None:
    """Return the oldest draft that was not refused and that no process reads yet."""
    for place in _drafts(home):
        begun = (place / _REFUSED).exists() or (place / WHO).exists()
        if (place / _FILLED).exists() and not begun:
            return place
    return None


def stamp(place: Path) -> tuple[int, int]:
    """Return what distinguishes a draft from a later one of the same name."""
    about = (place / _REQUEST).stat()
    return about.st_ino, about.st_mtime_ns


def name_of(place: Path) -> str:
    """Return the name of the parent to be made from the draft at ``place``."""
    return place.name.removeprefix(".")


def _drafts(home: Path) -> list[Path]:
    """Return the folders of the drafts, oldest first."""
    found: list[tuple[int, Path]] = []
    for path in (home / "parents").glob(f".*/{_REQUEST}"):
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime_ns, path.parent))
    return [place for _, place in sorted(found)]


def _state(place: Path, alive: Alive, before: int) -> Waiting:
    reason = refusal(place)
    if not reason and not alive(place):
        reason = INTERRUPTED
    if reason:
        return Waiting(request=read_request(place), status="refused", reason=reason)
    return Waiting(request=read_request(place), status="reading", before=before)


def refusal(place: Path) -> str:
    """Return why a draft was refused; empty if it was not."""
    file = place / _REFUSED
    return file.read_text() if file.exists() else ""


def refuse(place: Path, reason: str) -> None:
    """Refuse a draft with a reason, and delete its model."""
    for name in (MODEL, SOURCE):
        (place / name).unlink(missing_ok=True)
    (place / _REFUSED).write_text(reason)


def keep_parent(info: ParentInfo, home: Path) -> None:
    """Turn a draft that was read into a parent."""
    place = draft(info.name, home)
    _write(place, info.model_copy(update={"created": time.time()}))
    place.rename(folder(info.name, home))


def _write(place: Path, info: ParentInfo) -> None:
    with replacing(place / _INFO) as draft:
        draft.write_text(json.dumps(info.model_dump(mode="json")))


def rewrite(info: ParentInfo, home: Path) -> None:
    """Write a changed description of a parent."""
    _write(folder(info.name, home), info)


def take_back(name: str, home: Path, pixels: str) -> None:
    """Turn a parent into a draft again, to be read with the ``pixels`` given.

    Raises:
        StateError: a draft of that name exists.
    """
    ready, place = folder(name, home), draft(name, home)
    wanted = read_request(ready).model_copy(update={"pixels": pixels})
    try:
        ready.rename(place)
    except OSError as error:
        raise StateError(f"The parent {name!r} is being read already. Wait for it.") from error
    (place / _REQUEST).write_text(wanted.model_dump_json())
    (place / _FILLED).touch()
    # Once nobody is named who reads it, it is taken up to be read.
    for gone in (_INFO, WHO):
        (place / gone).unlink(missing_ok=True)


def bring_split(name: str, home: Path, file: Path) -> None:
    """Give a run the parent's own split, unless it has one.

    What the parent has learned from must not be among what its pruned descendants are validated on.
    """
    own = folder(name, home) / SPLIT
    if own.exists() and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as draft:
            shutil.copy(own, draft)


def remove(name: str, home: Path) -> None:
    """Delete a parent, or the draft of one (NotFoundError if there is neither)."""
    found = [place for place in (folder(name, home), draft(name, home)) if place.exists()]
    if not re.fullmatch(PARENT_NAME, name) or not found:
        parent(name, home)
    for place in found:
        shutil.rmtree(place, ignore_errors=True)
