"""Checks that a strategy with rungs fits its estimator."""

from __future__ import annotations

from collections.abc import Iterator

from core.candidates.catalogue import kind_of
from core.datasets.table_facts import TableFacts
from core.errors import Problem
from core.estimators.catalogue import ESTIMATORS, TableParams
from core.specs import RunSpec
from core.strategies.catalogue import STRATEGIES, RungParams, ScreeningParams
from core.strategies.halving_rungs import levels
from core.tables.fitting import answered_epochs


def rung_problems(spec: RunSpec) -> Iterator[Problem]:
    """Yield a problem where rungs leave no shorter training than the full one."""
    strategy = STRATEGIES.entry(spec.strategy.name).params(**spec.strategy.params)
    estimator = ESTIMATORS.entry(spec.estimator.name).params(**spec.estimator.params)
    epochs = getattr(estimator, "epochs", None)
    # Of a table's answers 0 stands for those after the most epochs.
    if not isinstance(strategy, RungParams) or epochs is None or isinstance(estimator, TableParams):
        return
    if strategy.min_epochs >= epochs:
        yield Problem(
            "strategy.params.min_epochs",
            f"min_epochs must be less than the {epochs} epochs of a full training; "
            f"got {strategy.min_epochs}. Lower it, or raise the estimator's epochs.",
        )
    if uneven := kind_of(spec.space).uneven_epochs(epochs):
        yield Problem(
            "strategy.name",
            f"{spec.strategy.name!r} needs every candidate to be trained for the same {epochs} "
            f"epochs. Choose another strategy, or leave {uneven} out of the space.",
        )


def rungs_without_answers(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    """Yield a problem where the table lacks scores after a rung's epochs."""
    strategy = STRATEGIES.entry(spec.strategy.name).params(**spec.strategy.params)
    known = answered_epochs(spec, facts)
    full = int(spec.estimator.params.get("epochs", 0)) or facts.epochs_of("val_accuracy")[-1]
    if not isinstance(strategy, RungParams):
        return
    screens = isinstance(strategy, ScreeningParams)
    rungs = levels(full, strategy.min_epochs, strategy.reduction)
    rungs = (strategy.min_epochs, full) if screens else rungs
    if not set(rungs) <= set(known):
        asked, there = (", ".join(map(str, epochs)) for epochs in (rungs, known))
        yield Problem(
            "strategy.params.min_epochs",
            f"{spec.strategy.name!r} would train for {asked} epochs; the table has all scores "
            f"after {there or 'none'}. Change min_epochs and reduction to fit, or choose another "
            "strategy.",
        )
