"""Parents: the trained networks that pruning starts from, and the sweeps that try ways to do it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from core.api.opening import store
from core.api.reading import run, trial
from core.datasets import info
from core.errors import DataError, NotFoundError, StateError
from core.estimators.catalogue import works_on
from core.jobs import adopting
from core.jobs.seeds import training_seed
from core.models.pruned_options import PARENT_NAME, PRUNED
from core.parents import keeping
from core.parents.facts import ParentInfo
from core.parents.inspecting import inspect_model
from core.parents.keeping import Beginning, Order, Waiting
from core.paths import home
from core.specs import Choice, Run, RunSpec, Space, Trial, Value

# What is tried where a person has nothing in mind; every choice holds for any parent.
SWEEP: Mapping[str, Sequence[Value]] = {
    "criterion": ("l2", "taylor", "lamp", "random"),
    "scope": ("global", "local"),
    "ratio": (0.3, 0.5, 0.7, 0.85),
    "distillation": (False, True),
}


def parents() -> tuple[ParentInfo, ...]:
    """The trained networks that can be pruned, the newest first."""
    return keeping.parents(home())


def parent(name: str) -> ParentInfo:
    """One of them (NotFoundError if there is none)."""
    return keeping.parent(name, home())


def waiting_parents() -> tuple[Waiting, ...]:
    """Those that are being read, and those that were refused, with the reason."""
    return keeping.waiting(home(), adopting.alive)


def adopt_trial(run_id: str, number: int) -> str:
    """Make a trial's trained network a parent; returns its name.

    It is read by a process of its own: until then it is among :func:`waiting_parents`. A trial that
    is a parent already stays as it is.

    Raises:
        NotFoundError: there is no such trial, or its weights are gone.
    """
    of, one = run(run_id), trial(run_id, number)
    name = f"{run_id}-{one.number}"
    if keeping.folder(name, home()).exists():
        return name
    model = store().files.model(run_id, number)
    if not model.exists():
        raise NotFoundError(
            f"The weights of trial {number} of {of.name!r} are gone: only those of a run's front "
            "are kept. Choose a trial of the front, or train this one again from its recipe."
        )
    wanted = Order(
        name=name,
        title=f"{of.name}, trial {number}",
        dataset=of.spec.dataset,
        origin="trial",
        run=run_id,
        trial=number,
        seed=of.spec.seed,
        beginning=_beginning(of, one),
    )

    def fill(place: Path) -> None:
        shutil.copy(model, place / keeping.MODEL)
        shutil.copy(store().files.split(run_id), place / keeping.SPLIT)

    return _adopt(wanted, fill)


def adopt_file(file: Path | BinaryIO, filename: str, name: str, dataset: str) -> str:
    """Take in a person's own ``.keras`` file as a parent for a data set; returns its name.

    Raises:
        DataError: what is wrong with the file or the name; nothing was kept.
    """
    if not re.fullmatch(PARENT_NAME, name):
        raise DataError(
            f"name must be 1 to 60 characters of a-z, 0-9, _ and -; got {name!r}. "
            "For instance: my-network."
        )
    inspect_model(file, filename)
    wanted = Order(name=name, title=name, dataset=info(dataset, home()).name, origin="upload")

    def fill(place: Path) -> None:
        with (place / keeping.MODEL).open("wb") as target:
            if isinstance(file, Path):
                target.write(file.read_bytes())
            else:
                file.seek(0)
                shutil.copyfileobj(file, target)

    return _adopt(wanted, fill)


def adopt_imagenet(network: str, dataset: str, epochs: int = 3) -> str:
    """Take a published network with its ImageNet weights, and a new classifier for a data set.

    The classifier is trained for ``epochs``, the rest is left as it came. Returns its name.
    """
    name = f"{network}-{info(dataset, home()).name}"
    if keeping.folder(name, home()).exists():
        return name
    wanted = Order(
        name=name,
        title=f"{network}, ImageNet weights",
        dataset=dataset,
        origin="imagenet",
        network=network,
        epochs=epochs,
    )
    return _adopt(wanted, lambda place: None)


def remove_parent(name: str) -> None:
    """Forget a parent, or one that was refused; its runs keep their trials.

    Raises:
        StateError: a run that needs it is not over.
    """
    needing = [
        of.name for of in store().runs.find("queued", "running", "paused") if _uses(of.spec, name)
    ]
    if needing:
        raise StateError(f"The parent is needed by the run {needing[0]!r}. Stop that first.")
    keeping.remove(name, home())


def pruning_space(name: str, choices: Mapping[str, Sequence[Value]] | None = None) -> Space:
    """Ways to prune the parent ``name``: the recommended sweep, or the ``choices`` given.

    A choice of one value fixes it.
    """
    tried = SWEEP if choices is None else choices
    parent(name)
    return Space(
        name=f"prune {name}"[:80],
        family=PRUNED,
        choices=tuple(Choice(name=key, values=tuple(values)) for key, values in tried.items()),
        options={"parent": name},
    )


def _beginning(of: Run, one: Trial) -> Beginning | None:
    """How the trial's training began, if it began with fresh weights."""
    if works_on(of.spec.estimator.name) != "images":
        return None
    first = one
    while first.continues is not None:
        first = trial(of.id, first.continues)
    seed = training_seed(of.spec.seed, first.number)
    return Beginning(space=of.spec.space, choices=one.choices, seed=seed)


def _adopt(wanted: Order, fill: keeping.Fill) -> str:
    keeping.order(wanted, home(), fill)
    adopting.start(home(), wanted.name)
    return wanted.name


def _uses(spec: RunSpec, name: str) -> bool:
    return spec.space.options.get("parent") == name
