"""What every kind of candidate that is registered keeps."""

from __future__ import annotations

from typing import get_args

import pytest

from core.candidates.base import CandidateKind
from core.candidates.catalogue import KINDS
from core.checking.fits import TABLE
from core.estimators.catalogue import ESTIMATORS, works_on
from core.metrics import Task
from tests.conftest import HEAVY, imported


@pytest.fixture(params=KINDS.names())
def kind(request: pytest.FixtureRequest) -> type[CandidateKind]:
    return KINDS.load(request.param)


def test_a_kind_says_for_each_task_what_estimators_work_on(kind: type[CandidateKind]) -> None:
    assert set(kind.inputs) == set(get_args(Task))
    known = {works_on(entry.name) for entry in ESTIMATORS.entries()}
    assert {given.name for given in kind.inputs.values()} <= known
    assert all(given.words for given in kind.inputs.values())


def test_every_estimator_works_on_what_some_kind_or_a_table_is() -> None:
    kinds = [KINDS.load(name) for name in KINDS.names()]
    named = {given.name for kind in kinds for given in kind.inputs.values()} | {TABLE.name}
    assert {works_on(entry.name) for entry in ESTIMATORS.entries()} == named


def test_every_kind_is_described() -> None:
    assert all(entry.summary for entry in KINDS.entries())


def test_no_kind_needs_tensorflow() -> None:
    program = (
        "from core.candidates.catalogue import KINDS\n"
        "for name in KINDS.names():\n"
        "    KINDS.load(name)"
    )
    assert not HEAVY & imported(program)
