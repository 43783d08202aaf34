"""Strategies on published tables, and how fast a table is played.

The tables are looked for as tests/reference.py says; without them there are no figures.
Run it with ``python -m tests.benchmarks.bench_tables``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median

import numpy as np

from core.checking import check_spec
from core.datasets.catalogue import DatasetInfo, info
from core.jobs.search import work
from core.live.events import changes
from core.live.routes import POLL_SECONDS
from core.pareto import front, hypervolume, points_of
from core.presets import preset_spaces
from core.specs import Box, Objective, Trial
from core.store import Store
from core.strategies import STRATEGIES, propose
from core.tables.answers import Answers, read_answers
from core.tables.importing import import_table
from tests.benchmarks.figures import Figure, show
from tests.reference import NASBENCH201, NASBENCH_MACRO

FILES = {"nasbench201": NASBENCH201, "nasbench_macro": NASBENCH_MACRO}
ACCURACY = Objective(metric="val_accuracy", direction="maximize")
PARAMETERS = Objective(metric="parameters", direction="minimize")

CELLS, CELL_SEEDS = 100, 200
NETS, NET_SEEDS = 500, 30
PUBLISHED_RANDOM, TOLERANCE = 93.74, 0.10
EVOLUTION = {"population": 10, "sample": 3}
PLAYED = 5000


@dataclass(frozen=True)
class Mean:
    """A mean of many seeds with its 95 % interval."""

    value: float
    margin: float

    @property
    def low(self) -> float:
        return self.value - self.margin

    @property
    def high(self) -> float:
        return self.value + self.margin

    def __str__(self) -> str:
        return f"{self.value:.3f} ± {self.margin:.3f}"


def measure() -> list[Figure]:
    """All figures, or none where the tables are absent."""
    missing = [str(path) for path in FILES.values() if not path.exists()]
    if missing:
        print(f"No figures on tables: {', '.join(missing)} absent.")
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        taken = {name: _taken_in(path, name, home) for name, path in FILES.items()}
        answers = {name: _answers(taken[name], home) for name in taken}
        return [
            *_cells(answers["nasbench201"]),
            _nets(answers["nasbench_macro"]),
            _played(home),
        ]


def _taken_in(path: Path, name: str, home: Path) -> DatasetInfo:
    return import_table(path, name=name, home=home).info


def _answers(info: DatasetInfo, home: Path) -> Answers:
    assert info.table is not None
    return read_answers(home / "datasets" / info.name, info.table)


def search(
    answers: Answers,
    strategy: str,
    params: dict[str, int],
    objectives: Sequence[Objective],
    *,
    trials: int,
    seed: int,
) -> list[Trial]:
    """A search without a store: ask, look up, tell."""
    entry = STRATEGIES.entry(strategy)
    space = answers.facts.space
    made = STRATEGIES.load(strategy)(space, tuple(objectives), entry.params(**params))
    epochs = max(answers.facts.epochs_of("val_accuracy"))
    made.plan(epochs)
    judged: list[Trial] = []
    tried: set[str] = set()
    for number in range(trials):
        proposed = propose(made, tried, seed=seed, number=number)
        assert proposed is not None
        proposal, key = proposed
        choices = proposal.choices
        metrics = answers.costs(choices) | answers.scores(choices, epochs=epochs)
        trial = Trial(
            number=number,
            status="complete",
            choices=choices,
            key=key,
            generation=proposal.generation,
            parents=proposal.parents,
            metrics=metrics,
            epochs=epochs,
        )
        made.tell(trial)
        judged.append(trial)
        tried.add(key)
    return judged


def _cells(answers: Answers) -> list[Figure]:
    """The best of 100 cells by accuracy after 12 epochs: its test accuracy after 200."""
    began = time.perf_counter()
    random = _mean([_best_cell(answers, "random", {}, seed) for seed in range(CELL_SEEDS)])
    evolved = _mean([_best_cell(answers, "evolution", EVOLUTION, s) for s in range(CELL_SEEDS)])
    seconds = time.perf_counter() - began
    what = f"NAS-Bench-201, {CELLS} cells, {CELL_SEEDS} seeds"
    return [
        Figure(
            f"{what}: random's distance from {PUBLISHED_RANDOM}",
            abs(random.value - PUBLISHED_RANDOM),
            "points",
            TOLERANCE,
            f"test accuracy {random}",
        ),
        Figure(
            f"{what}: regularised evolution's test error",
            100 - evolved.value,
            "%",
            6.10,
            f"test accuracy {evolved}; both strategies took {seconds:.1f} s",
        ),
        Figure(
            f"{what}: overlap of the two intervals",
            random.high - evolved.low,
            "points",
            0.0,
            f"random up to {random.high:.3f}, evolution from {evolved.low:.3f}",
        ),
    ]


def _best_cell(answers: Answers, strategy: str, params: dict[str, int], seed: int) -> float:
    judged = search(answers, strategy, params, (ACCURACY,), trials=CELLS, seed=seed)
    best = max(judged, key=lambda trial: trial.metrics["val_accuracy"])
    return 100 * answers.test_scores(best.choices)["test_accuracy"]


def _nets(answers: Answers) -> Figure:
    """Median hypervolume of 500 networks: how much more random search leaves than NSGA-II."""
    nsga2 = [_volume(answers, "nsga2", seed) for seed in range(NET_SEEDS)]
    random = [_volume(answers, "random", seed) for seed in range(NET_SEEDS)]
    low, high = _interval_of_medians(nsga2, random)
    return Figure(
        f"NAS-Bench-Macro, {NETS} networks, {NET_SEEDS} seeds: random's lead on NSGA-II",
        -low,
        "(hypervolume, least favourable end of the 95 % interval)",
        0.0,
        f"median NSGA-II {median(nsga2):.4f}, random {median(random):.4f}, "
        f"difference {low:.4f} to {high:.4f}",
    )


def _volume(answers: Answers, strategy: str, seed: int) -> float:
    objectives = (ACCURACY, PARAMETERS)
    judged = search(answers, strategy, {}, objectives, trials=NETS, seed=seed)
    return hypervolume(points_of(front(judged, objectives), objectives), _box(answers))


def _box(answers: Answers) -> Box:
    """All of the table's own range: error from its best to its worst, parameters likewise."""
    accuracy, size = (answers.facts.column(m) for m in ("val_accuracy", "parameters"))
    assert accuracy is not None and size is not None
    return ((-accuracy.high, -accuracy.low), (size.low, size.high))


