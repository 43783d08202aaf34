"""The dashboard as a user starts it, and the Chromium that looks at it."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from core.settings import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
STARTING_SECONDS = 240.0
# What ``python -m streamlit`` runs.
STREAMLIT = "from streamlit.web.cli import main\nmain(prog_name='streamlit')"


def find_chromium() -> str | None:
    """The Chromium that tests drive: ``CHROMIUM``, one on the PATH, the macOS application."""
    given = os.environ.get("CHROMIUM")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(MAC) if MAC.exists() else None)


class Server:
    """The dashboard as a user starts it, on a free port; it can be killed and started again.

    Args:
        home: its home folder.
        example: whether that begins with the example, not empty.
        before: Python that the server's process runs first, for instance to set a limit.
        base: the path under which it serves its pages: ``/x``, or nothing.
    """

    def __init__(
        self, home: Path, *, example: bool = False, before: str = "", base: str = ""
    ) -> None:
        self.home = home
        self._example = str(int(example))
        self._start = ["-c", f"{before}\n{STREAMLIT}"] if before else ["-m", "streamlit"]
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}{base}"
        self._base = base
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, *self._start, "run", "app.py"]
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        options += ["--server.baseUrlPath", self._base.strip("/")]
        environment = (
            {"PARETOSCOPE_SLOTS": "2"}
            | os.environ
            | {
                "PARETOSCOPE_HOME": str(self.home),
                "PARETOSCOPE_EXAMPLE": self._example,
            }
        )
        environment.pop("PARETOSCOPE_DB", None)
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command + options, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self._wait()

    def kill(self) -> None:
        """End the web server at once, as a crash would; the supervisor lives on."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def process(self) -> psutil.Process:
        """The web server."""
        if self._process is None:
            raise RuntimeError("The dashboard is not running.")
        return psutil.Process(self._process.pid)

    def supervisor(self) -> psutil.Process:
        """The supervisor that this dashboard started."""
        who = json.loads((self.home / "supervisor.json").read_text())
        return psutil.Process(int(who["pid"]))

    def end_workers(self) -> None:
        """End the supervisor and the workers under it, if they are still there."""
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            chief = self.supervisor()
            family = [chief, *chief.children(recursive=True)]
            for process in family:
                process.kill()
            psutil.wait_procs(family, timeout=10)

    def _wait(self) -> None:
        end = time.monotonic() + STARTING_SECONDS
        while time.monotonic() < end:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            time.sleep(0.1)
        log = (self.home / "server.log").read_text()[-2000:]
        raise RuntimeError(f"The dashboard did not answer in time. Its log ends: {log}")


@contextmanager
def serving(
    home: Path, *, example: bool = False, before: str = "", base: str = ""
) -> Iterator[Server]:
    """A dashboard over ``home`` while the block lasts; nothing of it is left running."""
    server = Server(home, example=example, before=before, base=base)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        server.end_workers()


def _free_port() -> int:
    # Below those that the system gives to others, so that it stays free while a server is down.
    for port in random.SystemRandom().sample(range(10_000, 30_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port from 10000 to 30000 is free.")
