"""``python -m core disk``: what is kept, and asking before anything goes."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from core.__main__ import app
from core.store import Store
from tests.core.jobs.test_leftovers import left
from tests.core.test_usage import uploaded_dataset


def test_kinds_are_listed_and_nothing_goes_unasked(store: Store) -> None:
    draft = left(store.home / "datasets" / ".incoming-abc")
    done = CliRunner().invoke(app, ["disk", "--format", "json"])
    kinds = {row["kind"]: row["count"] for row in json.loads(done.stdout)}
    assert kinds["Left over"] == 1 and kinds["Parents"] == 0
    assert str(draft) in done.stderr and draft.exists()


def test_each_answer_is_for_one_thing(store: Store) -> None:
    draft = left(store.home / "datasets" / ".incoming-abc")
    first, second = (uploaded_dataset(store.home, name) for name in ("first", "second"))
    done = CliRunner().invoke(app, ["disk", "--clear"], input="n\ny\nn\n")
    assert done.exit_code == 0
    assert (draft.exists(), first.exists(), second.exists()) == (True, False, True)
    CliRunner().invoke(app, ["disk", "--clear"], input="y\nn\n")
    assert not draft.exists() and second.exists()
