"""How long a processor trains some networks: in one process with all cores, or in one a core.

All train the same sampled networks, turn about, each process warmed up before; the processes of a
core with one thread each, and with as many as there are cores. Run it on an idle machine with
``python -m tests.benchmarks.bench_slots``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from core.estimators.base import EvaluationRequest
from core.jobs.devices import MOST_USUAL_SLOTS
from core.presets import preset_spaces
from core.settings import ROOT
from core.spaces import sample
from tests.benchmarks.figures import Figure, show

CASES = (("convnet_small", "digits"), ("convnet", "fashion_mnist"), ("mobilenet", "fashion_mnist"))
PASSES, NETWORKS, IMAGES, EPOCHS = 3, 4, 1000, 2


def measure() -> list[Figure]:
    """The seconds of one process a core, as a share of those of one process with all cores."""
    cores = min(os.cpu_count() or 1, MOST_USUAL_SLOTS)
    figures = []
    for space, dataset in CASES:
        with (
            _processes(space, dataset, 1, cores) as one,
            _processes(space, dataset, cores, 1) as narrow,
            _processes(space, dataset, cores, cores) as wide,
        ):
            taken = [
                [_seconds(each, turn) for each in (one, narrow, wide)] for turn in range(PASSES)
            ]
        for place, threads in ((1, 1), (2, cores)):
            shares = [seconds[place] / seconds[0] for seconds in taken]
            name = f"{space} on {dataset}: {cores} processes, {threads} threads each"
            detail = ", ".join(f"{share:.2f}" for share in shares)
            figures.append(Figure(name, median(shares), "of one's time", 1.0, detail))
    return figures


@contextmanager
def _processes(
    space: str, dataset: str, count: int, threads: int
) -> Iterator[list[subprocess.Popen[str]]]:
    environment = os.environ | {
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
    }
    started = [
        subprocess.Popen(
            [sys.executable, "-m", __spec__.name, space, dataset, str(place), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        for place in range(count)
    ]
    try:
        for process in started:
            _heard(process)
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def _seconds(processes: list[subprocess.Popen[str]], turn: int) -> float:
    """Return how long they take together for the networks of ``turn``."""
    begun = time.perf_counter()
    for process in processes:
        if process.stdin is None:
            raise RuntimeError("The process cannot be spoken to.")
        print(turn, file=process.stdin, flush=True)
    for process in processes:
        _heard(process)
    return time.perf_counter() - begun


def _heard(process: subprocess.Popen[str]) -> None:
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError(f"The process ended with {process.wait()}.")


def _train(space: str, dataset: str, place: int, count: int) -> None:
    """Train, at every number on standard input, each ``count``-th network of that turn."""
    import numpy as np

    from core.datasets.prepare import prepare
    from core.estimators.catalogue import TrainingParams
    from core.estimators.training import Training
    from core.estimators.warmup import warm_up

    warm_up()
    chosen = preset_spaces()[space]
    with TemporaryDirectory() as folder:
        home = Path(folder)
        data = prepare(dataset, home, seed=0, split_file=home / "split.npz")
        data = replace(
            data,
            x_train=data.x_train[:IMAGES],
            y_train=data.y_train[:IMAGES],
            x_val=data.x_val[:IMAGES],
            y_val=data.y_val[:IMAGES],
        )
        estimator = Training(TrainingParams(epochs=EPOCHS), data, "cpu")
        print("ready", flush=True)
        for turn in map(int, sys.stdin):
            rng = np.random.default_rng(turn)
            drawn = [sample(chosen, rng) for _ in range(NETWORKS)]
            for number in range(place, NETWORKS, count):
                files = home / f"{turn}-{number}"
                files.mkdir()
                request = EvaluationRequest(chosen, drawn[number], seed=number, folder=files)
                estimator.evaluate(request, lambda epoch, scores: None)
            print("done", flush=True)


def main() -> int:
    """Measure, or train for a process that measures."""
    if len(sys.argv) == 5:
        space, dataset, place, count = sys.argv[1:]
        _train(space, dataset, int(place), int(count))
        return 0
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
