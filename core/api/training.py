"""One network trained by itself, small enough for the pictures: a parent in minutes."""

from __future__ import annotations

from dataclasses import dataclass

from core.api.launching import check, estimators_for
from core.datasets import info
from core.errors import Problem, SpecError, UnknownNameError
from core.metrics import QUALITY, Task
from core.models.catalogue import FAMILIES
from core.models.rules import SmallNetwork
from core.settings import home
from core.specs import RunSpec, Space


@dataclass(frozen=True)
class SmallFamily:
    """A family of which one small network can be trained by itself."""

    name: str
    title: str
    task: Task


def small_families() -> tuple[SmallFamily, ...]:
    """Return the families of which :func:`single_network` makes a run, classifiers first."""
    found = [
        SmallFamily(entry.name, entry.title, entry.params.task)
        for entry in FAMILIES.entries()
        if entry.params.small(32, 1.0)
    ]
    return tuple(sorted(found, key=lambda family: family.task))


def single_network(
    family: str, dataset: str, *, width: float = 1.0, epochs: int = 12, name: str = ""
) -> RunSpec:
    """Return a run that trains a single network of ``family`` on a data set.

    Args:
        width: factor on the published channels.
        name: of the run; by default the family's.

    Raises:
        NotFoundError: there is no such data set.
        SpecError: there is no such family, it has no small network, or it is none for these
            pictures.
    """
    about = info(dataset, home())
    small = _small(family, min(about.image_shape[:2]), width)
    space = Space.model_validate(
        {
            "name": family,
            "family": family,
            "choices": {choice: [value] for choice, value in small.choices.items()},
            "options": small.options,
        }
    )
    estimator = estimators_for(space, dataset)[0].name
    return check(
        {
            "name": name or family,
            "dataset": dataset,
            "space": space,
            "strategy": "random",
            "estimator": {"name": estimator, "params": {"epochs": epochs}},
            "objectives": [QUALITY[about.task], "parameters"],
            "budget": {"trials": 1},
        }
    )


def _small(family: str, side: int, width: float) -> SmallNetwork:
    try:
        small = FAMILIES.entry(family).params.small(side, width)
    except UnknownNameError as error:
        raise SpecError([Problem("space.family", str(error))]) from error
    if small is None:
        known = ", ".join(one.name for one in small_families())
        message = f"The family {family!r} has no small network to train by itself. Choose {known}."
        raise SpecError([Problem("space.family", message)])
    return small
