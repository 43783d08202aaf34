"""Measures what hostile uploads of pictures with boxes cost: CPU seconds and memory, by format.

python -m tests.benchmarks.bench_fuzz --seconds 600 --seed 0
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections import Counter
from collections.abc import Callable
from random import Random

from core.datasets.annotations import read_annotations
from core.errors import CoreError
from tests.core.datasets.annotations.uploads import (
    Members,
    coco_members,
    voc_members,
    yaml_members,
    yolo_members,
)
from tests.fuzzing import hostile_zip

FORMATS = {
    "COCO": coco_members,
    "YOLO": yolo_members,
    "YOLO with data.yaml": yaml_members,
    "Pascal VOC": voc_members,
}


def measured(make: Callable[[], Members], seconds: float, seed: int) -> str:
    """Uploads with the seeds from ``seed`` on, until the time is over; anything else raises."""
    came: Counter[str] = Counter()
    worst, rest, ends = (0.0, seed), _peak(), time.monotonic() + seconds
    while time.monotonic() < ends:
        content = hostile_zip(Random(seed), make())
        before = time.process_time()
        try:
            read_annotations(io.BytesIO(content), filename="pets.zip")
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
    """Print a line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="for all formats together")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for name, make in FORMATS.items():
        print(f"{name}: {measured(make, asked.seconds / len(FORMATS), asked.seed)}", flush=True)


if __name__ == "__main__":
    main()
