"""Local search: a whole neighbourhood, then the best of it; a new start where none is better."""

from __future__ import annotations

import numpy as np

from core.spaces import key
from core.specs import Objective, Space, Trial
from core.strategies import propose
from core.strategies.catalogue import LocalParams
from core.strategies.local import LocalSearch

ACCURACY = Objective(metric="val_accuracy", direction="maximize")
SIZE = Objective(metric="parameters", direction="minimize")
SPACE = Space.model_validate(
    {"name": "s", "family": "c", "choices": {"a": [0, 1, 2], "b": [0, 1, 2], "c": [0, 1, 2]}}
)


def judged(number: int, choices: dict[str, object], parents: tuple[int, ...] = ()) -> Trial:
    """Accuracy grows with ``a`` and ``b``; size with ``a``."""
    a, b = float(str(choices["a"])), float(str(choices["b"]))
    metrics = {"val_accuracy": (a + b) / 4.0, "parameters": a}
    name = key(SPACE, choices)
    return Trial(
        number=number,
        status="complete",
        choices=choices,
        key=name,
        metrics=metrics,
        parents=parents,
    )


def climb(objectives: tuple[Objective, ...], trials: int) -> list[Trial]:
    strategy = LocalSearch(SPACE, objectives, LocalParams(starts=1))
    strategy.tell(judged(0, {"a": 0, "b": 0, "c": 0}))
    past = [judged(0, {"a": 0, "b": 0, "c": 0})]
    for number in range(1, trials):
        tried = {trial.key for trial in past}
        proposal, _ = propose(strategy, tried, seed=3, number=number)
        past.append(judged(number, proposal.choices, proposal.parents))
        strategy.tell(past[-1])
    return past


def test_all_neighbours_of_the_start_come_first() -> None:
    first = climb((ACCURACY,), 7)[1:]
    assert {trial.parents for trial in first} == {(0,)}
    assert all(sum(v != 0 for v in trial.choices.values()) == 1 for trial in first)


def test_it_moves_to_the_best_neighbour() -> None:
    past = climb((ACCURACY,), 8)
    best = max(past[:7], key=lambda trial: trial.metrics["val_accuracy"])
    assert past[7].parents == (best.number,)


def test_a_local_optimum_starts_a_new_climb() -> None:
    past = climb((ACCURACY,), 25)
    restarts = [trial for trial in past[1:] if trial.parents == ()]
    before = [t for t in past if t.number < restarts[0].number]
    assert max(trial.metrics["val_accuracy"] for trial in before) == 1.0


def test_with_two_objectives_every_member_of_the_front_is_expanded() -> None:
    past = climb((ACCURACY, SIZE), 24)
    centres = {past[trial.parents[0]].metrics["parameters"] for trial in past if trial.parents}
    assert centres == {0.0, 1.0, 2.0}


def test_a_climb_starts_from_the_best_of_its_random_candidates() -> None:
    strategy = LocalSearch(SPACE, (ACCURACY,), LocalParams(starts=3))
    for number, a in enumerate((0, 2, 1)):
        assert strategy.ask(np.random.default_rng(number)).parents == ()
        strategy.tell(judged(number, {"a": a, "b": 0, "c": 0}))
    proposal = strategy.ask(np.random.default_rng(9))
    assert (proposal.parents, proposal.generation) == ((1,), 1)


def test_neighbours_known_from_an_earlier_climb_count() -> None:
    strategy = LocalSearch(SPACE, (ACCURACY,), LocalParams(starts=1))
    past = [judged(0, {"a": 2, "b": 2, "c": 0})]
    strategy.tell(past[0])
    # All around the optimum is tried: a new climb begins, two steps away from it.
    for number in range(1, 7):
        choices = strategy.ask(np.random.default_rng(number)).choices
        past.append(judged(number, choices, (0,)))
        strategy.tell(past[-1])
    assert strategy.ask(np.random.default_rng(0)).parents == ()
    strategy.tell(judged(7, {"a": 1, "b": 1, "c": 0}))
    better = {trial.number for trial in past if trial.choices["c"] == 0 and trial.number}
    for number in range(8, 20):
        asked = strategy.ask(np.random.default_rng(number))
        if asked.parents != (7,):
            break
        strategy.tell(judged(number, asked.choices, asked.parents))
    # Its best neighbours were known before; none of its own new ones is as good.
    assert asked.parents and set(asked.parents) <= better
