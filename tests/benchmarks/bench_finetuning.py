"""Fine-tuning of pruned networks: what accuracy, time and bytes a small MobileNetV2 keeps.

It is trained on the bundled Fashion-MNIST. Whatever is chosen is chosen by the validation images;
the figures are of the test images, which nothing else looks at. Run it with
``python -m tests.benchmarks.bench_finetuning``; about twenty minutes on two cores.
"""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product, starmap
from operator import itemgetter
from pathlib import Path
from statistics import fmean, median, stdev
from tempfile import TemporaryDirectory
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.datasets.prepare import prepare
from core.models.keras.calls import kernels_of
from core.models.pruned_options import Scope
from core.models.pruned_schedules import cumulative
from core.profile.counts import count
from core.profile.figures import compressed_bytes
from core.profile.latency import time_share, warmed_up
from core.pruning.channels import prune_channels
from core.pruning.weights import prune_weights
from core.specs import Space
from core.training.classifier import ClassifierTrainer
from core.training.settings import FitSettings, Teacher
from core.training.trainer import Checkpoint, TaskNetwork
from tests.benchmarks.figures import Figure, show

CHOICES = {
    "stages": 4,
    "head_width": 256,
    **{"depth_1": 1, "width_1": 16, "expansion_1": 2},
    **{"depth_2": 2, "width_2": 24, "expansion_2": 4},
    **{"depth_3": 2, "width_3": 40, "expansion_3": 4},
    **{"depth_4": 2, "width_4": 64, "expansion_4": 4},
}
# The strides that come first are left out: the pictures are small.
OPTIONS: dict[str, Any] = {"output_stride": 8, "dropout": 0.3, "pixels": "unit"}
TRAINING = FitSettings(epochs=12, batch_size=32, learning_rate=0.005)
TUNING = FitSettings(epochs=3, batch_size=32, learning_rate=0.003)
A_ROUND = FitSettings(epochs=2, batch_size=32, learning_rate=0.003)
CRITERIA = ("l2", "taylor")
SEEN = 512
HALF, STRONGEST, SPARSITY = 0.5, 0.8, 0.8
ROUNDS = 4
SEEDS = (1, 2, 3)
SHARE, TEMPERATURE = 0.5, 4.0
BATCH, TURNS = 32, 9


@dataclass(frozen=True)
class Way:
    """How channels are shared out.

    Attributes:
        round_to: a vector instruction takes 16 numbers: other widths save MACs and little time.
        narrow: whether the layers between blocks are left alone. They are narrow already; what
            takes long are the wide ones, with their normalisations and activations.
    """

    scope: Scope = "global"
    round_to: int = 16
    narrow: bool = False

    def __str__(self) -> str:
        kept = ", projections kept" if self.narrow else ""
        return f"{self.scope}, multiples of {self.round_to}{kept}"


PLAIN = Way()
WAYS = tuple(starmap(Way, product(("global", "local"), (16, 32), (False, True))))


@dataclass(frozen=True)
class Subject:
    """The trained parent, the seconds that took, and what trains all its children.

    ``samples`` are the pictures and labels for criteria.
    """

    parent: keras.Model
    seconds: float
    samples: tuple[Array, Array]
    trainer: ClassifierTrainer

    def accuracy(self, model: keras.Model) -> float:
        """On the test images, per cent."""
        return 100 * self.trainer.score(model, self.trainer.pictures("test")).accuracy

    def lost(self, model: keras.Model) -> float:
        """Points of test accuracy below the parent's."""
        return self.accuracy(self.parent) - self.accuracy(model)


