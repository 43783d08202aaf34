"""What is meant by the run that a command is given."""

from __future__ import annotations

import pytest

from core.cli.arguments import found
from core.errors import NotFoundError
from core.store import Store
from tests.seeds import seed_spec


def test_a_run_is_meant_by_its_id_its_beginning_its_name_or_as_the_last(store: Store) -> None:
    first, last = (store.runs.add(seed_spec(name, 3), "ada") for name in ("quick", "slow"))
    assert [found(text) for text in (first, first[:8], "quick", "last")] == [first] * 3 + [last]
    assert found("none of them") == "none of them"


def test_a_name_that_several_runs_have_is_refused(store: Store) -> None:
    for _ in range(2):
        store.runs.add(seed_spec("quick", 3), "ada")
    with pytest.raises(NotFoundError, match="'quick' is the name of 2 runs; give the id of one"):
        found("quick")
