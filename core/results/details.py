"""Everything known of one trial, gathered for the page that shows it."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeVar
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from pydantic import NonNegativeInt, TypeAdapter, ValidationError

from core.errors import NotFoundError, StoreError
from core.metrics import METRICS, Part
from core.models.sketch.base import Sketch, SketchLayer
from core.profile.timings import Latency
from core.results.answers import DetectionReport
from core.results.layout import Files, TrialFolder
from core.scores import Evidence, Samples, evidence_cells, evidence_columns
from core.specs import Run, RunSpec, Trial, named

# What a CSV tells of the evidence of a score.
EVIDENCE: tuple[Evidence, ...] = ("pictures", "low", "high")
Kind = Literal["channels", "weights"]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Examples:
    """Validation images with predictions. ``images`` is uint8 (count, height, width, c)."""

    images: npt.NDArray[np.uint8]
    true: npt.NDArray[np.int64]
    predicted: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Width:
    """A layer before and after pruning: its output channels, or its non-zero weights."""

    layer: str
    before: NonNegativeInt
    after: NonNegativeInt


@dataclass(frozen=True)
class Widths:
    """Every layer that has channels or weights, before and after."""

    kind: Kind
    rows: tuple[Width, ...]


_WIDTHS = TypeAdapter(Widths)
_LAYERS = TypeAdapter(tuple[SketchLayer, ...])
_CURVES = TypeAdapter(dict[str, list[float]])
_LATENCIES = TypeAdapter(tuple[Latency, ...])


@dataclass(frozen=True)
class TrialDetail:
    """A trial with its drawing, curves, confusion matrix (rows are true classes) and examples.

    What a trial does not have (it failed, was never trained, or has no parent) is empty or None;
    the model file is kept only while the trial is on its run's front. ``widths`` count what
    ``widths_kind`` says. A detector has ``found`` in place of a confusion matrix and examples: in
    pictures of the test part once it was tested, which those of the front are when a run is over.
    """

    trial: Trial
    sketch: Sketch
    class_names: tuple[str, ...]
    curves: dict[str, list[float]]
    confusion: npt.NDArray[np.int64] | None
    examples: Examples | None
    model_file: Path | None
    widths: tuple[Width, ...] = ()
    widths_kind: Kind = "channels"
    found: DetectionReport | None = None
    found_in: Part = "validation"
    latencies: tuple[Latency, ...] = ()

    def model_bytes(self) -> bytes:
        """Return the trained network as a ``.keras`` file.

        Raises:
            NotFoundError: the trial has left the front since, and its weights with it.
        """
        if self.model_file is not None:
            with suppress(FileNotFoundError):
                return self.model_file.read_bytes()
        raise NotFoundError(
            f"The weights of trial {self.trial.number} are gone: it is not on the front any more. "
            "Its recipe trains the same architecture again."
        )


def read_detail(
    files: Files,
    run: Run,
    trial: Trial,
    draw: Callable[[], Sketch],
    class_names: tuple[str, ...],
) -> TrialDetail:
    """Gather the files of a trial; ``draw`` sketches a network that left no drawing of its own.

    Raises:
        StoreError: a file is damaged.
    """
    folder = TrialFolder(files.trial(run.id, trial.number))
    confusion, examples = _evaluation(folder.evaluation)
    layers = _read(folder.network, _LAYERS)
    widths = _read(folder.widths, _WIDTHS) or Widths("channels", ())
    tested = _found(folder.test_detections, len(class_names))
    return TrialDetail(
        trial=trial,
        sketch=Sketch(layers) if layers else draw(),
        class_names=class_names,
        curves=read_curves(files, run.id, trial.number),
        confusion=confusion,
        examples=examples,
        model_file=folder.model if folder.model.exists() else None,
        widths=widths.rows,
        widths_kind=widths.kind,
        found=tested or _found(folder.detections, len(class_names)),
        found_in="test" if tested else "validation",
        latencies=_read(folder.latency, _LATENCIES) or (),
    )


def read_curves(files: Files, run_id: str, number: int) -> dict[str, list[float]]:
    """Return a trial's learning curves by metric, with their epochs; empty without any.

    Raises:
        StoreError: the file is damaged.
    """
    return _read(TrialFolder(files.trial(run_id, number)).curves, _CURVES) or {}


def _read(path: Path, kind: TypeAdapter[Read]) -> Read | None:
    """Return the content of a JSON file; None if there is none."""
    try:
        return kind.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        # A trial's folder appears whole or not at all: this is no unfinished file to be passed by.
        raise _damaged(path) from error


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"{path.name} of trial {int(path.parent.name)} cannot be read: {path}. "
        "Train the network again from its recipe."
    )


def _evaluation(path: Path) -> tuple[npt.NDArray[np.int64] | None, Examples | None]:
    names = [field.name for field in fields(Examples)]
    kept = _arrays(path, ["confusion", *(f"example_{name}" for name in names)])
    if kept is None:
        return None, None
    return kept["confusion"], Examples(**{name: kept[f"example_{name}"] for name in names})


def _found(path: Path, classes: int) -> DetectionReport | None:
    kept = _arrays(path, [field.name for field in fields(DetectionReport)])
    found = None if kept is None else DetectionReport(**kept)
    if found is not None and not found.fits(classes):
        raise _damaged(path)
    return found


def _arrays(path: Path, names: Iterable[str]) -> dict[str, Any] | None:
    """Return the arrays ``names`` of a file; None if there is no file."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile, zlib.error) as error:
        raise _damaged(path) from error


def spec_of(run: Run, trial: Trial) -> RunSpec:
    """Return the spec that trains this architecture again, on the same split and epochs."""
    fixed = [
        choice.model_copy(update={"values": (trial.choices[choice.name],), "when": {}})
        for choice in run.spec.space.choices
        if choice.name in trial.choices
    ]
    ending = f" #{trial.number}"
    space = run.spec.space.model_copy(
        update={"name": named(run.spec.space.name, ending), "choices": tuple(fixed)}
    )
    changed = {
        "name": named(run.name, ending),
        "space": space,
        "strategy": {"name": "random"},
        "budget": {"trials": 1},
        "limits": {},
    }
    return RunSpec.model_validate(run.spec.model_dump() | changed)


def csv_of(run: Run, trials: list[Trial], samples: Samples | None = None) -> str:
    """Return all trials as CSV.

    The columns are number, status, generation, choices, metrics and reason; then, for each score
    whose pictures are known, their number and the ends of its 95 % interval.
    """
    names = [choice.name for choice in run.spec.space.choices]
    metrics = [name for name in METRICS if any(name in trial.metrics for trial in trials)]
    sizes = [name for name in metrics if METRICS[name].part in (samples or {})]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    known = chain(*(evidence_columns(name, EVIDENCE) for name in sizes))
    head = ["number", "status", "generation", *names, *metrics, "hypervolume", "reason"]
    writer.writerow([*head, *known])
    for trial in trials:
        cells = [trial.choices.get(name, "") for name in names]
        scores = [trial.metrics.get(name, "") for name in metrics]
        volume = "" if trial.hypervolume is None else trial.hypervolume
        row = [trial.number, trial.status, trial.generation, *cells, *scores, volume, trial.reason]
        sure = (evidence_cells(name, trial.metrics, samples or {}, EVIDENCE) for name in sizes)
        # Nothing is written as an empty cell.
        writer.writerow([*row, *chain(*sure)])
    return text.getvalue()