def measure() -> list[Figure]:
    """All figures; how plain and distilled fine-tuning compare is printed, as it has no target."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        subject = train_parent(folder)
        figures = [parent(subject), *halved(subject), *sparse(subject, folder)]
        print(distilled(subject))
    return figures


def train_parent(folder: Path) -> Subject:
    data = prepare("fashion_mnist", folder, seed=0, split_file=folder / "split.npz")
    space = Space(name="parent", family="mobilenet_v2", choices=(), options=OPTIONS)
    trainer = ClassifierTrainer(data)
    network = trainer.build(space, CHOICES, seed=0)
    began = time.perf_counter()
    trainer.fit(network, TRAINING, _unheard)
    took = time.perf_counter() - began
    samples = (data.x_train[:SEEN], data.y_train[:SEEN])
    return Subject(network.model, took, samples, trainer)


def parent(subject: Subject) -> Figure:
    counts = count(subject.parent)
    accuracy = subject.accuracy(subject.parent)
    return Figure(
        "parent: a small MobileNetV2, test error on Fashion-MNIST (8,000 images)",
        100 - accuracy,
        "%",
        12.0,
        f"accuracy {accuracy:.2f} %, {counts.parameters:,} parameters, {counts.macs:,} MACs, "
        f"{subject.seconds:.0f} s",
    )


def halved(subject: Subject) -> list[Figure]:
    """Half the MACs gone, by the criterion that is best on validation, beside a random choice."""
    began = time.perf_counter()
    way = _fastest(subject)
    tuned = {criterion: _tuned(subject, criterion, way) for criterion in (*CRITERIA, "random")}
    best = max(CRITERIA, key=lambda criterion: tuned[criterion][1])
    lost = {criterion: subject.lost(model) for criterion, (model, _) in tuned.items()}
    words = ", ".join(
        f"{name} {lost[name]:+.2f} (validation {100 * score:.2f} %)"
        for name, (_, score) in tuned.items()
    )
    took = time.perf_counter() - began
    return [
        Figure(
            "half the MACs, tuned: accuracy lost",
            lost[best],
            "points",
            1.5,
            f"{way}: {words}; {took:.0f} s",
        ),
        _latency(subject.parent, tuned[best][0]),
    ]


def _fastest(subject: Subject) -> Way:
    """The way to halve the MACs after which least time is left, by the clock, before any tuning."""
    whole = warmed_up(subject.parent, BATCH)
    cuts = {way: warmed_up(_cut(subject, HALF, CRITERIA[0], way), BATCH) for way in WAYS}
    shares = [[time_share(cut, whole) for cut in cuts.values()] for _ in range(TURNS)]
    medians = map(median, zip(*shares, strict=True))
    return min(zip(medians, cuts, strict=True), key=itemgetter(0))[1]


def _tuned(subject: Subject, criterion: str, way: Way) -> tuple[keras.Model, float]:
    """Half of the parent's MACs, fine-tuned; and its accuracy on the validation images."""
    model = _cut(subject, HALF, criterion, way)
    return model, _fit(subject, model, TUNING, SEEDS[0])


def _cut(subject: Subject, ratio: float, criterion: str, way: Way = PLAIN) -> keras.Model:
    names = [layer.name for layer in subject.parent.layers]
    return prune_channels(
        subject.parent,
        ratio,
        criterion,
        way.scope,
        target="macs",
        round_to=way.round_to,
        keep=[name for name in names if way.narrow and name.endswith("_project")],
        data=subject.samples,
    ).model


def _fit(
    subject: Subject,
    model: keras.Model,
    settings: FitSettings,
    seed: int,
    teacher: Teacher | None = None,
    *,
    hold_zeros: bool = False,
) -> float:
    """Train ``model`` in place; its accuracy on the validation images."""
    held = replace(settings, teacher=teacher, hold_zeros=hold_zeros)
    fitted = subject.trainer.fit(TaskNetwork(model, seed=(seed,)), held, _unheard)
    return fitted.predictions.scores["accuracy"]