def _interval_of_medians(one: list[float], two: list[float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the difference of two medians."""
    rng = np.random.default_rng(0)
    draws = [np.median(rng.choice(each, (10_000, len(each))), axis=1) for each in (one, two)]
    low, high = np.quantile(draws[0] - draws[1], [0.025, 0.975])
    return float(low), float(high)


def _mean(values: list[float]) -> Mean:
    margin = 1.96 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
    return Mean(fmean(values), float(margin))


def _played(home: Path) -> Figure:
    """Milliseconds a trial of random search on a table: asked, told, stored, read by a viewer."""
    store = Store(home, f"sqlite:///{home / 'paretoscope.db'}")
    spec = check_spec(
        {
            "name": "played",
            "dataset": "nasbench201",
            "space": "nasbench201",
            "strategy": "random",
            "estimator": "table",
            "budget": {"trials": PLAYED},
        },
        space_named=preset_spaces().__getitem__,
        info_of=lambda name: info(name, home),
        home=home,
    )
    run_id = store.runs.add(spec, "bench")
    store.runs.claim(run_id, token="bench", device="cpu", pid=os.getpid(), born=0.0)
    # In a process of its own, as the web server is; started before the clock is.
    with ProcessPoolExecutor(1, get_context("spawn")) as viewer:
        viewer.submit(time.time).result()
        watching = viewer.submit(_watch, home, run_id)
        began, spent = time.perf_counter(), time.process_time()
        work(store, run_id, "bench", "cpu")
        seconds, spent = time.perf_counter() - began, time.process_time() - spent
        seen, longest = watching.result()
    done = store.runs.get(run_id).counts.complete
    store.database.close()
    rate = (
        f"{done:,} trials in {seconds:.1f} s: {done / seconds:,.0f} a second "
        f"({spent:.1f} s of processor time); a viewer saw {seen:,}, at most {longest:,} at once"
    )
    return Figure("a trial played from a table into the store", 1e3 * seconds / done, "ms", 1, rate)


def _watch(home: Path, run_id: str) -> tuple[int, int]:
    """Read the stream as the web server does; how many trials came, and the most at once."""
    store = Store(home, f"sqlite:///{home / 'paretoscope.db'}")
    numbers: set[int] = set()
    after, longest, over = 0, 0, False
    while not over:
        over = store.runs.get(run_id).has_ended
        change = changes(store, run_id, after)
        rows = json.loads(change.text)["trials"]["rows"]
        numbers.update(row[0] for row in rows)
        after, longest = change.revision, max(longest, len(rows))
        time.sleep(POLL_SECONDS)
    return len(numbers), longest


if __name__ == "__main__":
    figures = measure()
    sys.exit(0 if show(figures) else 1)
