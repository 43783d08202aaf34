"""The one door: everything that pages, the command line and notebooks may ask of the engine.

Light: importing it, and calling anything in it, never imports TensorFlow. Every function raises
children of :class:`core.errors.CoreError` whose text can be shown to a person as it is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core import presets as _presets
from core import spaces as _spaces
from core.checking import check_space as check_space
from core.checking import check_spec
from core.comparison import Comparison, compare, repeats
from core.datasets import DatasetInfo, ImportReport, catalogue, import_dataset, info
from core.datasets import remove_dataset as _remove_dataset
from core.details import TrialDetail, csv_of, read_detail, spec_of
from core.errors import NotFoundError, StateError
from core.estimators.catalogue import ESTIMATORS
from core.jobs import client
from core.jobs.devices import Device
from core.jobs.devices import devices as _devices
from core.jobs.queue import order
from core.models import sketch as _sketch
from core.models.sketch import Sketch
from core.pareto import front as _front
from core.paths import database_url, home
from core.presets import read_yaml, space_to_yaml, spec_to_yaml
from core.registry import Entry
from core.specs import METRICS, Objective, Run, RunSpec, RunStatus, Space, Trial, Value
from core.store import Store
from core.strategies.catalogue import STRATEGIES
from core.survey import Landmark, Survey
from core.survey import landmarks as _landmarks
from core.survey import survey as _survey
from core.tables import FORMATS, export_run, import_table
from core.tables import download_table as _download_table
from core.timing import TimeEstimate
from core.timing import estimate as _estimate

__all__ = ["Device", "check_space", "space_to_yaml", "spec_to_yaml"]

GUEST = "guest"
PAST_RUNS = 5
FEWEST_REPEATS, MOST_REPEATS = 2, 20


def store() -> Store:
    """The store of the current home folder, opened once a process."""
    return _open(home(), database_url(home()))


@lru_cache(maxsize=4)
def _open(folder: Path, url: str) -> Store:
    return Store(folder, url)


# Runs


def runs(*statuses: RunStatus, limit: int | None = None) -> list[Run]:
    """Runs, newest first; with ``statuses``, only those in one of them."""
    return store().runs.find(*statuses, limit=limit)


def run(run_id: str) -> Run:
    """One run (NotFoundError if there is none)."""
    return store().runs.get(run_id)


def trials(run_id: str) -> list[Trial]:
    """A run's trials by number."""
    store().runs.get(run_id)
    return store().trials.of(run_id)


def trial(run_id: str, number: int) -> Trial:
    """One trial (NotFoundError if there is none)."""
    return store().trials.get(run_id, number)


def front(run_id: str) -> list[Trial]:
    """The non-dominated trials of a run under its own objectives, by its last objective."""
    return _front(store().trials.of(run_id), run(run_id).spec.objectives)


def detail(run_id: str, number: int) -> TrialDetail:
    """Everything known of one trial."""
    of, one = run(run_id), trial(run_id, number)
    facts = info(of.spec.dataset, home())
    drawn = sketch(of.spec.space, one.choices, of.spec.dataset)
    return read_detail(store(), of, one, drawn, facts.class_names)


def trial_spec_yaml(run_id: str, number: int) -> str:
    """The spec that makes this one candidate again."""
    return spec_to_yaml(spec_of(run(run_id), trial(run_id, number)))


def trials_csv(run_id: str) -> str:
    """All trials of a run as CSV."""
    return csv_of(run(run_id), trials(run_id))


# Launching


def presets() -> dict[str, RunSpec]:
    """The built-in run specs, by name."""
    return {name: check(data) for name, data in _presets.preset_mappings().items()}


def check(data: Mapping[str, Any] | RunSpec, owner: str = GUEST) -> RunSpec:
    """The run spec in ``data``; its ``space`` may be a mapping or the name of a known space.

    Raises:
        SpecError: ``problems`` names every field that is wrong and the way out.
    """
    return check_spec(
        data,
        space_named=lambda name: space(name, owner),
        info_of=_info,
    )


def spec_from_yaml(text: str, owner: str = GUEST) -> RunSpec:
    """The run spec in a YAML text (SpecError if it is not one)."""
    return check(read_yaml(text), owner)


def launch(spec: RunSpec, owner: str = GUEST) -> str:
    """Check and queue a run; returns its id. A supervisor is started if none is alive."""
    run_id = store().runs.add(check(spec, owner), owner.strip() or GUEST)
    client.want_supervisor(home())
    return run_id


def clone(run_id: str, owner: str = GUEST) -> str:
    """Launch a run's spec again."""
    of = run(run_id)
    return launch(of.spec.model_copy(update={"name": of.name}), owner)


