"""What is shown of a parent."""

from __future__ import annotations

from core.parents.info import GroupInfo
from pages.parts.prune.parent import group_row


def test_row_of_a_group_names_the_layers_beside_its_own() -> None:
    joined = GroupInfo(name="stem", layers=("stem", "project", "project_2"), channels=16, free=12)
    alone = GroupInfo(name="head", layers=("head",), channels=8, free=8)
    assert group_row(1, joined) == {
        "No.": "1",
        "Group": "stem",
        "Channels": "16, 12 may go",
        "Together with": "project, project\\_2",
    }
    assert group_row(2, alone) == {
        "No.": "2",
        "Group": "head",
        "Channels": "8",
        "Together with": "–",
    }


def test_row_of_a_group_that_is_kept_says_so_in_a_word() -> None:
    kept = GroupInfo(name="classifier", layers=("classifier",), channels=10, free=0)
    assert group_row(3, kept)["Channels"] == "10, none may go"
