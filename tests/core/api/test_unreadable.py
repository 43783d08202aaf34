"""A description beside the store that cannot be read hides no other parent or data set."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from core import api
from core.errors import CoreError
from core.parents import repository
from core.parents.requests import ParentRequest
from tests.prunings import seed_parent

TEXTS = {
    "nothing": b"",
    "no JSON": b"{'name': 'python'}",
    "a list": b"[]",
    "a field too many": b'{"name": "net", "colour": "green"}',
    "bytes": bytes(range(256)),
    "too deep": b"[" * 100_000,
    "half": b'{"name": "net", "title": "Dig',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_parent_that_cannot_be_read_hides_no_other(
    home: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    seed_parent(home, name="good")
    seed_parent(home, name="bad")
    (repository.folder("bad", home) / "parent.json").write_bytes(text)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert [parent.name for parent in api.parents()] == ["good"]
    assert sum("'bad'" in record.getMessage() for record in caplog.records) <= 1
    with pytest.raises(CoreError, match="bad"):
        api.parent("bad")
    (listed,) = api.unreadable_parents()
    assert listed.name == "bad" and listed.created > 0 and "'bad'" in listed.why
    api.remove_parent("bad")
    assert not repository.folder("bad", home).exists() and api.unreadable_parents() == ()


def test_a_parent_without_a_description_is_reported_and_can_be_deleted(home: Path) -> None:
    seed_parent(home, name="bad")
    (repository.folder("bad", home) / "parent.json").unlink()
    (listed,) = api.unreadable_parents()
    assert listed.name == "bad" and "gone" in listed.why
    api.remove_parent("bad")
    assert api.unreadable_parents() == ()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_request_that_cannot_be_read_hides_no_other(home: Path, text: bytes) -> None:
    for name in ("good", "bad"):
        wanted = ParentRequest(name=name, title=name, dataset="digits", origin="upload")
        repository.request(wanted, home, lambda _place: None, lambda _place: True)
    (repository.draft("bad", home) / "order.json").write_bytes(text)
    assert [waiting.request.name for waiting in api.waiting_parents()] == ["good"]
    with pytest.raises(CoreError, match="'bad' cannot be read"):
        repository.read_request(repository.draft("bad", home))
    api.remove_parent("bad")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_data_set_that_cannot_be_read_hides_no_other(
    home: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    folder = home / "datasets" / "leaves"
    folder.mkdir(parents=True)
    (folder / "info.json").write_bytes(text)
    with caplog.at_level(logging.WARNING):
        names = [[info.name for info in api.datasets()] for _ in range(5)]
    assert all("digits" in found and "leaves" not in found for found in names)
    assert sum("leaves" in record.getMessage() for record in caplog.records) <= 1
    (listed,) = api.unreadable_datasets()
    assert listed.name == "leaves" and listed.created > 0
    assert "made by another version" in listed.why and "\n" not in listed.why
    api.remove_dataset("leaves")
    assert not folder.exists() and api.unreadable_datasets() == ()


def test_a_table_of_another_versions_metrics_is_left_out(home: Path) -> None:
    folder = home / "datasets" / "answers"
    folder.mkdir(parents=True)
    column = {"metric": "carbon", "epochs": 1, "low": 0.0, "high": 1.0, "filled": 1}
    space = {"name": "s", "family": "convnet", "choices": {"blocks": [1, 2]}, "options": {}}
    table = {"space": space, "columns": [column], "rows": 1, "source": "x", "sha256": "0"}
    digits = next(info for info in api.datasets() if info.name == "digits")
    about = digits.model_dump(mode="json") | {"name": "answers", "origin": "uploaded"}
    (folder / "info.json").write_text(json.dumps(about | {"table": table}))
    assert "answers" not in [info.name for info in api.datasets()]
    (listed,) = api.unreadable_datasets()
    assert listed.name == "answers" and "carbon" in listed.why
