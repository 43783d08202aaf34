"""The front that viewers are told of is the engine's, however the trials come in."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from core.live.front_members import FrontMembers
from core.pareto import front
from core.specs import Objective, Trial
from core.store.columns import Streamed
from tests.seeds import OBJECTIVES, seed_trials

VALUES = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, math.nan, math.inf, -math.inf])
STATUSES = st.sampled_from(["complete", "complete", "complete", "failed", "stopped_early"])
METRICS = ("val_accuracy", "parameters", "macs")


@st.composite
def told(draw: st.DrawFn) -> tuple[list[Trial], list[int]]:
    """Trials, some equal, some without a figure; and the order in which they end."""
    trials = []
    for number in range(draw(st.integers(1, 12))):
        scores = {name: draw(VALUES) for name in METRICS if draw(st.integers(0, 9))}
        status = draw(STATUSES)
        trial = Trial(number=number, status=status, choices={}, key=f"{number}", metrics=scores)
        trials.append(trial)
    return trials, draw(st.permutations(range(len(trials))))


def streamed(trials: list[Trial]) -> Streamed:
    plain = [(t.number, t.status, 0, 0, "", None, None) for t in trials]
    return Streamed(plain, [t.metrics for t in trials], [{} for _ in trials])


@settings(max_examples=150, deadline=None)
@given(told(), st.lists(st.sampled_from(["maximize", "minimize"]), min_size=2, max_size=3))
def test_members_are_the_engines_front_in_any_order_of_ends(
    case: tuple[list[Trial], list[int]], ways: list[str]
) -> None:
    trials, order = case
    goals = [
        Objective.model_validate({"metric": name, "direction": way})
        for name, way in zip(METRICS, ways, strict=False)
    ]
    members = FrontMembers(goals)
    for revision, at in enumerate(order, start=1):
        members.take(streamed([trials[at]]), revision)
    assert members.numbers == sorted(trial.number for trial in front(trials, goals))


def test_a_member_that_gets_worse_lets_others_back() -> None:
    better, worse = seed_trials(200), {}
    good = [t for t in better if t.status == "complete"]
    members = FrontMembers(OBJECTIVES)
    members.take(streamed(good), 1)
    top = front(good, OBJECTIVES)[-1]
    worse = top.model_copy(update={"metrics": top.metrics | {"val_accuracy": 0.01}})
    members.take(streamed([worse]), 2)
    rest = sorted([worse, *(t for t in good if t is not top)], key=lambda trial: trial.number)
    assert members.numbers == sorted(trial.number for trial in front(rest, OBJECTIVES))
