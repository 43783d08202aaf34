"""One draft is read in the test's own process: it becomes a parent, or says why not."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest

from core.jobs import importing
from core.jobs.import_process import import_parent
from core.parents import repository
from tests.core.jobs.parents import network


def draft(home: Path, model: keras.Model | None) -> Path:
    """The draft ``net`` with the weights of ``model``, or with a file that holds none."""
    wanted = repository.ParentRequest(name="net", title="net", dataset="digits", origin="upload")

    def fill(place: Path) -> None:
        if model is None:
            (place / repository.MODEL).write_text("no network")
        else:
            model.save(place / repository.MODEL)

    repository.request(wanted, home, fill, importing.reader_alive)
    return repository.draft("net", home)


def test_a_draft_becomes_a_parent(home: Path) -> None:
    place = draft(home, network())
    import_parent("net", home)
    assert repository.parent("net", home).origin == "upload" and not place.exists()


def test_a_network_that_cannot_be_loaded_is_refused_in_words(home: Path) -> None:
    place = draft(home, None)
    import_parent("net", home)
    assert repository.refusal(place).startswith("Keras cannot load this network")
    assert not (place / repository.MODEL).exists() and repository.parents(home) == ()


def test_a_fault_is_a_reason_too(home: Path) -> None:
    place = draft(home, network())
    (place / "order.json").unlink()
    import_parent("net", home)
    assert repository.refusal(place).startswith("This network cannot be read: ")


def test_a_request_of_another_version_is_refused_as_one(home: Path) -> None:
    place = draft(home, network())
    (place / "order.json").write_text("{}")
    import_parent("net", home)
    assert "another version wrote it" in repository.refusal(place)


def test_a_draft_that_another_reads_is_left_to_it(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = draft(home, None)
    assert importing.announce_reader(place)
    import_parent("net", home)
    assert repository.refusal(place) == "" and "another process reads it" in caplog.text
