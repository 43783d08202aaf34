"""Scores channels by how much they matter: the least important go first.

Most criteria give a number for every position along some axes of the weights. A channel's score is
the mean over all its positions, each axis divided by its own mean, so that wide and narrow layers
count alike (Fang et al. 2023, section 3.3). Their names are in :mod:`core.models.pruning_methods`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import keras
import numpy as np

from core.errors import PruningError, in_words
from core.models.keras.calls import Call, interpret
from core.models.pruning_methods import CRITERIA
from core.pruning.graph import Axis, Graph
from core.pruning.graph.channels import Ids
from core.pruning.losses import Samples, batches, check_data, gradients

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Subject:
    """A network to be judged, with the pictures and labels to judge it on, if there are any."""

    model: keras.Model
    graph: Graph
    data: Samples | None
    seed: int

    def samples(self, criterion: str) -> Samples:
        """Return the data, or raise PruningError if there is none."""
        if self.data is None:
            raise PruningError(
                f"The criterion {criterion!r} looks at data; got data=None. Give "
                "data=(pictures, labels), a few hundred of each."
            )
        return self.data


# A score for every channel of the subject's graph, shape ``(count,)``; NaN where it sees nothing.
Criterion = Callable[[Subject], Array]
# What is measured along an axis or a tensor: its channels and their numbers.
Pieces = Iterator[tuple[Ids, Array]]


def score_channels(
    model: keras.Model, graph: Graph, criterion: str, data: Samples | None = None, seed: int = 0
) -> Array:
    """Return the importance of every channel of the graph, shape ``(count,)``.

    A channel that the criterion cannot see, as where there is no BatchNormalization, is NaN.

    Raises:
        PruningError: no such criterion, or it needs data, or it sees no channel at all.
    """
    if criterion not in CRITERIA.names():
        raise PruningError(
            f"Unknown criterion {criterion!r}. Known: {', '.join(CRITERIA.names())}."
        )
    score: Criterion = CRITERIA.load(criterion)
    way = "Choose a criterion that looks at no data, as l2, or data as the network takes."
    with in_words(f"{model.name!r} cannot be judged by {criterion!r}", way):
        scores = score(Subject(model, graph, data, seed))
    if np.isnan(scores).all():
        raise PruningError(
            f"The criterion {criterion!r} finds nothing to go by in {model.name!r}. "
            "Choose another criterion."
        )
    return scores


def averaged(pieces: Callable[[Subject], Pieces]) -> Criterion:
    """Return a criterion that averages a measure along axes over all places of a channel.

    Each axis is divided by its own mean, so that 1 is the mean of all channels; what was seen
    nowhere is NaN.
    """

    @wraps(pieces)
    def scores(subject: Subject) -> Array:
        count = subject.graph.count
        total, seen = np.zeros(count), np.zeros(count)
        for ids, values in pieces(subject):
            mean = float(np.mean(values))
            np.add.at(total, ids, values / mean if mean > 0 else values)
            np.add.at(seen, ids, 1.0)
        found: Array = np.divide(total, seen, out=np.full(count, np.nan), where=seen > 0)
        return found

    return scores


def kernel_axes(graph: Graph) -> list[Axis]:
    """Return the axes of kernels along which each channel has weights of its own."""
    return [axis for axis in graph.axes if axis.weight.endswith("kernel")]


def weight_of(axis: Axis) -> Array:
    """Return the axis' weight as ``(positions, rest)``, with this axis first."""
    weight = np.asarray(getattr(axis.layer, axis.weight))
    return np.moveaxis(weight, axis.axis, 0).reshape(weight.shape[axis.axis], -1)


@averaged
def l1(subject: Subject) -> Pieces:
    """Sum the sizes of its weights (Li, Kadav, Durdanovic, Samet & Graf 2017)."""
    for axis in kernel_axes(subject.graph):
        yield axis.ids, np.abs(weight_of(axis)).sum(1)


@averaged
def l2(subject: Subject) -> Pieces:
    """Take the root of its weights' summed squares (the same)."""
    for axis in kernel_axes(subject.graph):
        yield axis.ids, np.linalg.norm(weight_of(axis), axis=1)


@averaged
def _squared(subject: Subject) -> Pieces:
    for axis in kernel_axes(subject.graph):
        yield axis.ids, np.square(weight_of(axis)).sum(1)


