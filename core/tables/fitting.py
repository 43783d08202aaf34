"""Checks whether a table can answer a run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from core.datasets.table_facts import SCORES, TableFacts
from core.errors import EvaluationError, Problem
from core.metrics import METRICS
from core.spaces import count_architectures, restrict, sample
from core.specs import Choices, RunSpec, Space

SAMPLES = 200


def table_problems(spec: RunSpec, facts: TableFacts) -> list[Problem]:
    """Return why ``facts``' table cannot answer ``spec``; empty if it can."""
    found = chain(
        _space_problems(spec.space, facts.space),
        _epoch_problems(spec, facts),
        _objective_problems(spec, facts),
        _limit_problems(spec, facts),
    )
    return list(found)


def answered_epochs(spec: RunSpec, facts: TableFacts) -> tuple[int, ...]:
    """Return the numbers of epochs for which the table has every score that is needed."""
    scores = SCORES.intersection(objective.metric for objective in spec.objectives)
    known = (set(facts.epochs_of(metric)) for metric in scores | {"val_accuracy"})
    return tuple(sorted(set.intersection(*known)))


def answered(facts: TableFacts) -> tuple[int, int]:
    """Return how many networks have a final accuracy, and how many the space holds."""
    column = facts.column("val_accuracy")
    return (column.filled if column else 0), count_architectures(facts.space)


def _space_problems(space: Space, answered: Space) -> Iterator[Problem]:
    """Yield the parts of a run's space that the table's space does not hold."""
    way_out = f"The table answers for the space {answered.name!r}; search that, or a part of it."
    if (space.family, space.options) != (answered.family, answered.options):
        yield Problem(
            "space",
            f"must be of the family {answered.family!r} with the options {answered.options}; got "
            f"{space.family!r} with {space.options}. {way_out}",
        )
        return
    rng = np.random.default_rng(0)
    for _ in range(SAMPLES):
        choices = sample(space, rng)
        if fault := _fault(choices, answered):
            yield Problem("space.choices", f"{fault} {way_out}")
            return


def _fault(choices: Choices, answered: Space) -> str:
    """Return why ``choices`` are not an architecture of the table's space; else empty."""
    try:
        known = restrict(answered, choices)
    except EvaluationError as error:
        return str(error)
    unknown = [name for name in choices if name not in known]
    return f"{unknown[0]} does not exist under {known}." if unknown else ""


def _epoch_problems(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    asked = spec.estimator.params.get("epochs", 0)
    known = facts.epochs_of("val_accuracy")
    if asked and asked not in known:
        listed = ", ".join(str(epochs) for epochs in known)
        yield Problem(
            "estimator.params.epochs",
            f"The table has accuracies after {listed} epochs; got {asked}. Use one of these, or 0.",
        )


def _objective_problems(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    known = facts.epochs_of("val_accuracy")
    asked = int(spec.estimator.params.get("epochs", 0))
    epochs = asked if asked in known else max(known, default=0)
    lacking = {metric: _lack(metric, facts, epochs) for metric in METRICS}
    usable = [name for name, lack in lacking.items() if not (lack or name.startswith("test_"))]
    for index, objective in enumerate(spec.objectives):
        if lack := lacking[objective.metric]:
            yield Problem(
                f"objectives.{index}.metric",
                f"The table has {lack}. As objectives it has: {', '.join(usable)}.",
            )


def _lack(metric: str, facts: TableFacts, epochs: int) -> str:
    """Return what of ``metric`` the table lacks where it has an accuracy; else empty."""
    column = facts.column(metric)
    if column is None:
        return f"no {metric}"
    if metric in SCORES:
        return "" if facts.column(metric, epochs) else f"no {metric} after {epochs} epochs"
    # What failed in a run that became a table has no accuracy, and need have nothing else.
    scored = max((c.filled for c in facts.columns if c.metric == "val_accuracy"), default=0)
    return f"{metric} for some of its networks only" if column.filled < scored else ""


def _limit_problems(spec: RunSpec, facts: TableFacts) -> Iterator[Problem]:
    # What failed or broke a limit in a run that became a table may have no costs.
    scored = max((c.filled for c in facts.columns if c.metric == "val_accuracy"), default=0)
    for name, limit in spec.limits.given().items():
        column, label = facts.column(name), METRICS[name].label.lower()
        if column is None or column.filled < scored:
            yield Problem(f"limits.{name}", f"The table has no {label}. Leave this limit out.")
        elif limit < column.low:
            yield Problem(
                f"limits.{name}",
                f"No candidate is that small: the least {label} in the table is "
                f"{column.low:,.0f}; got {limit:,}. Raise the limit.",
            )
