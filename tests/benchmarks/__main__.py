"""``make bench``: every figure with its target, measured on this machine."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks import bench_pages, bench_quick, bench_server, bench_source, bench_tables
from tests.benchmarks.figures import Figure, show


def main() -> int:
    """Measure everything; the exit status says whether all targets were kept."""
    figures: list[Figure] = [
        *bench_quick.measure(),
        *bench_server.measure(),
        *bench_pages.measure(),
        *bench_tables.measure(),
        *bench_source.measure(),
    ]
    kept = show(figures)
    # Each in a process of its own: TensorFlow's settings are for the whole process.
    heavy = (
        "bench_uploads",
        "bench_models",
        "bench_importing",
        "bench_pruning",
        "bench_finetuning",
        "bench_estimator",
        "bench_halving",
        "bench_proxies",
        "bench_detection",
        "bench_detectors",
        "bench_path",
    )
    done = [subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"]) for name in heavy]
    return 0 if kept and not any(run.returncode for run in done) else 1


if __name__ == "__main__":
    sys.exit(main())
