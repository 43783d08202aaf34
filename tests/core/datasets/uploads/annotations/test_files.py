"""Which file of an upload a text means, and that none outside of it is ever meant."""

from __future__ import annotations

import io
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from core.datasets.uploads.annotations import BOX_LIMITS
from core.datasets.uploads.annotations.files import UploadedFiles, open_files
from core.datasets.uploads.annotations.records import Parts
from core.errors import DataError
from tests.core.datasets.uploads.annotations.uploads import unpacked

BESIDE = ("set", "instances_train.json")


def files(*names: str) -> UploadedFiles:
    return UploadedFiles("pets", {tuple(name.split("/")): lambda: b"" for name in names})


def found(wanted: str, *names: str, beside: Parts = BESIDE) -> str | None:
    path = files(*names).find(wanted, beside)
    return path and "/".join(path)


@pytest.mark.parametrize("wanted", ["1.png", "./1.png", "set/1.png"])
def test_file_is_found_beside_the_text_or_by_its_last_folders(wanted: str) -> None:
    assert found(wanted, "set/1.png", "old/1.png") == "set/1.png"


def test_separators_of_windows_count_too() -> None:
    assert found("C:\\pets\\val\\1.png", "a/val/1.png", "b/val/2.png") == "a/val/1.png"


def test_file_is_found_wherever_its_name_alone_fits() -> None:
    assert found("elsewhere/1.png", "set/deep/1.png", "set/2.png") == "set/deep/1.png"


def test_of_several_the_one_in_the_folder_that_the_text_is_named_after_is_meant() -> None:
    names = ("set/train/1.png", "set/val/1.png")
    assert found("1.png", *names) == "set/train/1.png"
    assert found("1.png", *names, beside=("set", "instances_val.json")) == "set/val/1.png"


def test_folder_with_a_number_names_the_part_and_a_letter_of_it_does_not() -> None:
    beside = ("instances_train2017.json",)
    assert found("1.png", "train2017/1.png", "a/1.png", beside=beside) == "train2017/1.png"
    assert found("1.png", "Train/1.png", "a/1.png", beside=beside) == "Train/1.png"


def test_folder_of_several_words_names_the_part_in_any_alphabet() -> None:
    beside = ("instances_my_set-02.json",)
    assert found("1.png", "my_set-02/1.png", "my/1.png", "set/a/1.png", beside=beside) is None
    assert found("1.png", "my_set-02/1.png", "my_se/1.png", beside=beside) == "my_set-02/1.png"
    assert found("1.png", "été/1.png", "t/1.png", beside=("été.json",)) == "été/1.png"


def test_more_files_than_there_may_be_pictures_are_not_searched() -> None:
    some = UploadedFiles(
        "pets", {("1.png",): lambda: b""}, BOX_LIMITS.model_copy(update={"images": 2})
    )
    assert some.find("1.png", BESIDE) and some.find("2.png", BESIDE) is None
    with pytest.raises(DataError, match="pets must be of at most 2 pictures, and are of more"):
        some.find("1.png", BESIDE)


def test_folders_in_one_another_beyond_reason_are_refused() -> None:
    assert files("a/" * 23 + "1.png").paths
    with pytest.raises(DataError, match="fewer than 24 folders in one another; got a/a/"):
        files("a/" * 24 + "1.png")


def test_choice_that_nothing_decides_is_none() -> None:
    assert found("1.png", "a/1.png", "b/1.png") is None
    # Both folders are in the name of the text.
    assert found("1.png", "train/1.png", "instances/1.png") is None


@pytest.mark.parametrize("wanted", ["", ".", "/", "2.png", "set"])
def test_text_that_names_no_file_means_none(wanted: str) -> None:
    assert found(wanted, "set/1.png") is None


def test_litter_is_no_file() -> None:
    assert files("__MACOSX/1.png", ".DS_Store", "a/1.png").paths == [("a", "1.png")]


def test_links_that_lead_out_of_a_folder_are_none_of_its_files(tmp_path: Path) -> None:
    outside = unpacked({"secret.png": b"secret"}, tmp_path / "outside")
    folder = unpacked({"a.png": b"a"}, tmp_path / "folder")
    (folder / "b.png").symlink_to(outside / "secret.png")
    (folder / "deep").symlink_to(outside, target_is_directory=True)
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    with open_files(folder, filename="pets", limits=BOX_LIMITS) as opened:
        assert opened.paths == [("a.png",)]
        assert opened.find("../outside/secret.png", ("a.json",)) is None


def test_annotations_alone_are_refused_with_the_way_out(tmp_path: Path) -> None:
    alone = unpacked({"annotations.json": b"{}"}, tmp_path) / "annotations.json"
    with (
        pytest.raises(DataError, match=r"must be a folder or a .zip.*Give the folder"),
        open_files(alone, filename="annotations.json", limits=BOX_LIMITS),
    ):
        pass


def test_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    unpacked({"deep/a.png": b"a"}, tmp_path / "folder")
    (tmp_path / "linked").symlink_to(tmp_path / "folder", target_is_directory=True)
    with open_files(tmp_path / "linked", filename="pets", limits=BOX_LIMITS) as opened:
        assert opened.read(("deep", "a.png")) == b"a"


def test_bytes_of_all_files_of_a_folder_are_counted_together(tmp_path: Path) -> None:
    folder = unpacked({"a": b"x" * 60, "b": b"x" * 60}, tmp_path / "folder")
    limits = BOX_LIMITS.model_copy(update={"unpacked_bytes": 100})
    with open_files(folder, filename="pets", limits=limits) as opened:
        assert len(opened.read(("a",))) == 60
        with pytest.raises(DataError, match="pets must hold at most 100 bytes"):
            opened.read(("b",))


@pytest.mark.parametrize(("name", "refused"), [("a.json", True), ("a.txt", True), ("a.bmp", False)])
def test_text_that_repeats_itself_without_end_is_refused_unread(name: str, refused: bool) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"[]," * 10**6)
    with (
        pytest.raises(DataError, match=rf"at most 200 times.*'{name}' of pets.zip unpacks to 1,0")
        if refused
        else nullcontext(),
        open_files(held, filename="pets.zip", limits=BOX_LIMITS) as opened,
    ):
        assert opened.paths == [(name,)]
