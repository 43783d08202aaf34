"""Workers that take one run after another, and the logs of those before them."""

from __future__ import annotations

from core.jobs import workers
from core.store import Store


def test_only_the_newest_logs_are_kept(store: Store) -> None:
    folder = store.home / "logs"
    folder.mkdir(exist_ok=True)
    for number in range(workers.KEEP_LOGS + 5):
        (folder / f"worker-{number}.log").write_text("")
    workers.prune_logs(store.home)
    assert len(list(folder.glob("worker-*.log"))) == workers.KEEP_LOGS
