"""Large uploads through a browser: what the web server's memory is before, at its peak, afterwards.

Streamlit has two copies of a file that a box shows, both subtracted: the bytes that came
(``MemoryUploadedFileManager``), and those of the ``UploadedFile`` that it hands to each run of the
page, a deep copy (``SessionState.register_widget``). Ours are what is beyond, and what stays.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Browser, Page

from core.arrays import Array
from tests.benchmarks.dashboards import chromium, dashboard
from tests.benchmarks.figures import Figure, show

# Chooses a file on the page that takes it, and has it taken in.
Take = Callable[[Page, str, Path], None]

MEGABYTE = 2**20
STREAMLITS = 2
SIDE, PICTURES, CLASSES = 128, 3500, 5
LONGEST_MS = 300_000
# Of a wait for what was let go of to be given back.
SETTLING_MS = 5_000


@dataclass
class Memory:
    """Resident megabytes of a process, looked at fifty times a second."""

    process: psutil.Process
    rest: float = 0.0
    peak: float = 0.0

    def now(self) -> float:
        return float(self.process.memory_info().rss) / MEGABYTE

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Sample while the block lasts."""
        self.rest = self.peak = self.now()
        done = threading.Event()
        sampler = threading.Thread(target=self._sample, args=(done,))
        sampler.start()
        try:
            yield
        finally:
            done.set()
            sampler.join()

    def _sample(self, done: threading.Event) -> None:
        while not done.wait(0.02):
            self.peak = max(self.peak, self.now())


def measure() -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard() as (server, _),
        chromium() as browser,
    ):
        memory = Memory(server.process())
        _look_at_both(browser, server.url)
        return [
            figure
            for make, take in _UPLOADS
            for figure in _measured(make(Path(folder)), take, browser, server.url, memory)
        ]


def _measured(
    file: Path, take: Take, browser: Browser, url: str, memory: Memory
) -> Iterator[Figure]:
    size = file.stat().st_size / MEGABYTE
    page = browser.new_page()
    with memory.watched():
        take(page, url, file)
    page.wait_for_timeout(SETTLING_MS)
    after = memory.now()
    page.close()
    name = f"web server, {file.suffix} of {size:.0f} MB"
    said = f"{memory.rest:.0f} MB at rest, at most {memory.peak:.0f}, then {after:.0f}"
    yield Figure(
        f"{name}: beyond Streamlit's two copies",
        memory.peak - memory.rest - STREAMLITS * size,
        *("MB", 100.0, said),
    )
    yield Figure(f"{name}: once taken in", after - memory.rest, "MB", 100.0)


def _look_at_both(browser: Browser, url: str) -> None:
    """What the pages import belongs to the rest."""
    page = browser.new_page()
    _open_launch(page, url)
    _open_prune(page, url)
    page.close()


def _on_launch(page: Page, url: str, file: Path) -> None:
    _open_launch(page, url)
    page.locator("[class*=st-key-upload_file] input[type=file]").set_input_files(file)
    page.get_by_role("textbox", name="Name of the data").fill(f"bench-{file.stem}")
    page.get_by_role("textbox", name="Name of the data").press("Enter")
    page.get_by_role("button", name="Add this data").click(timeout=LONGEST_MS)
    page.get_by_text("It is chosen as the data now").wait_for(timeout=LONGEST_MS)


def _on_prune(page: Page, url: str, file: Path) -> None:
    _open_prune(page, url)
    page.locator("[class*=st-key-prune_file_] input[type=file]").set_input_files(file)
    page.get_by_role("textbox", name="Name of the network").fill("bench-large")
    page.get_by_role("textbox", name="Name of the network").press("Enter")
    page.get_by_role("button", name="Use it as a parent").click(timeout=LONGEST_MS)
    page.wait_for_url("**parent=bench-large**", timeout=LONGEST_MS)


def _open_launch(page: Page, url: str) -> None:
    page.goto(f"{url}/launch")
    page.get_by_text("Use your own images, or a table").click(timeout=LONGEST_MS)
    page.get_by_role("textbox", name="Name of the data").wait_for()


def _open_prune(page: Page, url: str) -> None:
    page.goto(f"{url}/prune")
    page.get_by_role("radio", name="Your own file").click(timeout=LONGEST_MS)
    page.get_by_role("textbox", name="Name of the network").wait_for()


def _pixels(random: np.random.Generator, count: int) -> Array:
    return random.integers(0, 256, (count, SIDE, SIDE, 3), np.uint8)


def _zip(folder: Path) -> Path:
    """Pictures of noise, which nothing packs."""
    file, random = folder / "pictures.zip", np.random.default_rng(0)
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(PICTURES):
            content = BytesIO()
            Image.fromarray(_pixels(random, 1)[0]).save(content, "PNG", compress_level=1)
            packed.writestr(f"class-{number % CLASSES}/{number}.png", content.getvalue())
    return file


def _npz(folder: Path) -> Path:
    file, random = folder / "arrays.npz", np.random.default_rng(0)
    np.savez(file, x=_pixels(random, PICTURES), y=np.arange(PICTURES) % CLASSES)
    return file


def _network(folder: Path) -> Path:
    """25 million weights, made by a process of its own: this one stays without TensorFlow."""
    file = folder / "network.keras"
    code = (
        "from keras import Input, Sequential, layers as l; Sequential([Input((8, 8, 1)), "
        "l.Flatten(), l.Dense(5000, 'relu'), l.Dense(5000, 'relu'), l.Dense(10, 'softmax')])"
        f".save({str(file)!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    return file


_UPLOADS: tuple[tuple[Callable[[Path], Path], Take], ...] = (
    (_zip, _on_launch),
    (_npz, _on_launch),
    (_network, _on_prune),
)

if __name__ == "__main__":
    sys.exit(0 if show(measure()) else 1)