@averaged
def scale(subject: Subject) -> Pieces:
    """Take BatchNormalization's scale (Liu, Li, Shen, Huang, Yan & Zhang 2017)."""
    for axis in subject.graph.axes:
        if axis.weight == "gamma":
            yield axis.ids, np.abs(weight_of(axis)).sum(1)


@averaged
def taylor(subject: Subject) -> Pieces:
    """Sum |w · ∂L/∂w|, the first-order change of the loss (Molchanov et al. 2019)."""
    axes = kernel_axes(subject.graph)
    kernels = [getattr(axis.layer, axis.weight) for axis in axes]
    slopes = gradients(subject.model, kernels, subject.samples("taylor"))
    for axis, kernel, slope in zip(axes, kernels, slopes, strict=True):
        change = np.abs(np.asarray(kernel) * slope)
        yield axis.ids, np.moveaxis(change, axis.axis, 0).reshape(len(axis.ids), -1).sum(1)


@averaged
def fpgm(subject: Subject) -> Pieces:
    """Sum the distances to the sibling filters (He, Liu, Wang, Hu & Yang 2019)."""
    for axis in subject.graph.makers:
        filters = weight_of(axis).astype(np.float64)
        squares = np.square(filters).sum(1)
        apart = squares[:, None] + squares[None, :] - 2 * filters @ filters.T
        yield axis.ids, np.sqrt(np.maximum(apart, 0)).sum(1)


@averaged
def activation(subject: Subject) -> Pieces:
    """Take the mean size where the channel is read (Molchanov et al. 2017, section 2.2)."""
    yield from _seen(subject, "activation", lambda tensor: np.abs(tensor))


@averaged
def apoz(subject: Subject) -> Pieces:
    """Return one minus the average share of zeros where it is read (Hu, Peng, Tai & Tang 2016)."""
    yield from _seen(subject, "apoz", lambda tensor: tensor != 0)


@averaged
def random_channels(subject: Subject) -> Pieces:
    count = subject.graph.count
    yield np.arange(count), np.random.default_rng(subject.seed).random(count)


def _seen(subject: Subject, criterion: str, measure: Callable[[Array], Array]) -> Pieces:
    """Return the mean of ``measure`` over pictures and positions, where channels are read."""
    readers = {id(axis.layer): axis for axis in subject.graph.axes if axis.role == "reads"}
    sums: list[Array] = []
    ids: list[Ids] = []

    def measure_call(call: Call, values: list[Any]) -> Sequence[Any]:
        axis = readers.get(id(call.operation))
        if axis is not None:
            rows = measure(np.asarray(values[0])).reshape(-1, values[0].shape[-1])
            ids.append(axis.ids)
            sums.append(len(values[0]) * _fitted(rows.mean(0), len(axis.ids)))
        return call.apply(values)

    data = subject.samples(criterion)
    check_data(subject.model, data)
    pictures = data[0]
    # A batch at a time, as every tensor in between is held; each call comes once a batch.
    parts = batches(pictures)
    (taken,) = subject.model.inputs
    for part in parts:
        some = keras.ops.convert_to_tensor(pictures[part], dtype=taken.dtype)
        interpret(subject.model, [some], measure_call)
    calls = len(sums) // max(1, len(parts))
    for place in range(calls):
        yield ids[place], sum(sums[place::calls], np.zeros(1)) / len(pictures)


def _fitted(means: Array, places: int) -> Array:
    """Return one number for each place of a kernel.

    There are fewer than channels in a grouped convolution, where a place stands for one in every
    group; more after a depthwise multiplier.
    """
    if places < len(means):
        return np.asarray(means.reshape(-1, places).mean(0))
    fitted: Array = np.repeat(means, places // len(means))
    return fitted


def lamp(subject: Subject) -> Array:
    """Divide each squared size by the sum of all that are no smaller (Lee et al. 2021).

    Made for ranking all groups at once: the largest of every group is 1.
    """
    squares = _squared(subject)
    scores = squares.copy()
    for group in subject.graph.groups:
        order = group.channels[np.argsort(squares[group.channels])]
        sums = np.cumsum(squares[order][::-1])[::-1]
        # Where there is nothing but zeros, nothing is lost.
        scores[order] = np.divide(squares[order], sums, out=squares[order], where=sums > 0)
    return scores
