"""The supervisor: one process for a store, which gives queued runs a slot and replaces the dead.

What it knows about runs is in the store, so a new supervisor takes over where a killed one
stopped; the only thing it holds itself are its workers, which end with it.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

from filelock import FileLock, Timeout

from core.errors import StoreError
from core.jobs import processes
from core.jobs.client import announce, last_wanted, retire
from core.jobs.devices import Device, devices
from core.jobs.isolation import Isolation
from core.jobs.last_words import exit_words, kills_for_memory
from core.jobs.leftovers import sweep
from core.jobs.pulse import Pulse
from core.jobs.queue import needs_cpu_alone, order, overdue
from core.jobs.workers import Worker, Workers, prune_logs
from core.logs import bound, logger
from core.settings import home as default_home
from core.settings import silent_seconds, wants_spare
from core.specs import Run
from core.store import Holder, Store

POLL_SECONDS = 0.3
LISTEN_SECONDS = 0.02
FAULT_SECONDS = 1.0
SLOW_SECONDS = 1.0
IDLE_SECONDS = 90.0
MAX_RESTARTS = 3

log = logger(__name__)


class Supervisor:
    """Gives runs to workers, fairly between owners, one a device."""

    def __init__(self, store: Store, slots: tuple[Device, ...]) -> None:
        self._store = store
        self._slots = slots
        self._workers = Workers(store.home, spare=wants_spare())
        self._silent_seconds = silent_seconds()
        self._pulse = Pulse(self._silent_seconds)
        self._isolation = Isolation(store)
        # How the last worker of a run ended, for the next one to know.
        self._how: dict[str, str] = {}
        self._ended_for_memory = kills_for_memory()
        self._busy_at, self._called = time.monotonic(), 0.0

    def run(self) -> None:
        """Tick until nobody has wanted a supervisor for a while and no run is under way."""
        announce(self._store.home)
        while not self._may_leave():
            self._survive(self.tick)
            self._rest()
        self._workers.end()

    def tick(self) -> None:
        """Do one round: remove dead workers, requeue, assign, take turns, keep a spare."""
        held = self._store.runs.holders()
        self._pulse.update(held)
        holders = [self._pulse.timed(h) for h in held if not self._rescued(h)]
        queued = self._store.runs.find("queued")
        if queued or holders:
            self._busy_at = time.monotonic()
        free = self._free(holders)
        given = bool(free and queued) and self._assign(queued, holders, free[0])
        if not given and (late := overdue(queued, holders, self._pulse.now)):
            self._store.runs.change(late.run_id, only=("running",), over=("",), request="yield")
        for slot in free:
            if slot.kind == "gpu" and not queued:
                self._workers.end_idle(slot.name)
        self._workers.keep_spare()
        self._bound_logs()

    def _survive(self, act: Callable[[], None]) -> None:
        """Do it; what goes wrong is told, and tried again a little later."""
        try:
            act()
        except StoreError as error:
            log.error("%s", error)
            # Who could not write could not beat either.
            self._pulse.reset()
            time.sleep(FAULT_SECONDS)
        except Exception:
            # Whatever it is, everybody's runs hang on this process.
            log.exception("this round went wrong; the next one follows")
            time.sleep(FAULT_SECONDS)

    def _may_leave(self) -> bool:
        if self._store.moved():
            log.error("%s was moved or removed; this supervisor leaves", self._store.home)
            return True
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
        # That somebody calls is seen by the change: the time of day may be set meanwhile.
        if (called := last_wanted(self._store.home)) != self._called:
            self._called, self._busy_at = called, time.monotonic()
        return time.monotonic() - self._busy_at > IDLE_SECONDS

    def _rescued(self, holder: Holder) -> bool:
        """Take a run from a dead worker; return whether that was done."""
        rescued = False
        with self._isolation.of(holder.run_id):
            rescued = self._rescue(holder)
        return rescued

    def _rescue(self, holder: Holder) -> bool:
        """Requeue a run whose worker died or fell silent; False when all is well with it."""
        if processes.alive(holder.pid, holder.born):
            if not self._pulse.silent(holder) or self._store_is_slow():
                return False
            how = f"It gave no sign of life for {self._silent_seconds:g} seconds."
        else:
            how = self._exit_of(holder)
        log.warning("worker %s of run %s is gone. %s", holder.pid, holder.run_id, how)
        # The claim goes first: where nothing can be written, nobody is ended.
        self._bury(holder, how)
        self._workers.give_up(holder.device, holder.pid)
        processes.kill(holder.pid, holder.born)
        return True

    def _store_is_slow(self) -> bool:
        """Return whether writing is so slow now that no worker could have written a beat."""
        began = time.monotonic()
        with self._store.database.write():
            pass
        slow = time.monotonic() - began > SLOW_SECONDS
        if slow:
            self._pulse.reset()
        return slow

    def _exit_of(self, holder: Holder) -> str:
        code = self._workers.exit_code(holder.device, holder.pid)
        ended, self._ended_for_memory = self._ended_for_memory, kills_for_memory()
        return exit_words(code, kernel=self._ended_for_memory > ended)

    def _bury(self, holder: Holder, how: str) -> None:
        runs = self._store.runs
        self._how[holder.run_id] = how
        if holder.restarts + 1 >= MAX_RESTARTS:
            reason = f"The worker died {MAX_RESTARTS} times without finishing a trial."
            words = (reason, how, self._workers.last_words(holder.device, holder.token))
            runs.release(holder.run_id, holder.token, "failed", " ".join(filter(None, words)))
        elif holder.request == "pause":
            runs.release(holder.run_id, holder.token, "paused")
        else:
            runs.requeue(holder.run_id, holder.token)

    def _free(self, holders: list[Holder]) -> list[Device]:
        taken = {holder.device for holder in holders}
        free = [device for device in self._slots if device.name not in taken]
        for device in free:
            self._workers.end_large(device.name)
        return [device for device in free if self._workers.is_ready(device.name)]

    def _assign(self, queued: list[Run], holders: list[Holder], slot: Device) -> bool:
        """Give the slot to the first in the queue; to the next, if something is wrong with it.

        Returns False if the first run must wait: it needs the CPU alone, or a run under way does.
        Those behind it wait too; otherwise its turn would never come.
        """
        under_way = self._store.runs.find("running") if slot.kind == "cpu" and holders else []
        for run in order(queued, holders, self._store.runs.served()):
            if under_way and any(needs_cpu_alone(one) for one in (run, *under_way)):
                return False
            worker = self._workers.take(slot.name)
            with self._isolation.of(run.id):
                self._give(run, slot, worker)
                return True
        return True

    def _give(self, run: Run, slot: Device, worker: Worker) -> None:
        claimed = self._store.runs.claim(
            run.id, device=slot.name, token=worker.token, pid=worker.process.pid, born=worker.born
        )
        if claimed:
            died = self._how.pop(run.id, "")
            worker.send({"run": run.id, "token": worker.token, "device": slot.name, "before": died})

    def _bound_logs(self) -> None:
        for path in (self._store.home / "logs").glob("*.log"):
            bound(path)


def _tidy(store: Store) -> None:
    """Remove what nothing refers to; that it cannot be is no reason not to give runs a slot."""
    try:
        sweep(store)
    except (StoreError, OSError):
        log.exception("what is left over stays")


def main() -> None:
    """Run the supervisor of the default home, unless one is alive already.

    Ends with 1 where the store cannot be opened, and says why in a line.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    home = default_home()
    try:
        store = Store(home)
        with FileLock(home / "supervisor.lock", timeout=0):
            prune_logs(home)
            _tidy(store)
            Supervisor(store, devices()).run()
    except Timeout:
        log.info("another supervisor of %s is alive", home)
    except (StoreError, OSError) as error:
        log.error("%s", error)
        sys.exit(1)


if __name__ == "__main__":
    main()
