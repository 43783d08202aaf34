"""Estimator ``pruning``: prunes a trained parent, fine-tunes it, validates and profiles it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras

from core.candidates.pruned import PrunedKind
from core.datasets.prepare import Data
from core.errors import DataError, EvaluationError
from core.estimators.base import Evaluation, EvaluationRequest
from core.estimators.catalogue import DetectorPruningParams, PruningParams
from core.estimators.compression.rounds import Round, rounds_of
from core.estimators.compression.samples import samples_of
from core.estimators.compression.steps import PruningStep, widths_of
from core.estimators.training import TrainingEstimator
from core.models.pruned_options import PrunedOptions
from core.models.pruning_methods import other_schedules
from core.parents import repository
from core.profile.described import described
from core.profile.figures import figures_of
from core.results.layout import TrialFolder
from core.specs import Choices, Space
from core.training.candidate import blamed_on_candidate, load_network
from core.training.settings import EpochCallback
from core.training.trainer import (
    Checkpoint,
    CheckpointCallback,
    Fitted,
    Resumed,
    TaskNetwork,
    head_beside,
)
from core.training.weights import training_state


@dataclass(frozen=True)
class _Plan:
    """The plan of a candidate: its parent, its rounds, and the step of each.

    ``initial`` is the parent before its training, where the schedule rewinds to it.
    """

    settings: PrunedOptions
    parent: TaskNetwork
    initial: keras.Model | None
    rounds: tuple[Round, ...]
    step: PruningStep

    @property
    def epochs(self) -> int:
        """The epochs of all rounds."""
        return self.rounds[-1].ends

    def pruned(self, model: keras.Model, turn: Round, seed: int) -> keras.Model:
        """Prune ``model`` by the step of a round."""
        return replace(self.step, at=turn.number).pruned(model, self.initial, seed + turn.number)


class Pruning(TrainingEstimator):
    """Prunes in one or more rounds, each followed by its share of the fine-tuning.

    Every network is checked against its masked parent before it is trained on: one that does not
    compute the same is a failure and never kept. Besides the files of a training it writes
    ``widths.json``, every layer before and after, and ``network.json``, the layers that are left.
    A round begins with fresh moments and orders of its own, so that it can be gone on with from
    its network and its state alone; a process that is killed in the moment between two rounds
    leaves neither, and the training begins anew.
    """

    params: PruningParams | DetectorPruningParams

    def __init__(
        self, params: PruningParams | DetectorPruningParams, data: Data, device: str
    ) -> None:
        super().__init__(params, data, device)
        self._parents: dict[Path, TaskNetwork] = {}

    def epochs_of(self, space: Space, choices: Choices) -> int:
        return self._rounds(PrunedKind(space).settings(choices))[-1].ends

    def costs(self, space: Space, choices: Choices) -> dict[str, float]:
        """Return the costs after pruning in one round, without any training.

        With training between rounds other channels may go. Where a clock or chance decides which,
        the costs are those of the sketch.
        """
        plan = self._plan(space, choices)
        settings = plan.settings
        drawn = settings.granularity == "channels" and settings.criterion == "random"
        if settings.target == "latency" or drawn:
            return super().costs(space, choices)
        return replace(plan.step, rounds=1).costs(plan.parent.model)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        plan, folder = self._plan(request.space, request.choices), TrialFolder(request.folder)
        until = request.until(plan.epochs)
        resumed, at, model = self._begun(request.resume, plan, until)
        start = resumed.checkpoint
        for turn in plan.rounds[at:]:
            if start is None:
                model = plan.pruned(model, turn, request.seed)
                start = Checkpoint(training_state(model), 0)
            # A state belongs to one round: it goes before that of the next is there.
            folder.state.unlink(missing_ok=True)
            model.save(folder.round_model)
            folder.round_number.write_text(json.dumps(turn.number))
            if turn.epochs:
                resumed.keep(start, folder)
            network = TaskNetwork(model, plan.parent.head, (request.seed, turn.number))
            tell = resumed.recorder(report, folder, turn.begins)
            fitted = self._fine_tuned(network, plan, turn, until, tell, start)
            start = None
            if turn.ends >= until:
                break
        resumed.curves.write(folder.curves)
        if until < plan.epochs:
            fitted.checkpoint.write(folder.state, resumed.seconds)
        else:
            for file in (folder.state, folder.round_model, folder.round_number):
                file.unlink(missing_ok=True)
        metrics = self._written(model, fitted, plan, folder)
        return Evaluation(metrics | {"seconds": resumed.seconds}, until)

    def _plan(self, space: Space, choices: Choices) -> _Plan:
        kind = PrunedKind(space, self.data.home)
        settings, info = kind.settings(choices), kind.parent()
        place = repository.folder(info.name, self.data.home)
        rounds, initial = self._rounds(settings), _initial(settings, place)
        parent = self.parent(place)
        samples = samples_of(self.data, parent.head)
        step = PruningStep(settings, choices, info, samples, rounds=len(rounds))
        return _Plan(settings, parent, initial, rounds, step)

    def _rounds(self, settings: PrunedOptions) -> tuple[Round, ...]:
        epochs = self.params.epochs if settings.epochs is None else settings.epochs
        return rounds_of(settings, epochs)

    def parent(self, place: Path) -> TaskNetwork:
        """Return the parent network in the folder ``place``; it must not be changed.

        Raises:
            DataError: it is gone or damaged, which is no candidate's fault.
        """
        if place not in self._parents:
            file = place / repository.MODEL
            try:
                self._parents[place] = TaskNetwork(load_network(file), head_beside(file))
            except EvaluationError as error:
                raise DataError(
                    f"The network of the parent {place.name!r} is damaged or gone. Remove the "
                    "parent and take it in again."
                ) from error
        return self._parents[place]

    def _begun(
        self, resume: Path | None, plan: _Plan, until: int
    ) -> tuple[Resumed, int, keras.Model]:
        """Return what an earlier evaluation left, the round to go on with, and its network."""
        columns = self._trainer.curves
        if resume is not None and _has_round(earlier := TrialFolder(resume)):
            at = int(json.loads(earlier.round_number.read_text()))
            before = plan.rounds[at].begins
            resumed = Resumed.read(resume, columns, until - before, before)
            if resumed.checkpoint is not None:
                return resumed, at, load_network(earlier.round_model)
        return Resumed.read(None, columns, until), 0, plan.parent.model

    def _fine_tuned(
        self,
        network: TaskNetwork,
        plan: _Plan,
        turn: Round,
        until: int,
        tell: CheckpointCallback,
        start: Checkpoint | None,
    ) -> Fitted:
        """Fine-tune a round's network up to ``until``, counted over all rounds."""
        settings = self.params.fit_settings(turn.epochs, min(until - turn.begins, turn.epochs))
        if turn.epochs:
            taught, kind = plan.settings.distillation, plan.settings.granularity
            teacher = self.params.teacher(plan.parent.model) if taught else None
            settings = replace(settings, teacher=teacher, hold_zeros=kind != "channels")
        with blamed_on_candidate():
            return self._trainer.fit(network, settings, tell, start)

    def _written(
        self, model: keras.Model, fitted: Fitted, plan: _Plan, folder: TrialFolder
    ) -> dict[str, float]:
        """Write the candidate's files, and measure its costs."""
        model.save(folder.model)
        fitted.predictions.write(folder, "validation")
        widths = widths_of(plan.parent.model, model, plan.settings.granularity)
        folder.widths.write_text(json.dumps(widths))
        layers = [asdict(layer) for layer in described(model).layers]
        folder.network.write_text(json.dumps(layers))
        figures = figures_of(model, folder.model, latency=self.params.latency)
        return fitted.predictions.named("validation") | figures


def _has_round(folder: TrialFolder) -> bool:
    return folder.round_model.exists() and folder.round_number.exists()


def _initial(settings: PrunedOptions, place: Path) -> keras.Model | None:
    """Return the parent before its training, where a schedule rewinds to it."""
    if not settings.rewinds:
        return None
    file = place / repository.INITIAL
    if not file.exists():
        raise EvaluationError(
            f"schedule must not be {settings.schedule} for this parent: the weights that its "
            f"training began with are not known. Choose {other_schedules()}, or a parent that was "
            "trained here."
        )
    return load_network(file)
