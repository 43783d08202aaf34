"""Parents: the trained networks that pruning starts from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import BinaryIO

from core.api.opening import store
from core.api.reading import run, trial
from core.datasets import info
from core.errors import DataError, NotFoundError, StateError, UnknownNameError
from core.estimators.catalogue import works_on
from core.jobs import adopting
from core.jobs.seeds import training_seed
from core.models.pruned_options import PARENT_NAME
from core.models.published import PUBLISHED
from core.parents import keeping
from core.parents.facts import ParentInfo
from core.parents.inspecting import inspect_model
from core.parents.keeping import Beginning, Order, Waiting
from core.paths import home
from core.specs import Run, RunSpec, Trial


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
        DataError: it finds objects in scenes.
    """
    of, one = run(run_id), trial(run_id, number)
    name = f"{run_id}-{one.number}"
    if keeping.folder(name, home()).exists():
        return name
    _images(of.spec.dataset)
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
    wanted = Order(name=name, title=name, dataset=_images(dataset), origin="upload")

    def fill(place: Path) -> None:
        with (place / keeping.MODEL).open("wb") as target:
            if isinstance(file, Path):
                with file.open("rb") as source:
                    shutil.copyfileobj(source, target)
            else:
                file.seek(0)
                shutil.copyfileobj(file, target)

    return _adopt(wanted, fill)


def adopt_imagenet(network: str, dataset: str, epochs: int = 3) -> str:
    """Take a published network with its ImageNet weights, and a new classifier for a data set.

    All of it is trained for ``epochs``, as its normalisation has to learn the new images too.
    Returns its name.

    Raises:
        UnknownNameError: there is no such network.
    """
    if network not in PUBLISHED:
        raise UnknownNameError(f"Unknown network {network!r}. Known: {', '.join(PUBLISHED)}.")
    name = f"{network}-{_images(dataset)}"
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
    if re.fullmatch(PARENT_NAME, name):
        adopting.end(keeping.draft(name, home()))
    keeping.remove(name, home())


def _beginning(of: Run, one: Trial) -> Beginning | None:
    """How the trial's training began, if it began with fresh weights."""
    if works_on(of.spec.estimator.name) != "images":
        return None
    first = one
    while first.continues is not None:
        first = trial(of.id, first.continues)
    seed = training_seed(of.spec.seed, first.number)
    return Beginning(space=of.spec.space, choices=one.choices, seed=seed)


def _images(dataset: str) -> str:
    """The name of a data set of images with classes (DataError: a table, or scenes)."""
    facts = info(dataset, home())
    if facts.task == "detection":
        raise DataError(
            f"dataset must hold images to be told apart; got {dataset!r}, scenes with objects to "
            "find. Detectors cannot be pruned here yet: choose a network that tells classes apart."
        )
    if facts.table is not None:
        raise DataError(
            f"dataset must hold images; got {dataset!r}, a table of finished answers. Choose the "
            "data set that the network tells apart."
        )
    return dataset


def _adopt(wanted: Order, fill: keeping.Fill) -> str:
    keeping.order(wanted, home(), fill, adopting.alive)
    adopting.start(home(), wanted.name)
    return wanted.name


def _uses(spec: RunSpec, name: str) -> bool:
    return spec.space.options.get("parent") == name
