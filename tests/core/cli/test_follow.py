"""What the line of a run under way says."""

from __future__ import annotations

from rich.progress import Progress

from core import api
from core.cli.follow import _update
from core.store import Store
from tests.seeds import seed_run, seed_trials


def test_each_goal_has_its_own_best_in_plain_numbers(store: Store) -> None:
    run = api.run(seed_run(store, seed_trials(3)))
    best = {"val_accuracy": 0.98261, "macs": 30940.0}
    progress = Progress()
    task = progress.add_task("", status="", note="")
    _update(progress, task, run.model_copy(update={"best": best, "progress": None}))
    note = progress.tasks[0].fields["note"]
    assert note == "highest Accuracy 0.9826, lowest MACs 30,940"
