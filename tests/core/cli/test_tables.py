"""Tables on the command line: in, listed, out of a run, replayed, gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core import api
from core.__main__ import app
from core.errors import DataError
from core.specs import RunSpec, Trial
from core.store import Store
from tests.core.tables.conftest import FOUR, NASBENCH201
from tests.seeds import add_trials

NET = {"blocks": 1, "width_1": 4}


@pytest.fixture
def ended(store: Store) -> str:
    """A run that has trained one network."""
    spec = RunSpec(name="a run", dataset="digits", space=FOUR, seed=7)
    run_id = store.runs.add(spec, "ada")
    scores = {"val_accuracy": 0.5, "parameters": 100.0}
    done = Trial(number=0, status="complete", choices=NET, key="0", metrics=scores, epochs=1)
    add_trials(store, run_id, [done])
    store.runs.change(run_id, status="finished")
    return run_id


def core(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_table_is_taken_in_listed_and_removed(home: Path, tmp_path: Path) -> None:
    assert "No tables yet" in core("tables")
    file = tmp_path / "nb.csv"
    file.write_text("\n".join(NASBENCH201))
    assert core("tables", "import", str(file), "--name", "nb").startswith("nb: 3 cells")
    row = json.loads(core("tables", "--format", "json"))[0]
    assert (row["name"], row["rows"], row["space"]) == ("nb", 3, "nasbench201")
    assert "nb removed" in core("tables", "remove", "nb")
    assert "No tables yet" in core("tables")


def test_a_bad_file_says_which_row(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "nb.csv"
    file.write_text("\n".join([*NASBENCH201, "|odd|,1,2,3,4"]))
    with pytest.raises(DataError, match=r"Row 5: A cell must be written .* got '\|odd\|'"):
        core("tables", "import", str(file), "--name", "nb")


@pytest.mark.usefixtures("no_supervisor")
def test_a_run_is_exported_and_replayed(ended: str) -> None:
    assert "1 network that" in core("tables", "export", ended[:6], "--name", "mine")
    queued = core("tables", "replay", ended, "--name", "mine", "--pace", "5").strip()
    replayed = api.run(queued)
    assert (replayed.status, replayed.spec.dataset) == ("queued", "mine")
    assert replayed.spec.seed == 7 and replayed.spec.estimator.params == {"trials_per_second": 5}
