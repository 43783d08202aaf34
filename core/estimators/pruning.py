"""Estimator ``pruning``: prunes a trained parent, fine-tunes it, validates and profiles it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras

from core.candidates.pruned import parent_of, settings_of
from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import DetectorPruningParams, PruningParams
from core.estimators.compression.fine_tuning import (
    FineTuneRound,
    Fitted,
    RoundCallback,
    RoundCheckpoint,
    Tuner,
)
from core.estimators.compression.images import ClassifierTuner
from core.estimators.compression.rounds import Round, rounds_of
from core.estimators.compression.scenes import DetectorTuner
from core.estimators.compression.steps import PruningStep, widths_of
from core.estimators.training import load
from core.metrics import Task
from core.models.pruned_options import PrunedOptions
from core.parents import repository
from core.parents.info import ParentInfo
from core.paths import home
from core.profile.described import described
from core.profile.figures import figures_of
from core.results.layout import TrialFolder
from core.results.records import Curves, Resumed, pass_on
from core.specs import Choices, Space
from core.training.device import pin
from core.training.progress import EpochCallback
from core.training.weights import passed

TUNERS: dict[Task, type[Tuner]] = {"classification": ClassifierTuner, "detection": DetectorTuner}


class Pruning(Estimator):
    """Prunes in one or more rounds, each followed by its share of the fine-tuning.

    What depends on the parent's task a :class:`~core.estimators.compression.fine_tuning.Tuner`
    does: training on, judging, and what the criteria look at.

    Every network is checked against its masked parent before it is trained on: one that does not
    compute the same is a failure and never kept. Besides the files of a training it writes
    ``widths.json``, every layer before and after, and ``network.json``, the layers that are left.
    A round begins with fresh moments and orders of its own, so that it can be gone on with from
    its network and its state alone.
    """

    params: PruningParams | DetectorPruningParams

    def __init__(
        self, params: PruningParams | DetectorPruningParams, data: Data, device: str
    ) -> None:
        super().__init__(params, data, pin(device))
        self._tuner = TUNERS[data.info.task](params, data, self.device)

    def epochs_of(self, space: Space, choices: Choices) -> int:
        return self._rounds(settings_of(space, choices))[-1].ends

    def costs(self, space: Space, choices: Choices) -> dict[str, float]:
        """Return parameters, MACs and bytes before any training; empty where they have to be
        measured or hang on the seed.

        They are those of pruning at once: with training between rounds, other channels may go.
        """
        settings, parent = settings_of(space, choices), parent_of(space)
        self._rounds(settings)
        _initial(settings)
        if settings.target == "latency":
            return {}
        place = _place(parent)
        step = PruningStep(settings, choices, parent, self._tuner.samples(place))
        known = step.costs(self._tuner.parent(place))
        drawn = settings.granularity == "channels" and settings.criterion == "random"
        return {} if drawn else known

    def test(self, model_file: Path) -> dict[str, float]:
        return self._tuner.test(model_file)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        space, choices, seed = request.space, request.choices, request.seed
        settings, parent = settings_of(space, choices), parent_of(space)
        rounds, initial, place = self._rounds(settings), _initial(settings), _place(parent)
        full, folder = rounds[-1].ends, TrialFolder(request.folder)
        until = request.until(full)
        step = PruningStep(
            settings, choices, parent, self._tuner.samples(place), rounds=len(rounds)
        )
        past = self._begun(request.resume, rounds, until, place)
        model, start = past.model, past.state
        for turn in rounds[past.at :]:
            if start is None:
                now = replace(step, at=turn.number)
                model = now.pruned(model, initial, seed + turn.number)
            model.save(folder.round_model)
            folder.round_number.write_text(json.dumps(turn.number))
            lesson = _lesson(settings, turn, until, parent=place, seed=seed, start=start)
            fitted = self._tuner.fit(model, lesson, _telling(turn, past, folder, report))
            start = None
            if turn.ends >= until:
                break
        past.curves.write(folder.curves)
        if until < full:
            fitted.stand.write(folder.state, past.seconds)
        else:
            folder.round_model.unlink()
            folder.round_number.unlink()
        qualities = self._left(model, fitted, settings, place, folder)
        return Evaluation(qualities | {"seconds": past.seconds}, until)

    def _left(
        self,
        model: keras.Model,
        fitted: Fitted,
        settings: PrunedOptions,
        parent: Path,
        folder: TrialFolder,
    ) -> dict[str, float]:
        """Write what the candidate leaves, and weigh it."""
        model.save(folder.model)
        qualities = self._tuner.leave(fitted, folder.path)
        widths = widths_of(self._tuner.parent(parent), model, settings.granularity)
        folder.widths.write_text(json.dumps(widths))
        layers = [asdict(layer) for layer in described(model).layers]
        folder.network.write_text(json.dumps(layers))
        return qualities | figures_of(model, folder.model, latency=self.params.latency)

    def _rounds(self, settings: PrunedOptions) -> tuple[Round, ...]:
        epochs = self.params.epochs if settings.epochs is None else settings.epochs
        return rounds_of(settings, epochs)

    def _begun(
        self, resume: Path | None, rounds: tuple[Round, ...], until: int, parent: Path
    ) -> ResumedPruning:
        began = time.perf_counter()
        if resume is not None and _may_go_on(earlier := TrialFolder(resume)):
            epochs, seconds = passed(earlier.state)
            at = int(json.loads(earlier.round_number.read_text()))
            if rounds[at].begins + epochs < until:
                curves = Curves.read(earlier.curves)
                model = load(earlier.round_model)
                return ResumedPruning(curves, began - seconds, at, model, earlier.state)
        return ResumedPruning(
            Curves(self._tuner.curves), began, 0, self._tuner.parent(parent), None
        )


def _may_go_on(folder: TrialFolder) -> bool:
    needed = (folder.state, folder.round_model, folder.round_number)
    return all(file.exists() for file in needed)


@dataclass(frozen=True)
class ResumedPruning(Resumed):
    """Where an earlier, shorter evaluation of the candidate stopped.

    Attributes:
        at: the round to go on with; ``model`` is what it trains, or else prunes first.
        state: where that round's fit wrote how far it was.
    """

    at: int
    model: keras.Model
    state: Path | None


def _lesson(
    settings: PrunedOptions,
    turn: Round,
    until: int,
    *,
    parent: Path,
    seed: int,
    start: Path | None,
) -> FineTuneRound:
    """Return a round's fine-tuning, as far as ``until``, counted over all rounds."""
    return FineTuneRound(
        parent=parent,
        seed=seed,
        number=turn.number,
        epochs=turn.epochs,
        until=min(until - turn.begins, turn.epochs),
        taught=settings.distillation and turn.epochs > 0,
        holds=settings.granularity != "channels",
        start=start,
    )


def _telling(
    turn: Round, past: ResumedPruning, folder: TrialFolder, report: EpochCallback
) -> RoundCallback:
    """Return passes on what a round tells; if that is where it ends, all is kept to go on from."""

    def tell(stand: RoundCheckpoint, scores: Mapping[str, float]) -> None:
        pass_on(
            report,
            turn.begins + stand.epochs,
            scores,
            curves=past.curves,
            folder=folder,
            keep=lambda: stand.write(folder.state, past.seconds),
        )

    return tell


def _place(parent: ParentInfo) -> Path:
    return repository.folder(parent.name, home())


def _initial(settings: PrunedOptions) -> keras.Model | None:
    """Return the parent before its training, where a schedule rewinds to it."""
    if settings.schedule != "lottery":
        return None
    file = repository.folder(settings.parent, home()) / repository.INITIAL
    if not file.exists():
        raise EvaluationError(
            "schedule must not be lottery for this parent: the weights that its training "
            "began with are not known. Choose one_shot, linear or cubic, or a parent that was "
            "trained here."
        )
    return load(file)
