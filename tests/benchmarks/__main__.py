"""``make bench``: every figure with its target, measured on this machine."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks import bench_quick, bench_server
from tests.benchmarks.figures import Figure, show


def main() -> int:
    """Measure everything; the exit status says whether all targets were kept."""
    figures: list[Figure] = [*bench_quick.measure(), *bench_server.measure()]
    show(figures)
    # In a process of its own: TensorFlow's settings are for the whole process.
    estimator = subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_estimator"])
    return 0 if all(figure.kept for figure in figures) and estimator.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
