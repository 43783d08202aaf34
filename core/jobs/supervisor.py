"""The supervisor: one process for a store, which gives queued runs a slot and replaces the dead.

What it knows about runs is in the store, so a new supervisor takes over where a killed one
stopped; the only thing it holds itself is the spare worker, which ends with it.
"""

from __future__ import annotations

import json
import logging
import secrets
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import ClaimLostError, StoreError
from core.jobs import processes
from core.jobs.client import announce, last_wanted, retire
from core.jobs.devices import Device, devices
from core.jobs.queue import order, overdue
from core.paths import home as default_home
from core.specs import Run
from core.store import Holder, Store

POLL_SECONDS = 0.3
LISTEN_SECONDS = 0.02
SILENT_SECONDS = 60.0
IDLE_SECONDS = 90.0
SPARE_DELAY_SECONDS = 6.0
MAX_RESTARTS = 3
KEEP_LOGS = 20

log = logging.getLogger(__name__)


@dataclass
class Spare:
    """A worker that imported TensorFlow and waits, on its standard input, for a run.

    It ends by itself when the supervisor does, because its standard input closes then.
    """

    token: str
    process: subprocess.Popen[str]
    born: float

    def send(self, message: dict[str, str]) -> None:
        """Hand it its run. A worker that has just died is found by the next tick."""
        pipe = self.process.stdin
        if pipe is not None:
            with suppress(BrokenPipeError), pipe:
                pipe.write(json.dumps(message) + "\n")


class Supervisor:
    """Gives runs to workers, fairly between owners, one a device."""

    def __init__(self, store: Store, slots: tuple[Device, ...]) -> None:
        self._store = store
        self._slots = slots
        self._spare: Spare | None = None
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._spare_due = 0.0
        self._busy_at = self._ticked = time.time()
        self._slept = False

    def run(self) -> None:
        """Tick until nobody has wanted a supervisor for a while and no run is under way."""
        announce(self._store.home)
        while not self._may_leave():
            try:
                self.tick()
            except StoreError as error:
                log.error("%s", error)
                time.sleep(1.0)
            self._rest()
        if self._spare:
            self._spare.process.kill()

    def tick(self) -> None:
        """One round: bury, requeue, assign, take turns, keep a spare."""
        now = time.time()
        # A machine that slept has old heartbeats, and no dead workers.
        self._slept, self._ticked = now - self._ticked > SILENT_SECONDS / 2, now
        holders = [h for h in self._store.runs.holders() if not self._rescue(h)]
        queued = self._store.runs.find("queued")
        if queued or holders:
            self._busy_at = now
        free = self._free(holders)
        if free and queued:
            self._assign(queued, holders, free[0])
        elif late := overdue(queued, holders, now):
            self._store.runs.change(late.run_id, only=("running",), over=("",), request="yield")
        self._keep_spare()

    def _may_leave(self) -> bool:
        if not self._idle():
            return False
        # Whoever comes from now on starts another supervisor; who came just before is seen here.
        retire(self._store.home)
        if self._idle() and not self._store.runs.find("queued", limit=1):
            return True
        announce(self._store.home)
        return False

    def _rest(self) -> None:
        """Sleep until the next tick is due, or somebody launches a run."""
        called, end = last_wanted(self._store.home), time.monotonic() + POLL_SECONDS
        while time.monotonic() < end and last_wanted(self._store.home) == called:
            time.sleep(LISTEN_SECONDS)

    def _idle(self) -> bool:
        last = max(self._busy_at, last_wanted(self._store.home))
        return time.time() - last > IDLE_SECONDS

    def _rescue(self, holder: Holder) -> bool:
        """Requeue a run whose worker died or fell silent; False when all is well with it."""
        silent = self._ticked - holder.heartbeat > SILENT_SECONDS and not self._slept
        if processes.alive(holder.pid, holder.born) and not silent:
            return False
        processes.kill(holder.pid, holder.born)
        log.warning("worker %s of run %s died or fell silent", holder.pid, holder.run_id)
        try:
            self._bury(holder)
        except ClaimLostError:
            log.info("run %s had ended before its worker did", holder.run_id)
        return True

    def _bury(self, holder: Holder) -> None:
        runs = self._store.runs
        if holder.restarts + 1 >= MAX_RESTARTS:
            words = self._last_words(holder.token)
            reason = f"The worker died {MAX_RESTARTS} times without finishing a trial. {words}"
            runs.release(holder.run_id, holder.token, "failed", reason.strip())
        elif holder.request == "pause":
            runs.release(holder.run_id, holder.token, "paused")
        else:
            runs.requeue(holder.run_id, holder.token)

    def _free(self, holders: list[Holder]) -> list[Device]:
        taken = {holder.device for holder in holders}
        return [d for d in self._slots if d.name not in taken and self._released(d)]

    def _assign(self, queued: list[Run], holders: list[Holder], slot: Device) -> None:
        run, device = order(queued, holders, self._store.runs.served())[0], slot.name
        spare = self._ready_spare()
        claimed = self._store.runs.claim(
            run.id, device=device, token=spare.token, pid=spare.process.pid, born=spare.born
        )
        if claimed:
            spare.send({"run": run.id, "token": spare.token, "device": device})
            self._children[device] = spare.process
            self._spare, self._spare_due = None, time.time() + SPARE_DELAY_SECONDS

    def _released(self, device: Device) -> bool:
        # A GPU's memory is free only when the last process on it is gone.
        last = self._children.get(device.name)
        return last is None or last.poll() is not None

    def _keep_spare(self) -> None:
        for child in self._children.values():
            child.poll()
        if self._spare and self._spare.process.poll() is not None:
            log.error("the spare worker died. %s", self._last_words(self._spare.token))
            self._spare, self._spare_due = None, time.time() + SPARE_DELAY_SECONDS
        if self._spare is None and time.time() >= self._spare_due:
            self._ready_spare()

    def _ready_spare(self) -> Spare:
        if self._spare is None or self._spare.process.poll() is not None:
            token = secrets.token_hex(8)
            process = processes.spawn(
                "core.jobs.worker", self._store.home, self._log(token), piped=True
            )
            self._spare = Spare(token, process, processes.born(process.pid))
        return self._spare

    def _log(self, token: str) -> Path:
        return self._store.home / "logs" / f"worker-{token}.log"

    def _last_words(self, token: str) -> str:
        path = self._log(token)
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        spoken = [line for line in lines if line.strip()]
        return f"Its last words: {spoken[-1][:300]}" if spoken else ""


def prune_logs(home: Path) -> None:
    """Delete all but the newest worker logs."""
    logs = sorted((home / "logs").glob("worker-*.log"), key=lambda path: path.stat().st_mtime)
    for path in logs[:-KEEP_LOGS]:
        path.unlink(missing_ok=True)


def main() -> None:
    """Run the supervisor of the default home, unless one is alive already."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    home = default_home()
    store = Store(home)
    try:
        with FileLock(home / "supervisor.lock", timeout=0):
            prune_logs(home)
            Supervisor(store, devices()).run()
    except Timeout:
        log.info("another supervisor of %s is alive", home)


if __name__ == "__main__":
    main()
