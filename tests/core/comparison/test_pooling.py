from __future__ import annotations

import pytest

from core.comparison import choices_that_matter, compare, pool
from core.errors import StateError
from core.pareto import front
from tests.core.comparison.test_groups import run
from tests.core.comparison.test_importance import SPACE, drawn
from tests.seeds import OBJECTIVES, seed_trials


def test_all_complete_trials_are_drawn_when_they_fit() -> None:
    trials = seed_trials(50)
    complete = [t.number for t in trials if t.status == "complete"]
    found = pool(compare([(run(), trials)], OBJECTIVES))
    assert sorted(one.trial.number for one in found.drawn) == complete
    assert found.total == len(complete)


def test_a_sample_keeps_the_front_and_its_size() -> None:
    trials = seed_trials(300)
    comparison = compare([(run(), trials)], OBJECTIVES)
    found = pool(comparison, most=60)
    numbers = {one.trial.number for one in found.drawn}
    assert len(found.drawn) == len(numbers) == 60 < found.total
    assert numbers >= {member.number for member in front(trials, OBJECTIVES)}
    assert found == pool(comparison, most=60)


def test_choices_are_weighed_over_all_runs() -> None:
    spec = run().spec.model_copy(update={"space": SPACE})
    one = run().model_copy(update={"spec": spec})
    trials = drawn(SPACE, 200, "width_1")
    effects = choices_that_matter(compare([(one, trials)], OBJECTIVES), "val_accuracy")
    assert effects[0].choice == "width_1"


@pytest.mark.parametrize(
    ("change", "why"),
    [({"dataset": "fashion_mnist"}, "different data"), ({"space": SPACE}, "different spaces")],
)
def test_runs_that_cannot_be_pooled_are_refused_with_the_reason(
    change: dict[str, object], why: str
) -> None:
    other = run("Other")
    other = other.model_copy(update={"spec": other.spec.model_copy(update=change)})
    comparison = compare([(run(), seed_trials(30)), (other, seed_trials(30))], OBJECTIVES)
    with pytest.raises(StateError, match=why):
        choices_that_matter(comparison, "val_accuracy")


def test_too_few_trials_are_reported() -> None:
    comparison = compare([(run(), seed_trials(4))], OBJECTIVES)
    with pytest.raises(StateError, match="Too few trials"):
        choices_that_matter(comparison, "val_accuracy")
