"""The event stream a browser listens to, beside the scripts it draws with (Starlette routes).

One reader a run polls the store and feeds all its viewers. A viewer asks for what came after the
revision it has; viewers at the same revision share one text, so thirty of them cost as much as one.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.errors import CoreError, NotFoundError, StoreError
from core.live.assets import assets
from core.live.events import Changes, changes, state_of
from core.live.follower import RunFollower
from core.logs import logger
from core.store import Store

POLL_SECONDS = 0.1
PING_SECONDS = 10.0
# After a fault of the store.
PAUSE_SECONDS = 1.0
# A viewer that takes nothing for so long is let go; it comes back from the revision it has.
SEND_SECONDS = 30.0
MOST_VIEWERS = 500

# Whether a request with this Origin and this Host header may listen.
Allowed = Callable[[str | None, str | None], bool]

log = logger(__name__)


class Feed:
    """Follows one run for all who watch it."""

    def __init__(self, store: Store, run_id: str) -> None:
        self._store, self._run_id = store, run_id
        self._state: Any = None
        self._tick = 0
        self._moved = asyncio.Event()
        self._texts: dict[int, asyncio.Task[Changes]] = {}
        self._follower: RunFollower | None = None
        self._task: asyncio.Task[None] | None = None
        self.viewers = 0
        self.gone = ""

    async def next(self, after: int, seen: int) -> tuple[Changes, int]:
        """Return the changes since revision ``after``, once there are more than at tick ``seen``.

        Raises:
            NotFoundError: the run is gone.
            StoreError: the store could not be read; asking again later may help.
        """
        self._task = self._task or asyncio.create_task(self._follow())
        while self._tick <= seen and not self.gone:
            if self._task.done():
                raise StoreError(f"The reader of run {self._run_id!r} has stopped.")
            await self._moved.wait()
        if self.gone:
            raise NotFoundError(self.gone)
        tick = self._tick
        if after not in self._texts:
            self._texts[after] = asyncio.create_task(self._read(after))
        try:
            return await asyncio.shield(self._texts[after]), tick
        except CoreError:
            # A failed read is not for those who come later.
            self._texts.pop(after, None)
            raise

    def close(self) -> None:
        if self._task:
            self._task.cancel()

    async def _read(self, after: int) -> Changes:
        return await run_in_threadpool(self._changes, after)

    def _changes(self, after: int) -> Changes:
        if self._follower is None:
            self._follower = RunFollower(self._store.runs.get(self._run_id).spec.objectives)
        return changes(self._store, self._run_id, after, self._follower)

    async def _follow(self) -> None:
        try:
            while not self.gone:
                await self._notify()
                await asyncio.sleep(POLL_SECONDS)
        finally:
            # Those who wait find that nobody reads any more.
            self._moved.set()

    async def _notify(self) -> None:
        try:
            state = await run_in_threadpool(state_of, self._store, self._run_id)
            if state != self._state:
                self._state = state
                self._announce()
        except NotFoundError as error:
            self.gone = str(error)
            self._announce()
        except CoreError as error:
            log.warning("run %s: %s", self._run_id, error)
            await asyncio.sleep(PAUSE_SECONDS)

    def _announce(self) -> None:
        self._tick += 1
        self._texts = {}
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


class Live:
    """The feeds that someone watches, by run."""

    def __init__(self, store: Callable[[], Store], allowed: Allowed) -> None:
        self._store, self._allowed = store, allowed
        self._feeds: dict[str, Feed] = {}

    async def events(self, socket: WebSocket) -> None:
        """Serve ``/api/runs/{run_id}/events?after=REV``: ``update``, ``ping``, ``gone`` as JSON."""
        origin, host = socket.headers.get("origin"), socket.headers.get("host")
        # The rule may look up this machine's addresses on the network: not on the event loop.
        if not await run_in_threadpool(self._allowed, origin, host):
            await socket.close(code=1008, reason="This origin is not allowed.")
            return
        if sum(feed.viewers for feed in self._feeds.values()) >= MOST_VIEWERS:
            await socket.close(code=1013, reason="Too many are watching. Try again later.")
            return
        await socket.accept()
        try:
            store = await run_in_threadpool(self._store)
        except CoreError as error:
            log.warning("%s", error)
            await socket.close(code=1011)
            return
        await self._serve(socket, store, socket.path_params["run_id"], _after(socket))

    async def _serve(self, socket: WebSocket, store: Store, run_id: str, after: int) -> None:
        feed = self._feeds.setdefault(run_id, Feed(store, run_id))
        feed.viewers += 1
        tasks = {
            asyncio.create_task(_send(socket, feed, after)),
            asyncio.create_task(_until_closed(socket)),
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await _close_if_broken(socket, done)
        finally:
            for task in tasks:
                task.cancel()
            feed.viewers -= 1
            if not feed.viewers and self._feeds.get(run_id) is feed:
                del self._feeds[run_id]
                feed.close()


async def _send(socket: WebSocket, feed: Feed, after: int) -> None:
    """Tell one viewer of every change, until it leaves or the run is gone."""
    seen = 0
    while True:
        try:
            change, seen = await asyncio.wait_for(feed.next(after, seen), PING_SECONDS)
        except TimeoutError:
            await _tell(socket, json.dumps({"type": "ping", "at": time.time()}))
            continue
        except NotFoundError as error:
            await _tell(socket, json.dumps({"type": "gone", "reason": str(error)}))
            await socket.close()
            return
        await _tell(socket, change.text)
        after = change.revision


async def _tell(socket: WebSocket, text: str) -> None:
    """Send ``text``, and wait until there is room for more (WebSocketDisconnect: too long)."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await socket.send_text(text)
    except TimeoutError as error:
        raise WebSocketDisconnect(1013, "It takes nothing.") from error


async def _close_if_broken(socket: WebSocket, done: set[asyncio.Task[None]]) -> None:
    """Close the socket of a sender that broke down: its viewer reconnects from its revision."""
    faults = [fault for task in done if (fault := task.exception())]
    for fault in faults:
        if isinstance(fault, (WebSocketDisconnect, RuntimeError)):
            log.debug("a viewer left: %s", fault)
        else:
            log.warning("a viewer is sent away to reconnect", exc_info=fault)
            await socket.close(code=1011)


async def _until_closed(socket: WebSocket) -> None:
    """Wait until the viewer leaves; one that sends anything is disconnected."""
    with suppress(RuntimeError, TimeoutError):
        message = await socket.receive()
        if message["type"] == "websocket.receive":
            async with asyncio.timeout(SEND_SECONDS):
                await socket.close(code=1003, reason="This socket only tells; send nothing.")


def _after(socket: WebSocket) -> int:
    text = socket.query_params.get("after", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def routes(
    store: Callable[[], Store],
    allowed: Allowed,
    scripts: Mapping[str, str] | None = None,
    base: str = "",
) -> Sequence[BaseRoute]:
    """Return the routes that ``app.py`` mounts.

    Args:
        store: opens the store when the first viewer comes.
        allowed: whether a page of this origin, asking for this host, may listen.
        scripts: the pages' own, by their address below ``/assets/scripts/``.
        base: the path under which the pages are served, without a slash at its end.
    """
    live = Live(store, allowed)
    return [
        WebSocketRoute(f"{base}/api/runs/{{run_id}}/events", live.events),
        *assets(scripts or {}, base),
    ]
