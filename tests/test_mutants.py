"""The list of mutants fits the code, and its runner tells the killed from the living."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import ROOT
from tests.mutants.__main__ import MUTANTS, main
from tests.mutants.mutant import Mutant, MutantError
from tests.mutants.running import outcomes

DOUBLE = "def double(x: int) -> int:\n    return 2 * x\n"
TEST = "from core.sums import double\n\ndef test_double() -> None:\n    assert double(2) == 4\n"
SEEN = Mutant("core/sums.py", ("tests/test_sums.py",), "seen", "2 * x", "3 * x")
UNSEEN = Mutant("core/sums.py", ("tests/test_sums.py",), "unseen", "2 * x", "x * x")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project of one function and one test."""
    (tmp_path / "core").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "core/sums.py").write_text(DOUBLE)
    (tmp_path / "tests/test_sums.py").write_text(TEST)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    return tmp_path


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_a_mutant_replaces_stands_once_in_its_file(mutant: Mutant) -> None:
    assert mutant.mutated in mutant.source(ROOT)
    assert all((ROOT / test.partition("::")[0]).is_file() for test in mutant.tests)


def test_no_two_mutants_have_one_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


def test_a_mutant_is_killed_by_a_test_that_fails_and_the_tree_stays_as_it_was(tree: Path) -> None:
    found = {each.mutant.name: each.killed for each in outcomes([SEEN, UNSEEN], tree, ())}
    assert found == {"seen": True, "unseen": False}
    assert (tree / "core/sums.py").read_text() == DOUBLE


def test_the_projects_own_tests_run_under_the_runner() -> None:
    mutant = next(each for each in MUTANTS if each.name == "pareto-crowding-one-side")
    [found] = outcomes([mutant], ROOT, ())
    assert found.killed


@pytest.mark.parametrize(
    ("text", "mutated"), [("3 * x", "x"), ("x", "y"), ("2 * x", "2 * x")], ids=str
)
def test_a_text_that_is_not_there_once_is_refused(tree: Path, text: str, mutated: str) -> None:
    mutant = Mutant("core/sums.py", (), "stale", text, mutated)
    with pytest.raises(MutantError, match="'stale'.*exactly once in core/sums.py"):
        list(outcomes([mutant], tree, ()))


def test_a_change_that_cannot_be_imported_kills_nothing(tree: Path) -> None:
    mutant = Mutant("core/sums.py", SEEN.tests, "broken", "2 * x", "2 *")
    with pytest.raises(MutantError, match="'broken': pytest ends with"):
        list(outcomes([mutant], tree, ()))


def test_tests_that_fail_anyway_are_refused(tree: Path) -> None:
    (tree / "core/sums.py").write_text(DOUBLE.replace("2 *", "3 *"))
    mutant = Mutant("core/sums.py", SEEN.tests, "late", "3 * x", "4 * x")
    with pytest.raises(MutantError, match="fail without any change"):
        list(outcomes([mutant], tree, ()))


def test_a_name_that_no_mutant_begins_with_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gp", "gq"]) == 2
    assert "begins with gq" in capsys.readouterr().err
