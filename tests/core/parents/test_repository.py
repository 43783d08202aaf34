"""Where parents lie: a draft is claimed by one request, listed while it waits, then renamed."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import NotFoundError, StateError, StoreError
from core.parents import repository
from core.parents.requests import ParentRequest
from core.specs import Space
from tests.prunings import seed_parent

NET = ParentRequest(name="net", title="A network", dataset="digits", origin="upload")


def read(_place: Path) -> bool:
    return True


def unread(_place: Path) -> bool:
    return False


def put(home: Path, wanted: ParentRequest = NET, content: str = "weights") -> Path:
    repository.request(wanted, home, lambda p: _write(p / repository.MODEL, content), unread)
    return repository.draft(wanted.name, home)


def _write(file: Path, content: str) -> None:
    file.write_text(content)


def states(home: Path) -> list[tuple[str, str]]:
    return [(one.request.name, one.status) for one in repository.waiting(home, read)]


def test_a_request_waits_until_it_was_read(home: Path) -> None:
    assert repository.waiting(home, read) == () == repository.parents(home)
    place = put(home)
    assert states(home) == [("net", "reading")] and repository.read_request(place) == NET
    with pytest.raises(NotFoundError, match="'net' is still being read. Try again in a few"):
        repository.parent("net", home)
    repository.remove("net", home)
    seed_parent(home)
    assert states(home) == [] and [info.name for info in repository.parents(home)] == ["net"]


def test_the_oldest_request_waits_first(home: Path) -> None:
    for age, name in enumerate(("young", "old")):
        place = put(home, NET.model_copy(update={"name": name}))
        os.utime(place / "order.json", (1000 - age, 1000 - age))
    assert [name for name, _ in states(home)] == ["old", "young"]


def test_a_refused_draft_says_why_and_loses_its_weights(home: Path) -> None:
    place = put(home)
    repository.refuse(place, "It takes other images.")
    [state] = repository.waiting(home, read)
    assert (state.status, state.reason) == ("refused", "It takes other images.")
    assert not (place / repository.MODEL).exists()
    with pytest.raises(NotFoundError, match="'net' was refused as a parent: It takes other images"):
        repository.parent("net", home)


def test_a_draft_that_nobody_reads_was_interrupted(home: Path) -> None:
    put(home)
    [state] = repository.waiting(home, unread)
    assert (state.status, state.reason) == ("refused", "Reading it was interrupted. Try again.")


def test_a_draft_whose_files_were_cut_off_is_listed_too(home: Path) -> None:
    def cut_off(_place: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repository.request(NET, home, cut_off, unread)
    assert [state.status for state in repository.waiting(home, unread)] == ["refused"]


def test_a_half_written_request_is_not_listed(home: Path) -> None:
    (put(home) / "order.json").write_text('{"name": "ne')
    assert states(home) == []


@pytest.mark.parametrize("refused", [True, False])
def test_a_refused_or_interrupted_draft_makes_way(home: Path, refused: bool) -> None:
    place = put(home)
    if refused:
        repository.refuse(place, "no")
    put(home, content="others")
    assert (place / repository.MODEL).read_text() == "others" and states(home) == [
        ("net", "reading")
    ]


def test_a_draft_being_read_keeps_its_name(home: Path) -> None:
    place = put(home)
    with pytest.raises(StateError, match="'net' is being read already. Wait for it, or choose"):
        repository.request(NET, home, lambda p: _write(p / repository.MODEL, "others"), read)
    assert (place / repository.MODEL).read_text() == "weights"


def test_a_parent_keeps_its_name(home: Path) -> None:
    seed_parent(home)
    with pytest.raises(StateError, match="'net' is there already. Choose another name."):
        put(home)


def test_of_many_orders_at_once_one_is_taken(home: Path) -> None:
    taken: list[int] = []

    def request(number: int) -> None:
        try:
            repository.request(NET, home, lambda p: _write(p / repository.MODEL, f"{number}"), read)
        except StateError:
            return
        taken.append(number)

    threads = [threading.Thread(target=request, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"{n}" for n in taken] == [
        (repository.draft("net", home) / repository.MODEL).read_text()
    ]


def test_a_disk_that_refuses_leaves_no_draft(home: Path) -> None:
    def full(place: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="could not be kept in .*: No space left on device"):
        repository.request(NET, home, full, unread)
    assert not repository.draft("net", home).exists()


@pytest.mark.parametrize("name", ["net", "", ".", "..", "../net", "NET", "a" * 61, "net\n"])
def test_an_unknown_parent_is_reported_with_the_way_out(home: Path, name: str) -> None:
    (home / "parents").mkdir(parents=True)
    for asked in (repository.parent, repository.remove):
        with pytest.raises(NotFoundError, match="Unknown parent .* python -m core parents list"):
            asked(name, home)
    assert (home / "parents").is_dir()


def test_a_damaged_description_is_reported_and_left_out_of_the_list(home: Path) -> None:
    seed_parent(home)
    seed_parent(home, name="other")
    (repository.folder("net", home) / "parent.json").write_text("{}")
    with pytest.raises(StoreError, match="Remove the parent and import it again"):
        repository.parent("net", home)
    assert [info.name for info in repository.parents(home)] == ["other"]
    repository.remove("net", home)
    assert not repository.folder("net", home).exists()


def test_a_parent_read_anew_is_not_remembered_as_it_was(home: Path) -> None:
    seed_parent(home, title="Old")
    assert repository.parent("net", home).title == "Old"
    repository.remove("net", home)
    seed_parent(home, title="New")
    assert repository.parent("net", home).title == "New"


@pytest.fixture
def parent_split(home: Path) -> Iterator[Path]:
    seed_parent(home)
    split = repository.folder("net", home) / repository.SPLIT
    np.savez(split, own=np.arange(3))
    yield split


def test_a_run_without_a_split_gets_the_parents(home: Path, parent_split: Path) -> None:
    file = home / "runs" / "abc" / "split.npz"
    repository.bring_split("net", home, file)
    assert file.read_bytes() == parent_split.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["split.npz"]


def test_a_run_keeps_the_split_it_began_with(home: Path, parent_split: Path) -> None:
    file = home / "split.npz"
    file.write_text("mine")
    repository.bring_split("net", home, file)
    assert file.read_text() == "mine"


KEPT = Path(__file__).parent / "kept"


def test_a_request_of_an_earlier_version_has_its_initial_model(space: Space) -> None:
    begun = {"space": space.model_dump(), "choices": {"width_1": 8}, "seed": 3}
    old = NET.model_dump(exclude={"initial_model"}) | {"beginning": begun}
    read = ParentRequest.model_validate(old)
    assert read.initial_model is not None and read.initial_model.seed == 3


def test_parent_kept_by_an_earlier_version_opens(home: Path) -> None:
    shutil.copytree(KEPT, repository.folder("before", home))
    info = repository.parent("before", home)
    assert info.reading is None and info.metrics["val_accuracy"] > 0.9
    assert repository.read_request(repository.folder("before", home)).pixels == ""
    repository.take_back("before", home, "0-255")
    place = repository.draft("before", home)
    assert repository.unread(home) == place and repository.read_request(place).pixels == "0-255"
