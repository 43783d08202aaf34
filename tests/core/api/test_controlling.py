"""Pause, resume, stop, rename, delete: what is allowed, what is kept."""

from __future__ import annotations

import pytest

from core import api
from core.errors import NotFoundError, StateError
from core.store import Store


def test_rename_keeps_the_spec_and_refuses_an_empty_name(run_id: str) -> None:
    api.rename(run_id, "  <b>mine</b> ")
    assert api.run(run_id).name == "<b>mine</b>"
    with pytest.raises(StateError, match="1 to 80 characters; got 0"):
        api.rename(run_id, "  ")
    with pytest.raises(NotFoundError):
        api.rename("nope", "x")


def test_delete_refuses_a_running_run_and_takes_the_files(store: Store, run_id: str) -> None:
    with store.files.new_trial(run_id, 0) as folder:
        (folder / "model.keras").write_text("x")
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    with pytest.raises(StateError, match="Stop it first"):
        api.delete(run_id)
    store.runs.release(run_id, "t", "finished")
    api.delete(run_id)
    assert not store.files.run(run_id).exists()
    with pytest.raises(NotFoundError):
        api.run(run_id)


def test_stop_of_a_waiting_run_with_results_has_its_front_tested_first(run_id: str) -> None:
    api.stop(run_id)
    assert (api.run(run_id).status, api.run(run_id).request) == ("queued", "stop")


def test_a_paused_run_without_results_is_stopped_and_keeps_no_training(store: Store) -> None:
    paused = api.launch(api.presets()["quick"], "ada")
    api.pause(paused)
    store.files.aside(paused, 0).mkdir(parents=True)
    api.stop(paused)
    assert api.run(paused).status == "stopped" and not store.files.aside(paused, 0).exists()


def test_resume_takes_back_a_pause_that_was_not_heeded_yet(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    assert api.run(run_id).request == "pause"
    api.resume(run_id)
    assert (api.run(run_id).status, api.run(run_id).request) == ("running", "")


def test_a_stop_is_not_taken_back_by_a_pause(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.stop(run_id)
    with pytest.raises(StateError, match="is being stopped"):
        api.pause(run_id)
    assert api.run(run_id).request == "stop"


def test_a_stop_that_comes_while_a_run_pauses_is_kept(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    api.stop(run_id)
    store.runs.release(run_id, "t", "paused")
    assert (api.run(run_id).status, api.run(run_id).request) == ("queued", "stop")


def test_resume_after_the_worker_heeded_the_pause(store: Store, run_id: str) -> None:
    store.runs.claim(run_id, token="t", device="cpu", pid=1, born=0.0)
    api.pause(run_id)
    store.runs.release(run_id, "t", "paused")
    api.resume(run_id)
    assert api.run(run_id).status == "queued"
    with pytest.raises(StateError, match="is queued"):
        api.resume(run_id)
