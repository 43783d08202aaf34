from __future__ import annotations

import numpy as np
import pytest

from core.comparison import importance
from core.spaces import sample
from core.specs import Space, Trial
from tests.core.comparison.test_hypervolume_history import trial

SPACE = Space(
    name="three",
    family="convnet",
    choices={
        "blocks": [1, 2],
        "width_1": [8, 16, 32],
        "width_2": {"values": [8, 16], "when": {"blocks": 2}},
    },
)


def drawn(space: Space, count: int, score: str | None) -> list[Trial]:
    """Trials whose accuracy is half noise and half the place of the choice ``score``."""
    rng = np.random.default_rng(3)
    trials = []
    for number in range(count):
        choices = sample(space, rng)
        values = space.choice(score).values if score else (0,)
        effect = values.index(choices[score]) / len(values) if score else 0.0
        accuracy = 0.5 * float(effect) + 0.05 * float(rng.random())
        trials.append(trial(number, accuracy, 10, choices=choices))
    return trials


def test_the_choice_that_decides_comes_first_with_nearly_all_variance() -> None:
    first, second, *_ = importance(SPACE, drawn(SPACE, 300, "width_1"), "val_accuracy")
    assert first.choice == "width_1"
    assert first.share > 0.9 > second.share


def test_noise_gives_no_choice_a_share_worth_naming() -> None:
    effects = importance(SPACE, drawn(SPACE, 400, None), "val_accuracy")
    assert len(effects) == len(SPACE.choices)
    assert max(effect.share for effect in effects) < 0.1


def test_means_are_reported_for_every_value_and_for_its_absence() -> None:
    effects = importance(SPACE, drawn(SPACE, 400, None), "val_accuracy")
    means = next(e.means for e in effects if e.choice == "width_2")
    assert set(means) == {8, 16, None}


def test_too_few_trials_or_equal_scores_say_nothing() -> None:
    assert importance(SPACE, drawn(SPACE, 9, None), "val_accuracy") == []
    alike = [trial(number, 0.5, 10) for number in range(30)]
    assert importance(SPACE, alike, "val_accuracy") == []


def by_hand(*groups: list[float]) -> list[float]:
    """The shares of ``width_1``, each of whose values has the accuracies of one of ``groups``."""
    space = Space(name="one", family="convnet", choices={"width_1": list(range(len(groups)))})
    scored = [(width, score) for width, group in enumerate(groups) for score in group]
    trials = [
        trial(number, score, 10, choices={"width_1": width})
        for number, (width, score) in enumerate(scored)
    ]
    return [effect.share for effect in importance(space, trials, "val_accuracy")]


def test_epsilon_squared_by_hand() -> None:
    # Means 3 and 5 around 4: within 10 + 10, in all 20 + 10 · 1² = 30.
    # 1 - (20 / 8) / (30 / 9) = 0.25, where 1 - 20 / 30 would be a third.
    groups = [0.1, 0.2, 0.3, 0.4, 0.5], [0.3, 0.4, 0.5, 0.6, 0.7]
    assert by_hand(*groups) == pytest.approx([0.25])


def test_epsilon_squared_of_unequal_groups_by_hand() -> None:
    # Means 2, 5 and 8 of 4, 4 and 2 around 4.4; within 2 + 10 + 2 = 14; between
    # 4 · 2.4² + 4 · 0.6² + 2 · 3.6² = 50.4. 1 - (14 / 7) / (64.4 / 9).
    groups = [0.1, 0.2, 0.2, 0.3], [0.3, 0.4, 0.6, 0.7], [0.7, 0.9]
    assert by_hand(*groups) == pytest.approx([1 - 18 / 64.4])


def test_less_than_chance_would_show_is_nothing() -> None:
    # Equal means: 1 - (20 / 8) / (20 / 9) is below 0.
    assert by_hand([0.1, 0.2, 0.3, 0.4, 0.5], [0.1, 0.2, 0.3, 0.4, 0.5]) == [0.0]


def test_a_choice_that_is_another_in_every_trial_explains_nothing() -> None:
    assert by_hand(*([score / 10] for score in range(10))) == [0.0]


def test_means_by_hand_are_of_complete_trials_that_have_the_metric() -> None:
    space = Space(name="one", family="convnet", choices={"width_1": [4, 8]})
    scores = {4: (0.1, 0.2, 0.3, 0.4, 0.5), 8: (0.3, 0.4, 0.5, 0.6, 0.7)}
    scored = [(width, score) for width, group in scores.items() for score in group]
    trials = [trial(i, score, 10, choices={"width_1": w}) for i, (w, score) in enumerate(scored)]
    trials.append(trial(10, 0.9, 10, choices={"width_1": 4}, status="failed"))
    trials.append(trial(11, 0.9, 10, choices={"width_1": 4}, metrics={"parameters": 10.0}))
    (effect,) = importance(space, trials, "val_accuracy")
    assert effect.means == pytest.approx({4: 0.3, 8: 0.5})
    assert effect.share == pytest.approx(0.25)
