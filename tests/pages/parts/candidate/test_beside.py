"""What is said of a network beside another."""

from __future__ import annotations

import pytest

from core.comparison.kinship import ChoiceDifference, difference
from core.datasets.part_sizes import PartSize
from core.scores import Samples
from core.specs import Run
from core.store import Store
from pages.parts.candidate.beside import choice_words, cost_words, gain_words
from tests.conftest import make_trial
from tests.seeds import seed_run

KNOWN: Samples = {"validation": PartSize(288)}


@pytest.fixture
def run(store: Store) -> Run:
    return store.runs.get(seed_run(store, []))


@pytest.mark.parametrize(
    ("other", "samples", "words"),
    [
        (0.963, KNOWN, "+0.7 ± 1.6 points of accuracy: no difference that these pictures can show "
         "(97.0 % against 96.3 %)."),
        (0.92, KNOWN, "+5.0 ± 1.9 points of accuracy (97.0 % against 92.0 %)."),
        (0.99, {}, "−2.0 points of accuracy (97.0 % against 99.0 %)."),
        (0.963, {}, "+0.7 points of accuracy (97.0 % against 96.3 %)."),
    ],
)  # fmt: skip
def test_a_gain_is_reported_with_its_error(
    run: Run, other: float, samples: Samples, words: str
) -> None:
    found = difference(run, make_trial(0, 0.97), make_trial(1, other), samples)
    assert gain_words(found) == words


@pytest.mark.parametrize(
    ("own", "other", "words"),
    [
        (4210.0, 3004.0, "1.4 times the parameters (4,210 against 3,004)."),
        (3004.0, 4210.0, "1.4 times fewer parameters (3,004 against 4,210)."),
        (3004.0, 3005.0, "About as many parameters (3,004 against 3,005)."),
        (3004.0, 3004.0, "As many parameters."),
        (0.0, 5.0, "0 parameters against 5."),
    ],
)
def test_a_cost_is_reported_as_a_ratio(run: Run, own: float, other: float, words: str) -> None:
    found = difference(run, make_trial(0, parameters=own), make_trial(1, parameters=other), {})
    assert cost_words(found) == words


def test_choices_are_reported_as_here_and_there_and_the_rest_counted() -> None:
    many = [ChoiceDifference(f"width_{at}", at, None) for at in range(1, 11)]
    words = choice_words(many)
    assert words.startswith("**width 1** 1, there – · ") and words.endswith(" · and 2 more")
