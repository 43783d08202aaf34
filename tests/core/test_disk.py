"""Room on the disk: what is refused, what is warned of, and the settings of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.disk import DRAFT, check_room, folder_bytes, free_bytes, low_disk, replacing
from core.errors import StoreError
from core.settings import GB, LEAST_FREE, LOW_FREE

MORE_THAN_ANY_DISK = "1000000000"


def test_a_folder_yet_to_be_made_has_the_room_of_the_one_above(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b") == pytest.approx(free_bytes(tmp_path), rel=0.1)


def test_what_would_leave_too_little_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEAST_FREE, "0.001")
    check_room(tmp_path)
    with pytest.raises(StoreError, match="must keep 0.001 GB free.*are to be added. Delete"):
        check_room(tmp_path, free_bytes(tmp_path) + GB)
    monkeypatch.setenv(LEAST_FREE, MORE_THAN_ANY_DISK)
    with pytest.raises(StoreError, match=f"allow less with {LEAST_FREE}"):
        check_room(tmp_path)


def test_little_room_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOW_FREE, "0")
    assert low_disk(tmp_path) == ""
    monkeypatch.setenv(LOW_FREE, MORE_THAN_ANY_DISK)
    assert "GB are left on the disk" in low_disk(tmp_path)


@pytest.mark.parametrize("text", ["much", "-1", "nan", "inf"])
def test_a_setting_that_is_no_amount_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv(LEAST_FREE, text)
    with pytest.raises(StoreError, match=f"{LEAST_FREE} must be a number of gigabytes"):
        check_room(tmp_path)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("old")
    with pytest.raises(OSError, match="disk full"), replacing(file) as draft:
        draft.write_text("ne")
        raise OSError("disk full")
    assert file.read_text() == "old" and list(tmp_path.iterdir()) == [file]
    with replacing(file) as draft:
        draft.write_text("new")
        assert file.read_text() == "old" and DRAFT.fullmatch(draft.name)
    assert file.read_text() == "new" and list(tmp_path.iterdir()) == [file]


def test_two_who_write_one_file_do_not_meet(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with replacing(file) as one, replacing(file) as two:
        one.write_text("one")
        two.write_text("two")
    assert file.read_text() == "one"


def test_a_folder_holds_what_its_files_hold(tmp_path: Path) -> None:
    assert folder_bytes(tmp_path / "none") == 0
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(bytes(70))
    (tmp_path / "b").write_bytes(bytes(30))
    assert folder_bytes(tmp_path) == 100
