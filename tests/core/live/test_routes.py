"""The event stream: what is told, to whom, and how a viewer catches up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from core.datasets.prepare import Split
from core.errors import StoreError
from core.live import events
from core.live import routes as live
from core.live.routes import routes
from core.parents import repository
from core.specs import RunSpec
from core.store import Store
from tests.conftest import make_trial
from tests.core.store.test_reading import write
from tests.prunings import pruned_trials, seed_parent, seed_pruning


@pytest.fixture
def client(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    # Nothing comes because of the time that passed.
    monkeypatch.setattr(live, "PING_SECONDS", 1e6)
    monkeypatch.setattr(events, "STALLED_SECONDS", 1e6)
    with TestClient(Starlette(routes=list(routes(lambda: store, allowed)))) as client:
        yield client


def allowed(origin: str | None, host: str | None) -> bool:
    return host == "testserver" and origin != "http://evil.example"


@pytest.fixture
def held(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    return run_id


def update(socket: WebSocketTestSession) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.receive_text())
    assert message["type"] == "update"
    return message


def numbers(message: dict[str, Any]) -> list[int]:
    place = message["trials"]["columns"].index("number")
    return [row[place] for row in message["trials"]["rows"]]


def test_a_new_viewer_gets_everything_then_only_what_is_new(
    client: TestClient, store: Store, held: str
) -> None:
    store.trials.tell(held, "t", make_trial(0), best={})
    with client.websocket_connect(f"/api/runs/{held}/events?after=0") as socket:
        assert numbers(update(socket)) == [0]
        store.trials.tell(held, "t", make_trial(1), best={})
        message = update(socket)
        assert numbers(message) == [1]
        assert message["run"]["counts"]["complete"] == 2


def test_a_viewer_that_comes_back_catches_up_from_its_revision(
    client: TestClient, store: Store, held: str
) -> None:
    store.trials.tell(held, "t", make_trial(0), best={})
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        seen = update(socket)["revision"]
    store.trials.tell(held, "t", make_trial(1), best={})
    with client.websocket_connect(f"/api/runs/{held}/events?after={seen}") as socket:
        assert numbers(update(socket)) == [1]


def test_a_row_carries_metrics_and_choices_by_column(
    client: TestClient, store: Store, held: str
) -> None:
    store.trials.tell(held, "t", make_trial(0, accuracy=0.75, parameters=12.0), best={})
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        trials = update(socket)["trials"]
    row = dict(zip(trials["columns"], trials["rows"][0], strict=True))
    assert (row["val_accuracy"], row["parameters"], row["status"]) == (0.75, 12.0, "complete")
    assert dict(zip(trials["choices"], row["choices"], strict=True))["width_1"] == 0


def test_scores_come_with_their_pictures_and_their_interval(
    client: TestClient, store: Store, held: str
) -> None:
    Split(np.arange(9), np.arange(9, 19), np.arange(19, 39)).save(store.files.split(held))
    store.trials.tell(held, "t", make_trial(0, accuracy=0.8), best={})
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        message = update(socket)
    assert message["run"]["pictures"] == {
        "validation": "10 validation pictures",
        "test": "20 test pictures",
    }
    row = dict(zip(message["trials"]["columns"], message["trials"]["rows"][0], strict=True))
    ends = [row[f"val_accuracy_{end}"] for end in ("low", "high", "error")]
    assert ends == pytest.approx([0.49016, 0.94332, 0.125], abs=1e-5)


def test_macs_that_are_not_all_known_are_reported_as_such(
    client: TestClient, store: Store, held: str
) -> None:
    bound = {"macs": 1200.0, "macs_uncounted": 2.0}
    store.trials.tell(held, "t", make_trial(0).model_copy(update={"metrics": bound}), best={})
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        trials = update(socket)["trials"]
    row = dict(zip(trials["columns"], trials["rows"][0], strict=True))
    assert {name: row[name] for name in bound} == bound


def test_a_run_that_prunes_tells_of_its_parent_while_that_is_there(
    client: TestClient, store: Store
) -> None:
    kept = seed_parent(store.home)
    run_id = seed_pruning(store, pruned_trials(2))
    with client.websocket_connect(f"/api/runs/{run_id}/events") as socket:
        run = update(socket)["run"]
    assert run["parent"] == {
        "title": kept.title,
        "metrics": kept.metrics,
        "done": "pruned",
        "granularity": "channels",
    }
    assert run["estimator"] == "pruning"
    repository.remove(kept.name, store.home)
    with client.websocket_connect(f"/api/runs/{run_id}/events") as socket:
        assert update(socket)["run"]["parent"] is None


def test_a_parent_that_cannot_be_read_is_left_out(client: TestClient, store: Store) -> None:
    kept = seed_parent(store.home)
    (repository.folder(kept.name, store.home) / "parent.json").write_text("{")
    run_id = seed_pruning(store, pruned_trials(1))
    with client.websocket_connect(f"/api/runs/{run_id}/events") as socket:
        assert update(socket)["run"]["parent"] is None


def test_any_other_run_has_no_parent(client: TestClient, held: str) -> None:
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        run = update(socket)["run"]
    assert (run["parent"], run["estimator"]) == (None, "training")


def test_a_queued_run_knows_its_place(client: TestClient, store: Store, spec: RunSpec) -> None:
    first, second = store.runs.add(spec, "ada"), store.runs.add(spec, "ada")
    with client.websocket_connect(f"/api/runs/{second}/events") as socket:
        assert update(socket)["run"]["queue_position"] == 2
        store.runs.claim(first, token="t", device="cpu", pid=1, born=0.0)
        # Who waits is told anew every few seconds, perhaps once more before.
        while (place := update(socket)["run"]["queue_position"]) == 2:
            pass
        assert place == 1


def test_a_silent_worker_is_shown_as_stalled(client: TestClient, store: Store, held: str) -> None:
    store.runs.change(held, heartbeat=1.0)
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        assert update(socket)["run"]["stalled"] is True
        store.runs.beat(held, "t", seconds=0.0)
        assert update(socket)["run"]["stalled"] is False


def test_a_missing_run_is_said_to_be_gone(client: TestClient) -> None:
    with client.websocket_connect("/api/runs/nope/events") as socket:
        message = json.loads(socket.receive_text())
    assert message["type"] == "gone" and "no run 'nope'" in message["reason"]


def test_a_run_deleted_while_watched_is_gone(client: TestClient, store: Store, held: str) -> None:
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        update(socket)
        store.runs.release(held, "t", "finished")
        assert update(socket)["run"]["status"] == "finished"
        store.runs.delete(held)
        assert json.loads(socket.receive_text())["type"] == "gone"


def test_a_page_of_another_origin_may_not_listen(client: TestClient, held: str) -> None:
    stranger = {"origin": "http://evil.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/api/runs/{held}/events", headers=stranger),
    ):
        pass


@pytest.mark.parametrize("after", ["9" * 30, "9" * 5000, "-1", "1e30", "x", "²", ""])
def test_a_revision_that_is_none_means_everything(
    client: TestClient, store: Store, held: str, after: str
) -> None:
    store.trials.tell(held, "t", make_trial(0), best={})
    with client.websocket_connect(f"/api/runs/{held}/events?after={after}") as socket:
        assert numbers(update(socket)) == [0]


@pytest.mark.parametrize(
    "said", [b"\x00\xff", "hello", "x" * 1_000_000, "{"], ids=["bytes", "word", "long", "brace"]
)
def test_a_viewer_that_speaks_is_sent_away_and_nothing_is_logged(
    client: TestClient, held: str, said: bytes | str, caplog: pytest.LogCaptureFixture
) -> None:
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        update(socket)
        socket.send(
            {"type": "websocket.receive", "bytes" if isinstance(said, bytes) else "text": said}
        )
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 1003
    assert not [record for record in caplog.records if record.name.startswith("core")]


def test_too_many_viewers_are_asked_to_come_later(
    client: TestClient, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_VIEWERS", 1)
    address = f"/api/runs/{held}/events"
    with client.websocket_connect(address) as socket:
        update(socket)
        with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(address):
            pass
        assert closed.value.code == 1013
    with client.websocket_connect(address) as socket:
        update(socket)


def test_a_run_of_another_version_is_gone_for_its_viewers(
    client: TestClient, store: Store, held: str
) -> None:
    write(store, "runs", {"id": held}, spec="{}")
    with client.websocket_connect(f"/api/runs/{held}/events") as socket:
        message = json.loads(socket.receive_text())
    assert message["type"] == "gone" and "another version" in message["reason"]


def test_trouble_with_the_store_sends_the_viewer_away_to_reconnect(
    client: TestClient, store: Store, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/api/runs/{held}/events"
    with monkeypatch.context() as patch:
        patch.setattr(store.trials, "streamed", refuse)
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect(address) as socket,
        ):
            socket.receive_text()
    assert closed.value.code == 1011
    with client.websocket_connect(address) as socket:
        assert update(socket)["run"]["id"] == held


def refuse(*_: object, **__: object) -> None:
    raise StoreError("The database stayed locked.")


def test_viewers_at_one_revision_share_one_reading(
    client: TestClient, store: Store, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    rows = store.trials.streamed
    monkeypatch.setattr(
        store.trials,
        "streamed",
        lambda run_id, after: reads.append(after) or rows(run_id, after=after),
    )
    address = f"/api/runs/{held}/events"
    sockets = [client.websocket_connect(address) for _ in range(5)]
    opened = [socket.__enter__() for socket in sockets]
    for socket in opened:
        update(socket)
    reads.clear()
    store.trials.tell(held, "t", make_trial(0), best={})
    assert [numbers(update(socket)) for socket in opened] == [[0]] * 5
    assert len(reads) == 1
    for socket in sockets:
        socket.__exit__(None, None, None)