def _latency(parent: keras.Model, child: keras.Model) -> Figure:
    """Turn about, so that whatever else the machine does slows both."""
    passes = warmed_up(child, BATCH), warmed_up(parent, BATCH)
    share = median(time_share(*passes) for _ in range(TURNS))
    left = count(child).macs / count(parent).macs
    return Figure(
        f"the same net's latency, batch {BATCH}, as a share of its parent's",
        share,
        "of it",
        1 / 1.4,
        f"{left:.3f} of the MACs; {1 / share:.2f} times faster",
    )


def sparse(subject: Subject, folder: Path) -> list[Figure]:
    """The smallest weights gone in rounds that follow the cubic schedule.

    Whether the parent teaches is chosen by the validation images.
    """
    began = time.perf_counter()
    ways = {"plain": None, "distilled": Teacher(subject.parent, SHARE, TEMPERATURE)}
    thinned = {way: _thinned(subject, teacher) for way, teacher in ways.items()}
    best = max(thinned, key=lambda way: thinned[way][1])
    model = thinned[best][0]
    lost = {way: subject.lost(other) for way, (other, _) in thinned.items()}
    words = ", ".join(
        f"{way} {lost[way]:+.2f} (validation {100 * score:.2f} %)"
        for way, (_, score) in thinned.items()
    )
    took = time.perf_counter() - began
    return [
        Figure(
            "80 % of the weights zero, tuned: accuracy lost",
            lost[best],
            "points",
            1.0,
            f"{words}; {took:.0f} s",
        ),
        _compressed(model, subject.parent, folder),
    ]


def _thinned(subject: Subject, teacher: Teacher | None) -> tuple[keras.Model, float]:
    """The parent with most weights at zero, and its accuracy on the validation images."""
    model, score = subject.parent, 0.0
    for share in cumulative("cubic", SPARSITY, ROUNDS):
        model = prune_weights(model, share).model
        score = _fit(subject, model, A_ROUND, SEEDS[0], teacher, hold_zeros=True)
    return model, score


def _compressed(model: keras.Model, parent: keras.Model, folder: Path) -> Figure:
    files = (_saved(model, folder / "sparse"), _saved(parent, folder / "parent"))
    left, whole = map(compressed_bytes, files)
    deflated, once = (len(zlib.compress(file.read_bytes())) for file in files)
    words = (
        f"{_zeros(model):.3f} of the kernels' weights are zero; {deflated / once:.3f} under deflate"
    )
    return Figure("the same net's compressed bytes", left / whole, "of its parent's", 0.35, words)


def _saved(model: keras.Model, stem: Path) -> Path:
    file = stem.with_suffix(".keras")
    model.save(file)
    return file


def _zeros(model: keras.Model) -> float:
    flat = np.concatenate([np.asarray(kernel).ravel() for kernel in kernels_of(model)])
    return float(np.mean(flat == 0))


def distilled(subject: Subject) -> str:
    """Plain fine-tuning against learning from the parent, at the strongest ratio."""
    began = time.perf_counter()
    ways = {"plain": None, "distilled": Teacher(subject.parent, SHARE, TEMPERATURE)}
    lost = {
        way: [_strongest(subject, seed, teacher) for seed in SEEDS] for way, teacher in ways.items()
    }
    words = "; ".join(
        f"{way} {fmean(points):+.2f} ± {stdev(points):.2f}" for way, points in lost.items()
    )
    return (
        f"{STRONGEST:.0%} of the MACs gone, tuned with {len(SEEDS)} seeds, points of test accuracy "
        f"lost: {words} ({time.perf_counter() - began:.0f} s)"
    )


def _strongest(subject: Subject, seed: int, teacher: Teacher | None) -> float:
    model = _cut(subject, STRONGEST, CRITERIA[0])
    _fit(subject, model, TUNING, seed, teacher)
    return subject.lost(model)


def _unheard(reached: Checkpoint, scores: Mapping[str, float]) -> None:
    """Nobody watches the epochs."""


def main() -> int:
    """Measure; the exit status says whether every target was kept."""
    return 0 if show(measure()) else 1


if __name__ == "__main__":
    sys.exit(main())
