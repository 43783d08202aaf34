from __future__ import annotations

import numpy as np

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


def test_means_are_told_for_every_value_and_for_its_absence() -> None:
    effects = importance(SPACE, drawn(SPACE, 400, None), "val_accuracy")
    means = next(e.means for e in effects if e.choice == "width_2")
    assert set(means) == {8, 16, None}


def test_too_few_trials_or_equal_scores_say_nothing() -> None:
    assert importance(SPACE, drawn(SPACE, 9, None), "val_accuracy") == []
    alike = [trial(number, 0.5, 10) for number in range(30)]
    assert importance(SPACE, alike, "val_accuracy") == []
