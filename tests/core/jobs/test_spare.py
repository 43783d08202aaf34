"""The spare worker and the logs of those before it."""

from __future__ import annotations

from core.jobs import spare
from core.store import Store


def test_only_the_newest_logs_are_kept(store: Store) -> None:
    folder = store.home / "logs"
    folder.mkdir(exist_ok=True)
    for number in range(spare.KEEP_LOGS + 5):
        (folder / f"worker-{number}.log").write_text("")
    spare.prune_logs(store.home)
    assert len(list(folder.glob("worker-*.log"))) == spare.KEEP_LOGS
