"""Looking architectures up in a stored table."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.datasets import DatasetInfo
from core.errors import DataError, EvaluationError
from core.specs import Space
from core.tables import Answers, import_table
from core.tables.answers import FILE, read_answers
from tests.core.tables.conftest import OWN, Write

WIDE = {"blocks": 2, "width_1": 4, "width_2": 8}


@pytest.fixture
def taken(home: Path, write: Write, four: Space, digits: DatasetInfo) -> DatasetInfo:
    return import_table(write(OWN), name="mine", home=home, space=four, images=digits).info


@pytest.fixture
def answers(home: Path, taken: DatasetInfo) -> Answers:
    assert taken.table is not None
    return read_answers(home / "datasets" / "mine", taken.table)


def test_scores_are_those_after_the_epochs_asked_for(answers: Answers) -> None:
    assert answers.scores(WIDE, epochs=1) == {"val_accuracy": 0.25}
    assert answers.scores(WIDE, epochs=4) == {"val_accuracy": 0.875}
    assert answers.costs(WIDE) == {"parameters": 300.0}


def test_a_choice_that_does_not_exist_is_left_out(answers: Answers) -> None:
    assert {"blocks": 1, "width_1": 8} in answers
    assert {"blocks": 1, "width_1": 16} not in answers
    assert answers.costs({"blocks": 1, "width_1": 8}) == {"parameters": 200.0}


def test_what_the_table_lacks_is_an_evaluation_error(answers: Answers) -> None:
    with pytest.raises(EvaluationError, match="no answer for blocks=3"):
        answers.costs({"blocks": 3})
    with pytest.raises(EvaluationError, match="after 1, 4 epochs; 2 were asked for"):
        answers.scores(WIDE, epochs=2)
    with pytest.raises(EvaluationError, match="after 1 epochs; 4 were"):
        answers.scores({"blocks": 2, "width_1": 8, "width_2": 8}, epochs=4)


def test_a_test_score_that_is_missing_is_no_score(answers: Answers) -> None:
    assert answers.test_scores(WIDE) == {"test_accuracy": 0.8}
    assert answers.test_scores({"blocks": 1, "width_1": 8}) == {}


@pytest.mark.parametrize("content", [None, b"", b"changed"])
def test_a_file_that_changed_is_refused(
    home: Path, taken: DatasetInfo, content: bytes | None
) -> None:
    path = home / "datasets" / "mine" / FILE
    path.write_bytes(content) if content is not None else path.unlink()
    assert taken.table is not None
    with pytest.raises(DataError, match="Remove the table and import it again"):
        read_answers(path.parent, taken.table)
