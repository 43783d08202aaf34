"""How an uploaded parent reads its pictures: confirmed or corrected by a person."""

from __future__ import annotations

from core.api.parents import check_unneeded, parent
from core.errors import StateError
from core.jobs import importing
from core.parents import repository
from core.parents.readings import stated_reading
from core.settings import home


def confirm_reading(name: str) -> None:
    """Record that a person has confirmed how a parent reads its pictures.

    Raises:
        NotFoundError: there is no such parent.
    """
    info = parent(name)
    if info.reading is not None:
        confirmed = info.reading.model_copy(update={"confirmed": True})
        repository.rewrite(info.model_copy(update={"reading": confirmed}), home())


def read_again(name: str, pixels: str) -> None:
    """Read an uploaded parent once more, as one that takes its pictures as ``pixels`` say.

    Until then it is among :func:`waiting_parents`, as at first.

    Raises:
        NotFoundError: there is no such parent.
        DataError: ``pixels`` names no reading.
        StateError: it was no upload, or a run that needs it is not over.
    """
    stated_reading(pixels)
    info = parent(name)
    if info.origin != "upload" or info.task != "classification":
        raise StateError(
            f"The parent {name!r} takes pixels from 0 to 1, as it learned from them here. Only an "
            "uploaded classifier can be read in another way."
        )
    check_unneeded(name)
    repository.take_back(name, home(), pixels)
    importing.start(home())
