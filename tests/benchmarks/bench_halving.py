"""Epochs that asynchronous halving needs for the front that full training finds, on the digits.

Full training draws 40 random candidates; halving, with its default parameters, draws from the same
space until it gets there. Every architecture of that small space is trained once, fully, and its
curve kept: as a training that goes on equals one at once, the curve answers for every shorter
training too. On these answers searches are played with the real strategies, many seeds in a moment.
Run it with ``python -m tests.benchmarks.bench_halving``.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from core.comparison.hypervolume_history import common_box, hypervolume_history
from core.datasets.prepare import prepare
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.estimators.training import Training
from core.spaces import count_architectures, key, nth
from core.specs import Space, Trial
from core.strategies import STRATEGIES, propose
from tests.benchmarks.figures import Figure, show
from tests.seeds import OBJECTIVES

SPACE = Space.model_validate(
    {
        "name": "eighty",
        "family": "convnet",
        "choices": {
            "blocks": [1, 2],
            "separable_1": [False, True],
            "kernel_1": [3, 5],
            "width_1": [4, 8, 16, 24],
            "width_2": {"values": [4, 8, 16, 24], "when": {"blocks": 2}},
        },
    }
)
EPOCHS = 16
CANDIDATES = 40
SEEDS = 25
WITHIN = 0.98
TARGET = 0.4

# By key: validation accuracy after each epoch, and the parameters.
Answers = Mapping[str, tuple[list[float], float]]


def train_all() -> Answers:
    """Every architecture of the space, trained fully once."""
    answers = {}
    with TemporaryDirectory() as folder:
        home = Path(folder)
        data = prepare("digits", home, seed=0, split_file=home / "split.npz")
        training = Training(TrainingParams(epochs=EPOCHS), data, "cpu")
        for number in range(count_architectures(SPACE)):
            choices, place = nth(SPACE, number), home / str(number)
            place.mkdir()
            training.evaluate(
                EvaluationRequest(SPACE, choices, seed=number, folder=place),
                lambda epoch, scores: None,
            )
            curve = json.loads((place / "curves.json").read_text())["val_accuracy"]
            answers[key(SPACE, choices)] = (curve, training.costs(SPACE, choices)["parameters"])
    return answers


def play(name: str, answers: Answers, seed: int, candidates: int) -> list[Trial]:
    """A search of so many candidates; what was begun is finished."""
    strategy = STRATEGIES.load(name)(SPACE, OBJECTIVES, STRATEGIES.entry(name).params())
    strategy.plan(EPOCHS)
    trials: list[Trial] = []
    tried: set[str] = set()
    while proposed := propose(
        strategy, tried, seed=seed, number=len(trials), fresh=len(tried) < candidates
    ):
        proposal, found = proposed
        curve, parameters = answers[found]
        epochs = proposal.epochs or EPOCHS
        fields = proposal.model_dump() | {
            "epochs": epochs,
            "status": "complete" if epochs == EPOCHS else "stopped_early",
            "metrics": {"val_accuracy": curve[epochs - 1], "parameters": parameters},
        }
        trials.append(Trial(number=len(trials), key=found, **fields))
        tried.add(found)
        strategy.tell(trials[-1])
    return trials


def needed(full: list[Trial], halved: list[Trial]) -> tuple[float, float]:
    """Epochs until each is within 2 % of where ``full`` ends, as shares of all that it trained.

    Infinite for a search that never gets there.
    """
    box = common_box([full, halved], OBJECTIVES)
    histories = [hypervolume_history(trials, OBJECTIVES, box) for trials in (halved, full)]
    goal, spent = WITHIN * histories[1].volume[-1], histories[1].epochs[-1]
    reached = [one.epochs[one.volume >= goal] for one in histories]
    one, other = (float(epochs[0]) / spent if len(epochs) else math.inf for epochs in reached)
    return one, other


def measure() -> list[Figure]:
    answers = train_all()
    shares = [
        needed(
            play("random", answers, seed, CANDIDATES),
            play("asha", answers, seed, count_architectures(SPACE)),
        )
        for seed in range(SEEDS)
    ]
    halved, full = (sorted(column) for column in zip(*shares, strict=True))
    ratio = median(one / other for one, other in shares)
    return [
        Figure(
            f"Halving's epochs to within 2 % of the front of {CANDIDATES} full trainings",
            median(halved),
            "of theirs",
            TARGET,
            f"{SEEDS} seeds, quartiles {halved[SEEDS // 4]:.2f} and {halved[-SEEDS // 4]:.2f}, "
            f"{sum(map(math.isfinite, halved))} got there; full training itself is that near "
            f"after {median(full):.2f}: halving needs {ratio:.2f} of that",
        )
    ]


def main() -> int:
    """Measure; the exit status says whether the target was kept."""
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
