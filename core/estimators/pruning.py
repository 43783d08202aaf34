"""Estimator ``pruning``: prunes a trained parent, fine-tunes it, validates and profiles it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path

import keras
import numpy as np

from core.candidates import parent_of, settings_of
from core.errors import EvaluationError
from core.estimators.base import Evaluation, Report
from core.estimators.catalogue import PruningParams
from core.estimators.fitting import Plan, Scores, guide_of
from core.estimators.pruning_rounds import Round, rounds_of
from core.estimators.pruning_steps import Step, widths_of
from core.estimators.records import Curves
from core.estimators.trace import Guide
from core.estimators.training import STATE, Past, Training, load
from core.estimators.weights import read_reached, write_reached
from core.models.described import described
from core.models.pruned_options import PrunedOptions
from core.parents import keeping
from core.paths import home
from core.pruning.criteria import Samples
from core.specs import Choices, Space

# The network that a round trains, as it was before its first epoch, and which round that is.
ROUND, AT = "round.keras", "round.json"
SAMPLES = 256


class Pruning(Training):
    """Prunes in one or more rounds, each followed by its share of the fine-tuning.

    Every network is checked against its masked parent before it is trained on: one that does not
    compute the same is a failure and never kept. Besides the files of a training it writes
    ``widths.json``, every layer before and after, and ``network.json``, the layers that are left.
    A round begins with fresh moments and orders of its own, so that it can be gone on with from
    its network and its state alone.
    """

    params: PruningParams

    def epochs_of(self, space: Space, choices: Choices) -> int:
        return self._rounds(settings_of(space, choices))[-1].ends

    def costs(self, space: Space, choices: Choices) -> dict[str, float]:
        """Parameters, MACs and bytes before any training; empty where they have to be measured.

        They are those of pruning at once: with training between rounds, other channels may go.
        """
        settings, parent = settings_of(space, choices), parent_of(space)
        self._rounds(settings)
        self._initial(settings)
        if settings.target == "latency":
            return {}
        step = Step(settings, choices, parent, self._samples)
        return step.costs(self._parent(parent.name))

    def measure(self, space: Space, choices: Choices) -> dict[str, float]:
        # Where the costs are not known before, they have to be sought by pruning.
        return {}

    def evaluate(
        self,
        space: Space,
        choices: Choices,
        *,
        seed: int,
        folder: Path,
        report: Report,
        epochs: int = 0,
        resume: Path | None = None,
    ) -> Evaluation:
        settings, parent = settings_of(space, choices), parent_of(space)
        rounds, initial = self._rounds(settings), self._initial(settings)
        full = rounds[-1].ends
        until = min(epochs or full, full)
        step = Step(settings, choices, parent, self._samples, rounds=len(rounds))
        at, model, past = self._begun(resume, rounds, until, parent.name)
        for turn in rounds[at:]:
            if past.reached is None:
                now = replace(step, at=turn.number)
                model = now.pruned(model, initial, seed + turn.number)
            model.save(folder / ROUND)
            (folder / AT).write_text(json.dumps(turn.number))
            rng = np.random.default_rng([seed, turn.number])
            plan = self._plan(turn, until)
            guide = self._guide(model, settings, parent.name) if turn.epochs else None
            scores, reached = self._fit(model, rng, plan, past, folder, report, guide, turn.begins)
            past = replace(past, reached=None)
            if turn.begins + reached.epochs >= until:
                break
        if until < full:
            write_reached(folder / STATE, reached, past.seconds)
        else:
            (folder / ROUND).unlink()
            (folder / AT).unlink()
        return self._kept(model, settings, parent.name, scores, past, folder, until)

    def _kept(
        self,
        model: keras.Model,
        settings: PrunedOptions,
        parent: str,
        scores: Scores,
        past: Past,
        folder: Path,
        epochs: int,
    ) -> Evaluation:
        """Write what the candidate leaves, and weigh it."""
        model.save(folder / "model.keras")
        self._write_evaluation(folder / "evaluation.npz", scores)
        widths = widths_of(self._parent(parent), model, settings.granularity)
        (folder / "widths.json").write_text(json.dumps(widths))
        layers = [asdict(layer) for layer in described(model).layers]
        (folder / "network.json").write_text(json.dumps(layers))
        return Evaluation(self._metrics(model, folder, scores, past), epochs)

    def _rounds(self, settings: PrunedOptions) -> tuple[Round, ...]:
        epochs = self.params.epochs if settings.epochs is None else settings.epochs
        return rounds_of(settings, epochs)

    def _plan(self, turn: Round, until: int) -> Plan:
        params = self.params
        stop = min(until - turn.begins, turn.epochs)
        return Plan(turn.epochs, params.batch_size, params.learning_rate, self._dtype, stop)

    def _guide(self, model: keras.Model, settings: PrunedOptions, parent: str) -> Guide | None:
        hold = settings.granularity != "channels"
        if not (hold or settings.distillation):
            return None
        params = self.params
        return guide_of(
            model,
            len(self.data.y_train),
            teacher=self._taught(parent) if settings.distillation else None,
            share=params.teacher_share,
            temperature=params.temperature,
            hold_zeros=hold,
        )

    def _begun(
        self, resume: Path | None, rounds: tuple[Round, ...], until: int, parent: str
    ) -> tuple[int, keras.Model, Past]:
        """The round to go on with, the network it trains or prunes, and what was done of it."""
        began = time.perf_counter()
        if resume is not None and all((resume / name).exists() for name in (STATE, ROUND, AT)):
            reached, seconds = read_reached(resume / STATE)
            at = int(json.loads((resume / AT).read_text()))
            if rounds[at].begins + reached.epochs < until:
                curves = Curves.read(resume / "curves.json")
                return at, load(resume / ROUND), Past(reached, curves, began - seconds)
        return 0, self._parent(parent), Past(None, Curves(), began)

    def _parent(self, name: str) -> keras.Model:
        if name not in self._loaded:
            self._loaded[name] = load(keeping.folder(name, home()) / keeping.MODEL)
        return self._loaded[name]

    def _taught(self, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """The parent's logits for the training images."""
        if name not in self._lessons:
            scores = self._fitter.score(self._parent(name), self._train, self._dtype)
            self._lessons[name] = scores.logits
        return self._lessons[name]

    def _initial(self, settings: PrunedOptions) -> keras.Model | None:
        """The parent before its training, where a schedule rewinds to it."""
        if settings.schedule != "lottery":
            return None
        file = keeping.folder(settings.parent, home()) / keeping.INITIAL
        if not file.exists():
            raise EvaluationError(
                "schedule must not be lottery for this parent: the weights that its training "
                "began with are not known. Choose one_shot, linear or cubic, or a parent that was "
                "trained here."
            )
        return load(file)

    @cached_property
    def _samples(self) -> Samples:
        """Training images for the criteria that look at data, the same for all candidates."""
        rows = np.random.default_rng(0).permutation(len(self.data.y_train))[:SAMPLES]
        return self.data.x_train[rows], self.data.y_train[rows]

    @cached_property
    def _loaded(self) -> dict[str, keras.Model]:
        return {}

    @cached_property
    def _lessons(self) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return {}
