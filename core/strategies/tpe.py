"""The tree-structured Parzen estimator (Bergstra et al. 2011; Ozaki et al. 2022), by Optuna."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution
from optuna.trial import TrialState, create_trial

from core.spaces.operations import fill
from core.specs import Objective, Proposal, Space, Trial
from core.strategies.base import Strategy
from core.strategies.catalogue import TPEParams
from core.strategies.novelty import moved_on

optuna.logging.set_verbosity(optuna.logging.WARNING)


class TPE(Strategy):
    """Models which values good candidates have and bad ones have not, choice by choice.

    The trials told make up an Optuna study in memory. Every proposal gets a sampler seeded by the
    generator, so that it depends on nothing else. Candidates that failed or broke a limit count as
    bad as the worst complete one: else Optuna would forget them and propose their like again.
    Over named values the estimator soon repeats itself; a repetition is mutated until it is new.
    """

    def __init__(self, space: Space, objectives: Sequence[Objective], params: TPEParams) -> None:
        super().__init__(space, objectives, params)
        self._params = params
        self._study = optuna.create_study(directions=[o.direction for o in self.objectives])
        self._distributions = {c.name: CategoricalDistribution(c.values) for c in space.choices}
        self._worst: list[float] | None = None
        self._told: set[str] = set()

    def ask(self, rng: np.random.Generator) -> Proposal:
        self._study.sampler = optuna.samplers.TPESampler(
            n_startup_trials=self._params.startup,
            n_ei_candidates=self._params.candidates,
            seed=int(rng.integers(2**32)),
        )
        trial = self._study.ask()
        choices = fill(
            self.space, lambda choice: trial.suggest_categorical(choice.name, choice.values)
        )
        # Its outcome arrives through tell, as a trial of its own: this one must leave no trace.
        self._study.tell(trial, state=TrialState.FAIL)
        return Proposal(choices=moved_on(self.space, choices, self._told, rng))

    def tell(self, trial: Trial) -> None:
        self._told.add(trial.key)
        if trial.status == "complete":
            values = [trial.metrics[o.metric] for o in self.objectives]
            self._worst = self._worse(values)
            self._add(trial, values)
        elif trial.status in ("failed", "infeasible") and self._worst is not None:
            self._add(trial, self._worst)

    def _worse(self, values: list[float]) -> list[float]:
        """Return the worse of ``values`` and the worst so far, for each objective."""
        return [
            (max if objective.direction == "minimize" else min)(one, other)
            for objective, one, other in zip(
                self.objectives, values, self._worst or values, strict=True
            )
        ]

    def _add(self, trial: Trial, values: list[float]) -> None:
        held = {name: self._distributions[name] for name in trial.choices}
        self._study.add_trial(
            create_trial(params=dict(trial.choices), distributions=held, values=values)
        )
