"""Controlling a run: pause, resume, stop, rename, delete."""

from __future__ import annotations

import time

from core.api.opening import store
from core.api.reading import run
from core.errors import StateError
from core.jobs import client
from core.names import fault_of, tidy
from core.settings import home
from core.specs import LONGEST_NAME


def pause(run_id: str) -> None:
    """Let a run go after the present epoch; resumed, it goes on from there."""
    runs = store().runs
    if runs.change(run_id, only=("queued",), over=("",), status="paused"):
        return
    if not runs.change(run_id, only=("running",), over=("", "yield", "pause"), request="pause"):
        raise StateError(_refusal(run_id, "paused", "queued or running"))


def resume(run_id: str) -> None:
    """Queue a paused run again; a run asked to pause goes on."""
    runs = store().runs
    asked = runs.change(run_id, only=("running",), over=("pause",), request="")
    # In this order, so that a worker that heeds the pause meanwhile is not missed.
    if runs.change(run_id, only=("paused",), status="queued", request=""):
        client.want_supervisor(home())
    elif not asked:
        raise StateError(_refusal(run_id, "resumed", "paused"))


def stop(run_id: str) -> None:
    """End a run after the present epoch; its front is tested and everything stays to be seen."""
    runs = store().runs
    waiting: tuple[str, ...] = ("queued", "paused")
    if run(run_id).counts.complete == 0:
        if runs.change(run_id, only=waiting, status="stopped", ended=time.time(), request=""):
            store().files.clear_drafts(run_id)
            return
    elif runs.change(run_id, only=waiting, status="queued", request="stop"):
        client.want_supervisor(home())
        return
    if not runs.change(run_id, only=("running",), request="stop"):
        raise StateError(_refusal(run_id, "stopped", "queued, running or paused"))


def rename(run_id: str, name: str) -> None:
    """Give a run another name, 1 to ``LONGEST_NAME`` characters."""
    name = tidy(name)
    if fault := fault_of(name, LONGEST_NAME):
        raise StateError(f"name {fault}")
    if not store().runs.change(run_id, name=name):
        run(run_id)


def delete(run_id: str) -> None:
    """Forget a run that is not running, its trials and its files."""
    # Deleted first: one that cannot be read must go, too.
    if not store().runs.delete(run_id):
        of = run(run_id)
        raise StateError(f"{of.name!r} is running. Stop it first, then delete it.")
    store().files.delete(run_id)


def _refusal(run_id: str, what: str, wanted: str) -> str:
    of = run(run_id)
    now = "being stopped" if of.request == "stop" else of.status
    return f"Only a {wanted} run can be {what}; {of.name!r} is {now}."
