"""Reads a trained network with Keras: what a parent's page, sketches and runs need of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.datasets import DatasetInfo
from core.datasets.prepare import Data, prepare
from core.errors import CoreError, DataError
from core.estimators.candidate import build_candidate
from core.estimators.fitting import Fitter, Images
from core.estimators.flattening import flattened
from core.estimators.imagenet import imagenet_parent
from core.estimators.weights import draw_weights
from core.models.calls import calls
from core.models.described import described
from core.parents.facts import WHOLE, Group, Kept, ParentInfo, Part, SensitivityMap, Weight
from core.parents.keeping import INITIAL, MODEL, SPLIT, Beginning, Order
from core.profile.counts import count, kernel_macs
from core.profile.figures import figures_of
from core.pruning.graph import Graph, trace
from core.pruning.sensitivity import RATIOS, sensitivity

# Images that sensitivity is measured on: fewer of a large network, whose every group is tried at
# every ratio, so that it takes a minute or two and not an hour.
LEAST_PROBED, MOST_PROBED = 64, 512
PROBE_MACS = 1e12
# Images whose answers are looked at, and what 16-bit arithmetic may make of a probability.
ANSWERED, ROUNDING = 64, 1e-2


def read_parent(order: Order, place: Path, home: Path) -> ParentInfo:
    """What is known of the network in the draft at ``place``.

    Raises:
        CoreError: it is none that can be pruned for this data set; the message says why.
    """
    data = prepare(order.dataset, home, seed=order.seed, split_file=place / SPLIT)
    if order.origin == "imagenet":
        imagenet_parent(order.network, data, order.epochs).save(place / MODEL)
    if order.beginning is not None:
        _write_initial(order.beginning, data, place / INITIAL)
    model = _loaded(place / MODEL)
    _check(model, data.info)
    _check_probabilities(model, data)
    model = flattened(model)
    # Besides the plain graph: an optimizer that came along is none of the network's size.
    model.save(place / MODEL)
    graph = trace(model)
    return ParentInfo(
        name=order.name,
        title=order.title,
        dataset=order.dataset,
        origin=order.origin,
        run=order.run,
        trial=order.trial,
        metrics=_scores(model, data) | figures_of(model, place / MODEL, latency=True),
        sketch=described(model),
        groups=tuple(_groups(graph)),
        weights=tuple(_weights(model, graph)),
        kept_whole=tuple(Kept(layer=k.layer, because=k.because) for k in graph.kept_whole),
        sensitivity=_sensitivity(model, data, graph),
        rewinds=(place / INITIAL).exists(),
    )


def _write_initial(beginning: Beginning, data: Data, file: Path) -> None:
    """The network as it was before its training."""
    model = build_candidate(beginning.space, beginning.choices, data.info)
    draw_weights(model, np.random.default_rng(beginning.seed))
    model.save(file)


def _loaded(file: Path) -> keras.Model:
    try:
        return keras.models.load_model(file, compile=False, safe_mode=True)
    except Exception as error:
        # Keras raises whatever a file brings to light; its first line says what.
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise DataError(f"Keras cannot load this network: {lines[0][:300]}") from error


def _check(model: keras.Model, info: DatasetInfo) -> None:
    """Refuse what does not take the data set's images, or does not tell its classes apart."""
    inputs, outputs = [list(t.shape[1:]) for t in model.inputs], [t.shape for t in model.outputs]
    shape, classes = list(info.image_shape), len(info.class_names)
    fits = len(inputs) == 1 and len(inputs[0]) == 3 and inputs[0][2] == shape[2]
    fits = fits and all(a in (None, b) for a, b in zip(inputs[0], shape, strict=True))
    if not fits:
        raise DataError(
            f"The network must take the images of {info.name}, {'×'.join(map(str, shape))}; it "
            f"takes {' and '.join('×'.join(map(str, one)) for one in inputs)}. Choose the data set "
            "that it was trained on."
        )
    if len(outputs) != 1 or tuple(outputs[0][1:]) != (classes,):
        raise DataError(
            f"The network must give one number for each of the {classes} classes of {info.name}; "
            f"its output has the shape {tuple(outputs[0][1:])}."
        )


def _check_probabilities(model: keras.Model, data: Data) -> None:
    """Refuse what gives logits: every score here is reckoned from probabilities."""
    answers = np.asarray(model(data.x_val[:ANSWERED], training=False))
    low, high = float(answers.min()), float(answers.max())
    if not -ROUNDING <= low <= high <= 1 + ROUNDING:
        raise DataError(
            f"The network must give probabilities, from 0 to 1; its answers go from {low:.3g} to "
            f"{high:.3g}. Add keras.layers.Softmax() as its last layer and save it again."
        )


def _scores(model: keras.Model, data: Data) -> dict[str, float]:
    fitter = Fitter()
    validation = fitter.score(model, Images.of(data.x_val, data.y_val))
    test = fitter.score(model, Images.of(data.x_test, data.y_test))
    return {
        "val_accuracy": validation.accuracy,
        "val_loss": validation.loss,
        "test_accuracy": test.accuracy,
        "test_loss": test.loss,
    }


def _groups(graph: Graph) -> list[Group]:
    return [
        Group(
            name=group.name,
            layers=tuple(dict.fromkeys(group.layers)),
            channels=len(group.channels),
            free=len(group.free),
        )
        for group in graph.groups
    ]


def _weights(model: keras.Model, graph: Graph) -> list[Weight]:
    """Every weight with its MACs, and how its axes fall into groups of channels that may go."""
    group_of = np.full(graph.count, WHOLE)
    for place, group in enumerate(graph.groups):
        group_of[group.free] = place
    macs: Counter[int] = Counter()
    paths: dict[int, tuple[Any, str]] = {}
    for call in calls(model):
        for name, number in kernel_macs(call).items():
            macs[id(getattr(call.operation, name))] += number
        for weight in getattr(call.operation, "weights", ()):
            paths.setdefault(id(weight), (weight, call.path))
    return [
        Weight(
            layer=path,
            size=int(np.prod(weight.shape)),
            macs=macs[key],
            axes=tuple(_parts(group_of[axis.ids]) for axis in graph.by_weight.get(key, ())),
        )
        for key, (weight, path) in paths.items()
    ]


def _parts(groups: np.ndarray[Any, np.dtype[Any]]) -> tuple[Part, ...]:
    numbers, counts = np.unique(groups, return_counts=True)
    return tuple(zip(numbers.tolist(), counts.tolist(), strict=True))


def _sensitivity(model: keras.Model, data: Data, graph: Graph) -> SensitivityMap | None:
    """None where no group can be pruned: there is nothing to be sensitive to."""
    places = {group.name: place for place, group in enumerate(graph.groups)}
    looks = len(RATIOS) * sum(len(group.free) > 1 for group in graph.groups)
    affordable = int(PROBE_MACS / max(1, looks * count(model).macs))
    images = min(max(LEAST_PROBED, affordable), MOST_PROBED, len(data.y_val))
    try:
        found = sensitivity(model, (data.x_val[:images], data.y_val[:images]))
    except CoreError:
        return None
    return SensitivityMap(
        groups=tuple(places[name] for name in found.groups),
        ratios=found.ratios,
        accuracy=tuple(tuple(map(float, row)) for row in found.accuracy),
        unpruned=found.unpruned,
        images=images,
    )
