"""The machine: its devices, their queue, and the process that gives runs their turn."""

from __future__ import annotations

from dataclasses import replace

from core.api.opening import store
from core.jobs import client
from core.jobs.devices import Device
from core.jobs.devices import devices as _devices
from core.jobs.queue import needs_cpu_alone, order
from core.settings import home
from core.specs import Run, RunSpec
from core.timing import forecast
from core.timing.forecast import Forecast


def queue() -> list[Run]:
    """Return the waiting runs, next first."""
    runs = store().runs
    return order(runs.find("queued"), runs.holders(), runs.served())


def forecasts() -> dict[str, Forecast]:
    """Return when each waiting run starts and its next point comes, by the run's id.

    A run that nobody can tell it of is left out.
    """
    return forecast.forecasts(store())


def start_of(owner: str, spec: RunSpec) -> float | None:
    """Return in how many seconds a new run of ``owner`` would start; None if unknown."""
    return forecast.start_of(store(), owner, spec)


def devices() -> tuple[Device, ...]:
    """Return the slots of this machine, each with the id of the run on it.

    While a run has the CPU alone there is no other slot.
    """
    busy = {holder.device: holder.run_id for holder in store().runs.holders()}
    found = [replace(device, busy_run=busy.pop(device.name, None)) for device in _devices()]
    # The slots were named, or counted, otherwise when these runs were given theirs.
    for run_id in busy.values():
        free = next((place for place, slot in enumerate(found) if not slot.busy_run), None)
        if free is not None:
            found[free] = replace(found[free], busy_run=run_id)
    if found[0].kind == "cpu" and any(map(needs_cpu_alone, store().runs.find("running"))):
        found = [slot for slot in found if slot.busy_run] or found[:1]
    return tuple(found)


def keep_alive() -> None:
    """Signal that someone waits for a run; a supervisor that died is replaced."""
    client.want_supervisor(home())


def supervisor_alive() -> bool:
    """Return whether the supervisor is alive."""
    return client.supervisor_alive(home())
