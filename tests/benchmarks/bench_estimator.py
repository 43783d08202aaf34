"""Seconds a candidate: the training estimator against Keras's plain compile, fit and evaluate.

Both train the same nets on the same data, for as many epochs, with the same batch size and the
same optimiser and schedule, turn about in one process. Run it with
``python -m tests.benchmarks.bench_estimator``.
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

import keras
import numpy as np
import tensorflow as tf

from core.datasets.prepare import Data, prepare
from core.estimators.base import EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.estimators.training import Training
from core.presets import preset_spaces
from core.spaces import sample
from core.specs import Choices, Space
from core.training.candidate import build_candidate
from core.training.classifier import TRACES

TARGET = 0.6


@dataclass(frozen=True)
class Timing:
    """Seconds and validation accuracy of each candidate, both ways, in the same order."""

    dataset: str
    ours: tuple[float, ...]
    plain: tuple[float, ...]
    our_accuracy: tuple[float, ...]
    plain_accuracy: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our time as a share of the plain loop's, over all candidates."""
        return sum(self.ours) / sum(self.plain)

    @property
    def points(self) -> float:
        """Our mean accuracy less the plain loop's, in points."""
        return 100 * (fmean(self.our_accuracy) - fmean(self.plain_accuracy))


def measure(
    dataset: str = "digits",
    space: str = "convnet_small",
    *,
    candidates: int = 8,
    epochs: int = 8,
    seed: int = 0,
) -> Timing:
    """Time ``candidates`` sampled networks both ways, after a warm-up of each."""
    params = TrainingParams(epochs=epochs)
    chosen = preset_spaces()[space]
    with TemporaryDirectory() as folder:
        home = Path(folder)
        data = prepare(dataset, home, seed=0, split_file=home / "split.json")
        training = Training(params, data, "cpu")
        rng = np.random.default_rng(seed)
        nets = [sample(chosen, rng) for _ in range(candidates + 1)]
        rows = [
            (*_ours(training, chosen, net, home), *_plain(params, chosen, net, data))
            for net in nets
        ]
    # The first of each was the warm-up.
    ours, our_accuracy, plain, plain_accuracy = zip(*rows[1:], strict=True)
    return Timing(dataset, ours, plain, our_accuracy, plain_accuracy)


def _ours(training: Training, space: Space, net: Choices, home: Path) -> tuple[float, float]:
    """All that a trial costs in a worker: build, train, validate, save, write the records."""
    _rewriting(False)
    folder = home / f"{time.monotonic_ns()}"
    folder.mkdir()
    gc.collect()
    began = time.perf_counter()
    evaluation = training.evaluate(
        EvaluationRequest(space, net, seed=0, folder=folder), lambda epoch, scores: None
    )
    return time.perf_counter() - began, evaluation.metrics["val_accuracy"]


def _plain(params: TrainingParams, space: Space, net: Choices, data: Data) -> tuple[float, float]:
    """The loop that a user of Keras would write; it saves nothing."""
    _rewriting(True)
    keras.utils.set_random_seed(0)
    gc.collect()
    began = time.perf_counter()
    model = build_candidate(space, net, data.info)
    steps = math.ceil(len(data.y_train) / params.batch_size) * params.epochs
    decay = keras.optimizers.schedules.CosineDecay(params.learning_rate, steps)
    model.compile(
        keras.optimizers.Adam(decay), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(
        data.x_train,
        data.y_train,
        batch_size=params.batch_size,
        epochs=params.epochs,
        validation_data=(data.x_val, data.y_val),
        verbose=0,
    )
    _, accuracy = model.evaluate(data.x_val, data.y_val, verbose=0)
    return time.perf_counter() - began, float(accuracy)


def _rewriting(on: bool) -> None:
    """Give each loop TensorFlow as it would have it alone: the estimator turns rewriting off."""
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": not on})


def report(timing: Timing) -> bool:
    """Print one data set's figures; whether they keep the target."""
    good = timing.ratio <= TARGET and timing.points >= -1.0
    print(f"{timing.dataset}: {len(timing.ours)} candidates, {len(TRACES.held())} traces held")
    for name, seconds, accuracy in (
        ("estimator", timing.ours, timing.our_accuracy),
        ("plain loop", timing.plain, timing.plain_accuracy),
    ):
        print(
            f"  {name:<10}  {fmean(seconds):6.2f} s mean  {median(seconds):6.2f} s median"
            f"  {fmean(accuracy):7.2%} accuracy"
        )
    print(
        f"  ratio {timing.ratio:.2f} (target {TARGET} or less), accuracy {timing.points:+.2f} "
        f"points (target -1 or more): {'kept' if good else 'MISSED'}"
    )
    return good


def main(arguments: Sequence[str] = ()) -> int:
    """Measure on the digits, and with ``--fashion`` on Fashion-MNIST as well."""
    timings = [measure()]
    if "--fashion" in arguments:
        timings.append(measure("fashion_mnist", "convnet", candidates=3, epochs=2))
    return 0 if all([report(timing) for timing in timings]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
