"""Web servers as a user starts them: two on one home, and viewers who mean no good."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from core.jobs.client import supervisor_alive
from core.store import Store
from tests.browser.dashboard import Server, serving
from tests.core.jobs.faulty import until
from tests.seeds import add_trials, seed_run, seed_trials

pytestmark = pytest.mark.slow
MANY = 8000
# A server that never lets go of who takes nothing: whoever waits for such a viewer, waits for good.
PATIENT = "from core.live import routes\nroutes.SEND_SECONDS = 1e6"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), before=PATIENT) as started:
        yield started


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Store]:
    opened = Store(server.home, f"sqlite:///{server.home / 'paretoscope.db'}")
    yield opened
    opened.database.close()


def events(server: Server, run_id: str, **options: object) -> ClientConnection:
    address = f"ws://127.0.0.1:{server.port}/api/runs/{run_id}/events?after=0"
    return connect(address, max_size=None, open_timeout=60, **options)  # type: ignore[arg-type]


def log_of(server: Server) -> str:
    return (server.home / "server.log").read_text()


@pytest.mark.parametrize(
    "said",
    [b"\x00" * 10, b"\xff" * 5_000_000, "x" * 5_000_000, "{", "\ud7ff"],
    ids=["bytes", "many bytes", "long text", "brace", "odd character"],
)
def test_whoever_speaks_is_sent_away_and_leaves_no_line_in_the_log(
    server: Server, shop: Store, said: bytes | str
) -> None:
    run_id = seed_run(shop, seed_trials(3))
    before = log_of(server)
    with events(server, run_id) as viewer, pytest.raises(ConnectionClosed) as closed:
        viewer.recv(timeout=60)
        viewer.send(said)
        while True:
            viewer.recv(timeout=60)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1003
    assert log_of(server) == before


def test_frames_that_are_none_and_strangers_leave_no_line_in_the_log(
    server: Server, shop: Store
) -> None:
    run_id = seed_run(shop, seed_trials(3))
    # Of the first stranger Streamlit may say that it found no address of this machine.
    refused(server, run_id)
    before = log_of(server)
    for _ in range(5):
        refused(server, run_id)
        with events(server, "no-such-run") as viewer:
            assert "gone" in str(viewer.recv(timeout=60))
        # Reserved bits and opcodes, and a length of 2**62 bytes.
        for frame in (b"\xff\x80\x00\x00\x00\x00", b"\x82\xff" + struct.pack(">Q", 2**62)):
            with events(server, run_id) as viewer, suppress(ConnectionClosed):
                viewer.recv(timeout=60)
                viewer.socket.sendall(frame)
                while True:
                    viewer.recv(timeout=60)
    assert log_of(server) == before


def refused(server: Server, run_id: str) -> None:
    with pytest.raises(InvalidStatus), events(server, run_id, origin="http://evil.example"):
        pass


def test_viewers_that_take_nothing_hold_up_nobody_and_fill_no_memory(
    server: Server, shop: Store
) -> None:
    run_id = seed_run(shop, seed_trials(MANY))
    with ExitStack() as stack:
        watcher = stack.enter_context(events(server, run_id))
        size = len(watcher.recv(timeout=60))
        memory = psutil.Process(server.process().pid).memory_info().rss
        for _ in range(20):
            stack.enter_context(asleep(server, run_id))
        for place in range(20):
            add_trials(shop, run_id, seed_trials(1, first=MANY + place))
            while f"[{MANY + place}," not in watcher.recv(timeout=120):
                pass
        grown = psutil.Process(server.process().pid).memory_info().rss - memory
    # One unsent text each, and what is shared.
    assert size > 500_000 and grown < 20 * size + 100e6


def asleep(server: Server, run_id: str) -> socket.socket:
    """A viewer with a small window that asks for everything and reads nothing."""
    viewer = socket.socket()
    viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    viewer.connect(("127.0.0.1", server.port))
    lines = (
        f"GET /api/runs/{run_id}/events?after=0 HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
        "",
        "",
    )
    viewer.sendall("\r\n".join(lines).encode())
    return viewer


def test_two_servers_on_one_home_share_a_supervisor_and_one_may_go(
    server: Server, shop: Store, tmp_path: Path
) -> None:
    # A server answers before the supervisor that it started is up.
    until(lambda: supervisor_alive(server.home))
    chief = server.supervisor()
    second = Server(server.home)
    second.start()
    try:
        run_id = seed_run(shop, seed_trials(5))
        for one in (server, second):
            with events(one, run_id) as viewer:
                assert "update" in str(viewer.recv(timeout=60))
        assert second.supervisor() == chief
        second.kill()
        with events(server, run_id) as viewer:
            viewer.recv(timeout=60)
            add_trials(shop, run_id, seed_trials(1, first=5))
            until(lambda: "[5," in str(viewer.recv(timeout=60)))
        assert server.supervisor() == chief and chief.is_running()
    finally:
        second.kill()