def estimate(spec: RunSpec) -> TimeEstimate:
    """How long the run will take on one device of this machine."""
    known = [r for r in runs() if r.spec.dataset == spec.dataset and r.counts.complete]
    past = [(r, store().trials.streamed(r.id).metrics) for r in known[:PAST_RUNS]]
    return _estimate(spec, info(spec.dataset, home()), past)


# Controlling


def pause(run_id: str) -> None:
    """Let a run go after the present epoch; it keeps everything and can be resumed."""
    runs = store().runs
    if runs.change(run_id, only=("queued",), over=("",), status="paused"):
        return
    if not runs.change(run_id, only=("running",), over=("", "yield", "pause"), request="pause"):
        raise StateError(_refusal(run_id, "paused", "queued or running"))


def resume(run_id: str) -> None:
    """Queue a paused run again; a run asked to pause goes on."""
    runs = store().runs
    asked = runs.change(run_id, only=("running",), over=("pause",), request="")
    # In this order, so that a worker that heeds the pause meanwhile is not missed.
    if runs.change(run_id, only=("paused",), status="queued", request=""):
        client.want_supervisor(home())
    elif not asked:
        raise StateError(_refusal(run_id, "resumed", "paused"))


def stop(run_id: str) -> None:
    """End a run after the present epoch; its front is tested and everything stays to be seen."""
    runs = store().runs
    waiting: tuple[str, ...] = ("queued", "paused")
    if run(run_id).counts.complete == 0:
        if runs.change(run_id, only=waiting, status="stopped", ended=time.time(), request=""):
            return
    elif runs.change(run_id, only=waiting, status="queued", request="stop"):
        client.want_supervisor(home())
        return
    if not runs.change(run_id, only=("running",), request="stop"):
        raise StateError(_refusal(run_id, "stopped", "queued, running or paused"))


def rename(run_id: str, name: str) -> None:
    """Give a run another name, 1 to 80 characters."""
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise StateError(f"name must have 1 to 80 characters; got {len(name)}.")
    if not store().runs.change(run_id, name=name):
        run(run_id)


def delete(run_id: str) -> None:
    """Forget a run that is not running, its trials and its files."""
    of = run(run_id)
    if not store().runs.delete(run_id):
        raise StateError(f"{of.name!r} is running. Stop it first, then delete it.")
    store().files.delete(run_id)


def _refusal(run_id: str, what: str, wanted: str) -> str:
    of = run(run_id)
    now = "being stopped" if of.request == "stop" else of.status
    return f"Only a {wanted} run can be {what}; {of.name!r} is {now}."


# Spaces


def spaces(owner: str = GUEST) -> dict[str, Space]:
    """The built-in spaces, then those the owner saved, by name."""
    saved = {space.name: space for space in store().spaces.of(owner)}
    return _presets.preset_spaces() | saved


def preset_spaces() -> dict[str, Space]:
    """The built-in spaces, by name."""
    return _presets.preset_spaces()


def space(name: str, owner: str = GUEST) -> Space:
    """A space by name (NotFoundError lists those there are)."""
    known = spaces(owner)
    if name not in known:
        raise NotFoundError(f"Unknown space {name!r}. Known: {', '.join(known)}.")
    return known[name]


def save_space(space: Space, owner: str = GUEST) -> None:
    """Check a space and keep it under its name; the built-in names are taken."""
    if space.name in _presets.preset_spaces():
        raise StateError(f"{space.name!r} is a built-in space. Save yours under another name.")
    store().spaces.save(check_space(space), owner)


def delete_space(name: str, owner: str = GUEST) -> None:
    """Forget a saved space."""
    store().spaces.delete(name, owner)


def space_from_yaml(text: str) -> Space:
    """The space in a YAML text (SpecError if it is not one)."""
    return check_space(read_yaml(text))


def count(space: Space) -> int:
    """How many architectures the space holds."""
    return _spaces.count(space)


def sample(space: Space, seed: int) -> dict[str, Value]:
    """One architecture of the space, uniform over all."""
    return _spaces.sample(space, np.random.default_rng(seed))


def sketch(space: Space, choices: Mapping[str, Value], dataset: str) -> Sketch:
    """An architecture drawn for a data set's images (EvaluationError if it does not fit)."""
    facts = info(dataset, home())
    return _sketch(
        space.family,
        choices,
        input_shape=facts.image_shape,
        classes=len(facts.class_names),
        options=space.options,
    )


def survey(space: Space, dataset: str) -> Survey:
    """What 300 architectures of the space would cost on a data set's images."""
    facts = info(dataset, home())
    return _survey(space, facts.image_shape, len(facts.class_names))


def landmarks() -> tuple[Landmark, ...]:
    """The published networks with their costs, the smallest first."""
    return _landmarks()


# What there is


