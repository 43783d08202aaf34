"""Search spaces: the built-in, the saved, and what a space holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core import presets as _presets
from core import spaces as _spaces
from core.api.opening import GUEST, owner_named, store
from core.candidates.catalogue import kind_of
from core.candidates.survey import Landmark, Survey
from core.candidates.survey import landmarks as _landmarks
from core.candidates.survey import survey as _survey
from core.checking import check_space
from core.datasets import info
from core.errors import NotFoundError, StateError
from core.metrics import Task
from core.models.catalogue import FAMILIES
from core.models.sketch.base import Sketch
from core.names import shown
from core.presets import read_yaml
from core.registry import Entry
from core.settings import home
from core.specs import Space, Unreadable, Value


def spaces(owner: str = GUEST) -> dict[str, Space]:
    """Return the built-in spaces, then those the owner saved, by name."""
    saved = {space.name: space for space in store().spaces.of(owner)}
    return _presets.preset_spaces() | saved


def unreadable_spaces(owner: str = GUEST) -> list[Unreadable]:
    """Return the owner's saved spaces that :func:`spaces` leaves out."""
    return store().spaces.unreadable(owner)


def preset_spaces() -> dict[str, Space]:
    """Return the built-in spaces, by name."""
    return _presets.preset_spaces()


def space(name: str, owner: str = GUEST) -> Space:
    """Return a space by name (NotFoundError lists those there are)."""
    known = spaces(owner)
    if name not in known:
        raise NotFoundError(f"Unknown space {shown(name)}. Known: {', '.join(known)}.")
    return known[name]


def save_space(space: Space, owner: str = GUEST) -> None:
    """Check a space and keep it under its name; the built-in names are taken."""
    space = check_space(space)
    if space.name in _presets.preset_spaces():
        raise StateError(f"{space.name!r} is a built-in space. Save yours under another name.")
    store().spaces.save(space, owner_named(owner))


def delete_space(name: str, owner: str = GUEST) -> None:
    """Forget a saved space."""
    store().spaces.delete(name, owner)


def space_from_yaml(text: str) -> Space:
    """Return the space in a YAML text (SpecError if it is not one)."""
    return check_space(read_yaml(text))


def families() -> tuple[Entry, ...]:
    """Return the families of networks there are; a new space begins with the first."""
    return FAMILIES.entries()


def count(space: Space) -> int:
    """Return the number of architectures in the space."""
    return _spaces.count_architectures(space)


def task(space: Space) -> Task | None:
    """Return the task of the space's networks: classification or detection.

    None if they are prunings of a parent that is gone.
    """
    return kind_of(space, home()).task


def sample(space: Space, seed: int) -> dict[str, Value]:
    """Return one architecture of the space, uniform over all."""
    return _spaces.sample(space, np.random.default_rng(seed))


def sketch(space: Space, choices: Mapping[str, Value], dataset: str) -> Sketch:
    """Return an architecture's sketch for a data set's images, or raise EvaluationError."""
    return kind_of(space, home()).sketch(choices, info(dataset, home()))


def survey(space: Space, dataset: str) -> Survey:
    """Return the costs of 300 sampled architectures on a data set's images."""
    return _survey(space, info(dataset, home()), home=home())


def landmarks() -> tuple[Landmark, ...]:
    """Return the published networks with their costs, smallest first."""
    return _landmarks()
