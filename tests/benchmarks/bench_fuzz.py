"""Measures what hostile uploads cost: CPU seconds and memory, by format.

python -m tests.benchmarks.bench_fuzz --seconds 600 --seed 0
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random

from core import api
from core.datasets.uploads.annotations import read_annotations
from core.datasets.uploads.archive import UploadLimits
from core.datasets.uploads.arrays import read_npz
from core.datasets.uploads.images import read_images
from core.errors import CoreError
from core.parents.inspecting import inspect_model
from core.settings import ROOT
from core.tables.layouts import read_rows, uploaded_layout
from core.tables.reading import read_sheet
from tests.core.datasets.hostile import hostile_npz, hostile_pictures, hostile_table
from tests.core.datasets.uploads.annotations.uploads import (
    Members,
    coco_members,
    voc_members,
    yaml_members,
    yolo_members,
)
from tests.core.parents.hostile import hostile_keras
from tests.core.tables.conftest import FOUR
from tests.core.test_yaml_text import LARGE_READ, LARGE_REFUSED
from tests.fuzzing import TOKENS, hostile_zip, spoilt

SPEC = (ROOT / "docs" / "examples" / "digits-own-space.yaml").read_bytes()
LIMITS = UploadLimits(images_a_class=1)


def _boxes(members: Callable[[], Members]) -> Callable[[Random], object]:
    def read(random: Random) -> object:
        content = io.BytesIO(hostile_zip(random, members()))
        return read_annotations(content, filename="pets.zip")

    return read


def _arrays(random: Random) -> object:
    return read_npz(io.BytesIO(hostile_npz(random)), filename="a.npz", limits=LIMITS)


def _pictures(random: Random) -> object:
    content = io.BytesIO(hostile_pictures(random))
    return read_images(content, filename="a.zip", limits=LIMITS, side=random.choice((None, 12)))


def _spec(random: Random) -> object:
    if random.random() < 0.2:
        return api.spec_from_yaml(random.choice([*LARGE_REFUSED.values(), *LARGE_READ.values()])[0])
    if random.random() < 0.5:
        return api.spec_from_yaml(spoilt(random, SPEC).decode("utf-8", "replace"))
    piece, end = random.choice(TOKENS), random.choice(TOKENS)
    return api.spec_from_yaml((piece * (200_000 // max(1, len(piece))) + end).decode("latin-1"))


def _network(random: Random) -> object:
    return inspect_model(io.BytesIO(hostile_keras(random)), "net.keras")


def _table(random: Random) -> object:
    sheet = read_sheet(io.BytesIO(hostile_table(random)), "t.csv")
    return read_rows(sheet, uploaded_layout(sheet, FOUR))


FORMATS: dict[str, Callable[[Random], object]] = {
    "COCO": _boxes(coco_members),
    "YOLO": _boxes(yolo_members),
    "YOLO with data.yaml": _boxes(yaml_members),
    "Pascal VOC": _boxes(voc_members),
    "npz": _arrays,
    "zip of pictures": _pictures,
    "CSV": _table,
    "YAML": _spec,
    "keras": _network,
}


def measured(read: Callable[[Random], object], seconds: float, seed: int) -> str:
    """Uploads with the seeds from ``seed`` on, until the time is over; anything else raises."""
    came: Counter[str] = Counter()
    worst, rest, ends = (0.0, seed), _peak(), time.monotonic() + seconds
    while time.monotonic() < ends:
        before = time.process_time()
        try:
            read(Random(seed))
            came["read"] += 1
        except CoreError:
            came["refused"] += 1
        except Exception as error:
            raise RuntimeError(f"seed {seed}") from error
        worst = max(worst, (time.process_time() - before, seed))
        seed += 1
    return (
        f"{came['read']:,} read, {came['refused']:,} refused in words; the dearest "
        f"{worst[0]:.3f} s of CPU (seed {worst[1]}); peak {_peak() - rest:.0f} MB above rest"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a line a format; each is read by a process of its own, so that peaks are its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("formats", nargs="*", choices=[[], *FORMATS], help="all, if none is named")
    asked = parser.parse_args()
    if len(asked.formats) == 1:
        name = asked.formats[0]
        print(f"{name}: {measured(FORMATS[name], asked.seconds, asked.seed)}", flush=True)
        return
    options = ["--seconds", str(asked.seconds), "--seed", str(asked.seed)]
    for name in asked.formats or FORMATS:
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.benchmarks.bench_fuzz",
            *options,
            name,
        ]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
