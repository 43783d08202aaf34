"""Parents: the trained networks that pruning starts from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import BinaryIO

from core.api.opening import GUEST, owner_named, store
from core.api.reading import front, run, trial
from core.candidates.catalogue import kind_of
from core.datasets import info
from core.errors import DataError, EvaluationError, NotFoundError, StateError, UnknownNameError
from core.estimators.catalogue import trained_scores, works_on
from core.jobs import importing
from core.jobs.trials import training_seed
from core.metrics import QUALITY
from core.models.families.published import PUBLISHED
from core.models.pruned_options import LONGEST_PARENT_NAME, PARENT_NAME
from core.names import identifier_fault
from core.parents import repository
from core.parents.info import ParentInfo
from core.parents.inspecting import inspect_model
from core.parents.readings import stated_reading
from core.parents.requests import InitialModel, ParentRequest, Waiting
from core.results.layout import HEAD, TrialFolder
from core.scores import Samples, samples_in
from core.settings import home
from core.specs import Run, RunSpec, Trial, Unreadable


def parents() -> tuple[ParentInfo, ...]:
    """Return the trained networks that can be pruned, newest first."""
    return repository.parents(home())


def unreadable_parents() -> tuple[Unreadable, ...]:
    """Return trained networks that :func:`parents` leaves out."""
    return repository.unreadable_parents(home())


def parent(name: str) -> ParentInfo:
    """Return one parent, or raise NotFoundError."""
    return repository.parent(name, home())


def parent_of(spec: RunSpec) -> ParentInfo | None:
    """Return the parent that a run starts from; None without one, or if it is unreadable."""
    try:
        return kind_of(spec.space, home()).parent()
    except EvaluationError:
        return None


def subject_of(spec: RunSpec) -> str:
    """Return what a run is about: ``prunes Digits, trial 3``, or the name of its space."""
    return kind_of(spec.space, home()).subject()


def can_prune(run: Run) -> bool:
    """Return whether a run has ended with trained networks that can become parents."""
    judged = bool(trained_scores(run.spec.estimator.name))
    return judged and run.has_ended and run.counts.complete > 0


def waiting_parents(owner: str = "") -> tuple[Waiting, ...]:
    """Return the parents being read or waiting, and the refused, with the reason.

    Args:
        owner: whose; all of them where it is empty. What nobody's name is on is everybody's.
    """
    waiting = repository.waiting(home(), importing.reader_alive)
    return tuple(one for one in waiting if not owner or one.request.owner in ("", owner))


def networks(run_id: str) -> list[Trial]:
    """Return the trained networks of a run's front, best first."""

    def quality(one: Trial) -> float:
        return max(one.metrics.get(name, 0.0) for name in QUALITY.values())

    return sorted(front(run_id), key=quality, reverse=True)


def import_trial(
    run_id: str, number: int | None = None, name: str = "", *, owner: str = GUEST
) -> str:
    """Make a trial's trained network a parent; returns its name.

    It is read by a process of its own: until then it is among :func:`waiting_parents`. A trial that
    is a parent already stays as it is.

    Args:
        number: by default that of the best of the front.
        owner: who asks for it.
        name: what to call it; by default the run's id and the number.

    Raises:
        NotFoundError: there is no such trial, or its weights are gone.
        DataError: what is wrong with the name.
    """
    of = run(run_id)
    one = _network(of, number)
    wanted = _request(of, one, name).model_copy(update={"owner": owner_named(owner)})
    if repository.exists(wanted, home()):
        return wanted.name
    model = store().files.model(run_id, one.number)
    if not model.exists():
        raise NotFoundError(_without_weights(of, one))

    def fill(place: Path) -> None:
        shutil.copy(model, place / repository.MODEL)
        shutil.copy(store().files.split(run_id), place / repository.SPLIT)
        if (head := TrialFolder(model.parent).head).exists():
            shutil.copy(head, place / HEAD)

    return _import(wanted, fill)


def import_file(
    file: Path | BinaryIO,
    filename: str,
    name: str,
    dataset: str,
    *,
    pixels: str = "",
    owner: str = GUEST,
) -> str:
    """Take in a person's own ``.keras`` file as a parent for a data set; returns its name.

    Whether it fits the data set only the process that reads it finds out, and how it wants its
    pictures (``reading`` of the parent).

    Args:
        pixels: how it takes pictures, as ``0-255`` or ``0-255,bgr``, where that is known.
        owner: whose it is.

    Raises:
        DataError: what is wrong with the file or the name; nothing was kept.
    """
    _checked(name)
    if pixels:
        stated_reading(pixels)
    inspect_model(file, filename)
    wanted = ParentRequest(
        name=name,
        title=name,
        dataset=_pictures(dataset),
        origin="upload",
        pixels=pixels,
        owner=owner_named(owner),
    )

    def fill(place: Path) -> None:
        with (place / repository.MODEL).open("wb") as target:
            if isinstance(file, Path):
                with file.open("rb") as source:
                    shutil.copyfileobj(source, target)
            else:
                file.seek(0)
                shutil.copyfileobj(file, target)

    return _import(wanted, fill)


