"""What a candidate will be: of a family, and of a parent."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.candidates.description import parent_of, settings_of, sketch_of, task_of
from core.datasets import info
from core.errors import EvaluationError
from core.models import sketch
from core.parents import repository
from core.specs import Space
from tests.prunings import SPACE as PRUNED
from tests.prunings import seed_parent


def test_candidate_of_a_family_is_sketched_for_the_data(space: Space, home: Path) -> None:
    choices = {"blocks": 1, "width_1": 8, "separable_1": False}
    drawn = sketch_of(space, choices, info("digits", home))
    whole = sketch("convnet", choices, input_shape=(8, 8, 1), classes=10, options={})
    assert drawn == whole and drawn.parameters > 0


def test_candidate_of_a_parent_is_a_cut_sketch(home: Path) -> None:
    known = seed_parent(home)
    assert parent_of(PRUNED) == repository.parent("net", home)
    whole = sketch_of(PRUNED, {"ratio": 0.0}, info("digits", home))
    assert [layer.name for layer in whole.layers] == [layer.name for layer in known.sketch.layers]


def test_parent_that_is_gone_is_the_candidates_failure(home: Path) -> None:
    with pytest.raises(EvaluationError, match="Unknown parent 'net'"):
        parent_of(PRUNED)


def test_what_a_parent_that_is_gone_answered_nobody_knows(home: Path) -> None:
    seed_parent(home)
    assert task_of(PRUNED) == "classification"
    repository.remove("net", home)
    assert task_of(PRUNED) is None


def test_choices_go_before_what_the_space_fixes() -> None:
    fixed = PRUNED.model_copy(update={"options": {"parent": "net", "ratio": 0.2, "cap": 0.5}})
    settings = settings_of(fixed, {"ratio": 0.7, "ratio_3": 0.1})
    assert (settings.ratio, settings.cap, settings.criterion) == (0.7, 0.5, "l2")


def test_values_out_of_their_bounds_are_refused() -> None:
    with pytest.raises(EvaluationError, match="ratio"):
        settings_of(PRUNED, {"ratio": 1.5})