def strategies() -> tuple[Entry, ...]:
    """The strategies there are, with their parameter models."""
    return STRATEGIES.entries()


def estimators() -> tuple[Entry, ...]:
    """The estimators there are, with their parameter models."""
    return ESTIMATORS.entries()


def datasets() -> tuple[DatasetInfo, ...]:
    """The data sets there are: built in, then uploaded."""
    return catalogue(home())


def add_dataset(file: Path | BinaryIO, filename: str, name: str) -> ImportReport:
    """Take in a person's own ``.npz`` or ``.zip`` (DataError says what is wrong with it)."""
    return import_dataset(file, filename=filename, name=name, home=home())


def _info(name: str) -> DatasetInfo:
    try:
        return info(name, home())
    except NotFoundError as error:
        if name not in FORMATS:
            raise
        raise NotFoundError(
            f"The table {FORMATS[name].title!r} is not here yet. {_way_in(name)}"
        ) from error


def _way_in(name: str) -> str:
    fetch = f"Fetch it: python -m core tables download {name}. Or t"
    start = fetch if FORMATS[name].address else "T"
    return f"{start}ake it in from its file: python -m core tables import FILE --name {name}."


def add_table(file: Path, name: str, space: Space | None = None, images: str = "") -> ImportReport:
    """Take in a table of finished answers (DataError names the row that is wrong).

    Args:
        space: what its architectures are drawn from; None for one of the published tables.
        images: with ``space``, the data set that the answers are about.
    """
    about = info(images, home()) if images else None
    return import_table(file, name=name, home=home(), space=space, images=about)


def download_table(name: str) -> ImportReport:
    """Fetch a published table from its authors (DataError says why it cannot be had)."""
    return _download_table(name, home())


def export_table(run_id: str, name: str) -> DatasetInfo:
    """Keep the answers of a run that has ended as a table that later runs can be answered from."""
    of = run(run_id)
    if not of.has_ended:
        raise StateError(f"{of.name!r} is {of.status}. Stop it first, or wait until it has ended.")
    return export_run(
        of,
        trials(run_id),
        info(of.spec.dataset, home()),
        name=name,
        home=home(),
        folder_of=lambda number: store().files.trial(run_id, number),
    )


def replay_spec(run_id: str, table: str, trials_per_second: float = 0.0) -> RunSpec:
    """The run's spec, answered from a table that was made of it: the same trials again."""
    of = run(run_id)
    changes = {
        "name": f"{of.name}, replayed"[:80],
        "dataset": table,
        "estimator": {"name": "table", "params": {"trials_per_second": trials_per_second}},
    }
    return check(of.spec.model_dump() | changes)


def remove_dataset(name: str) -> None:
    """Delete an uploaded data set that no waiting or running run needs."""
    needing = [r.name for r in runs() if r.spec.dataset == name and not r.has_ended]
    if needing:
        raise StateError(f"{name!r} is needed by the run {needing[0]!r}. Stop that first.")
    _remove_dataset(name, home())


# The machine


def queue() -> list[Run]:
    """The waiting runs, next first."""
    runs = store().runs
    return order(runs.find("queued"), runs.holders(), runs.served())


def devices() -> tuple[Device, ...]:
    """The slots of this machine, each with the id of the run on it."""
    busy = {holder.device: holder.run_id for holder in store().runs.holders()}
    return tuple(replace(device, busy_run=busy.get(device.name)) for device in _devices())


def keep_alive() -> None:
    """Say that someone waits for a run; a supervisor that died is replaced."""
    client.want_supervisor(home())


def supervisor_alive() -> bool:
    """Whether the process that gives runs their turn is up."""
    return client.supervisor_alive(home())


# Comparing


def comparison(run_ids: Sequence[str], across: str, up: str) -> Comparison:
    """Several runs measured alike on two metrics; runs that differ in seed alone are one side."""
    objectives = [_objective(up), _objective(across)]
    return compare([(run(run_id), trials(run_id)) for run_id in run_ids], objectives)


def _objective(metric: str) -> Objective:
    return Objective(metric=metric, direction=METRICS[metric].direction)


def repeat(run_id: str, seeds: int, owner: str = GUEST) -> list[str]:
    """Launch a run again under the next ``seeds`` seeds that it was not yet run with.

    Returns:
        The new runs' ids; each is named after its seed.

    Raises:
        StateError: ``seeds`` is not in [2, 20].
    """
    if not FEWEST_REPEATS <= seeds <= MOST_REPEATS:
        raise StateError(
            f"seeds must be from {FEWEST_REPEATS} to {MOST_REPEATS}; got {seeds}. "
            "To run it once more, use Run again."
        )
    return [launch(spec, owner) for spec in repeats(run(run_id), runs(), seeds)]