def import_imagenet(network: str, dataset: str, epochs: int = 3, *, owner: str = GUEST) -> str:
    """Take a published network with its ImageNet weights, and a new classifier for a data set.

    All of it is trained for ``epochs``, as its normalisation has to learn the new images too.
    Returns its name.

    Raises:
        UnknownNameError: there is no such network.
        DataError: there are no epochs, or the data set asks for boxes.
    """
    if network not in PUBLISHED:
        raise UnknownNameError(f"Unknown network {network!r}. Known: {', '.join(PUBLISHED)}.")
    if epochs < 1:
        raise DataError(
            f"epochs must be at least 1; got {epochs}. The new classifier knows nothing yet."
        )
    if info(_pictures(dataset), home()).task == "detection":
        raise DataError(
            f"dataset must hold images to be told apart; got {dataset!r}, scenes with objects to "
            "find, and a network of ImageNet finds none. Train a detector, or take one of a run."
        )
    name = f"{network}-{dataset}"
    wanted = ParentRequest(
        name=name,
        title=f"{network}, ImageNet weights",
        dataset=dataset,
        origin="imagenet",
        network=network,
        epochs=epochs,
        owner=owner_named(owner),
    )
    if repository.exists(wanted, home()):
        return name
    return _import(wanted, lambda place: None)


def parent_samples(name: str) -> Samples:
    """Return the numbers of pictures behind a parent's scores; empty if unknown."""
    return samples_in(repository.folder(name, home()) / repository.SPLIT)


def remove_parent(name: str) -> None:
    """Forget a parent, or one that was refused; its runs keep their trials.

    Raises:
        StateError: a run that needs it is not over.
    """
    check_unneeded(name)
    if re.fullmatch(PARENT_NAME, name):
        importing.end(repository.draft(name, home()))
    repository.remove(name, home())


def check_unneeded(name: str) -> None:
    """Refuse to touch a parent that a run needs which is not over (StateError)."""
    needing = [
        of.name for of in store().runs.find("queued", "running", "paused") if _uses(of.spec, name)
    ]
    if needing:
        raise StateError(f"The parent is needed by the run {needing[0]!r}. Stop that first.")


def _checked(name: str) -> str:
    if fault := identifier_fault(name, LONGEST_PARENT_NAME, "my-network"):
        raise DataError(f"name {fault}")
    return name


def _network(of: Run, number: int | None) -> Trial:
    """Return a run's trial, or the best of its front, or raise NotFoundError."""
    if number is None:
        if best := networks(of.id)[:1]:
            return best[0]
        when = "was trained: choose another run" if of.has_ended else "is trained yet. Wait for one"
        raise NotFoundError(f"No network of {of.name!r} {when}.")
    try:
        return trial(of.id, number)
    except NotFoundError as error:
        if of.has_ended:
            raise
        raise NotFoundError(f"Trial {number} of {of.name!r} is not trained yet.") from error


def _request(of: Run, one: Trial, name: str) -> ParentRequest:
    """Return the request for a trial's network, by default named after run and number."""
    return ParentRequest(
        name=_checked(name or f"{of.id}-{one.number}"),
        title=name or f"{of.name}, trial {one.number}",
        dataset=of.spec.dataset,
        origin="trial",
        run=of.id,
        trial=one.number,
        seed=of.spec.seed,
        initial_model=_initial_model(of, one),
    )


def _without_weights(of: Run, one: Trial) -> str:
    kept = [n.number for n in networks(of.id) if store().files.model(of.id, n.number).exists()]
    what = (
        f"Trial {one.number} of {of.name!r} has no network: {one.reason}"
        if one.status in ("failed", "infeasible")
        else f"The weights of trial {one.number} of {of.name!r} are gone: only those of a run's "
        "front are kept."
    )
    way = f"Choose one of its front: {', '.join(map(str, kept))}. Or train" if kept else "Train"
    return f"{what} {way} this one again from its recipe."


def _initial_model(of: Run, one: Trial) -> InitialModel | None:
    """Return the initial model of the trial's training, if it had new weights."""
    if works_on(of.spec.estimator.name) not in ("images", "scenes"):
        return None
    first = one
    while first.continues is not None:
        first = trial(of.id, first.continues)
    seed = training_seed(of.spec.seed, first.number)
    return InitialModel(space=of.spec.space, choices=one.choices, seed=seed)


def _pictures(dataset: str) -> str:
    """Return the name of a data set of images or scenes; raise DataError for a table."""
    if info(dataset, home()).table is not None:
        raise DataError(
            f"dataset must hold images; got {dataset!r}, a table of finished answers. Choose the "
            "data set that the network tells apart."
        )
    return dataset


def _import(wanted: ParentRequest, fill: repository.Fill) -> str:
    repository.request(wanted, home(), fill, importing.reader_alive)
    importing.start(home())
    return wanted.name


def _uses(spec: RunSpec, name: str) -> bool:
    return kind_of(spec.space).parent_name == name
