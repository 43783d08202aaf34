"""Reads a trained network with Keras into the description of a parent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.datasets.prepare import Data, prepare
from core.errors import DataError, in_words
from core.models.keras.calls import calls
from core.parents.importing.admission import CHECKS, Checked, ParentCheck
from core.parents.importing.flattening import flattened
from core.parents.importing.imagenet import imagenet_parent
from core.parents.importing.loading import check_maps, loaded
from core.parents.info import WHOLE, GroupInfo, Kept, ParentInfo, Part, SensitivityMap, Weight
from core.parents.readings import Reading
from core.parents.repository import INITIAL, MODEL, SOURCE, SPLIT
from core.parents.requests import ParentRequest
from core.profile.counts import count
from core.profile.described import described
from core.profile.figures import figures_of
from core.profile.macs import products_of
from core.pruning.graph import Graph, trace
from core.pruning.refusals import check_prunable
from core.pruning.sensitivity import RATIOS, sensitivity

# Images that sensitivity is measured on: fewer of a large network, whose every group is tried at
# every ratio, so that it takes a minute or two and not an hour.
LEAST_PROBED = 64
PROBE_MACS = 1e12


def read_parent(request: ParentRequest, place: Path, home: Path) -> ParentInfo:
    """Read the network in the draft at ``place`` and return its description.

    Raises:
        CoreError: it is none that can be pruned for this data set; the message says why.
    """
    data = prepare(request.dataset, home, seed=request.seed, split_file=place / SPLIT)
    if request.origin == "imagenet":
        imagenet_parent(request.network, data, request.epochs).save(place / MODEL)
    check = CHECKS[data.info.task](data, place)
    if request.initial_model is not None:
        check.initial_model(request.initial_model).save(place / INITIAL)
    model, reading = _checked(request, place, check)
    graph = trace(model)
    check_prunable(graph)
    return ParentInfo(
        name=request.name,
        title=request.title,
        dataset=request.dataset,
        task=data.info.task,
        origin=request.origin,
        run=request.run,
        trial=request.trial,
        metrics=check.scores(model) | figures_of(model, place / MODEL, latency=True),
        sketch=described(model),
        groups=tuple(_groups(graph)),
        weights=tuple(_weights(model, graph)),
        kept_whole=tuple(Kept(layer=k.layer, because=k.because) for k in graph.kept_whole),
        sensitivity=_sensitivity(model, data, graph, check),
        rewinds=(place / INITIAL).exists(),
        reading=reading,
    )


def _checked(request: ParentRequest, place: Path, check: ParentCheck) -> Checked:
    """Load the network in the draft, and keep it as it takes the data set's pictures."""
    source = place / (SOURCE if (place / SOURCE).exists() else MODEL)
    model = loaded(source)
    _check_whole(model)
    check_maps(model)
    way = "Try it where it was made: model.predict on one picture; then save it again."
    with in_words(f"The network does not answer pictures of {request.dataset}", way, DataError):
        model, reading = check.check_outputs(model, request)
        model = flattened(model, check.data.info.image_shape)
    _check_closed(model)
    changed = reading is not None and (reading.fitted or reading.reading != Reading())
    if changed and source.name == MODEL:
        source.rename(place / SOURCE)
    # Besides the plain graph: an optimizer that came along is none of the network's size.
    model.save(place / MODEL)
    return model, reading


def _check_whole(model: keras.Model) -> None:
    """Refuse layers whose weights are not those that they were made with."""
    for call in calls(model):
        layer: Any = call.operation
        format_ = getattr(layer, "quantization_mode", None)
        if format_ or getattr(layer, "lora_enabled", False):
            what = f"is quantised ({format_})" if format_ else "has learned by LoRA"
            raise DataError(
                f"Layer {call.path!r} ({call.kind}) must have its weights whole, as they were "
                f"trained; it {what}. Merge what LoRA has learned, and quantise after pruning."
            )


def _check_closed(model: keras.Model) -> None:
    """Refuse a size that is left open, and without which nothing can be counted or measured."""
    shape = model.inputs[0].shape[1:]
    if None in shape:
        raise DataError(
            "The size of the network's images must be fixed; it takes "
            f"{'×'.join(map(str, shape))}. Build it with keras.Input((height, width, channels)), "
            "or give all its layers names of their own."
        )


def _groups(graph: Graph) -> list[GroupInfo]:
    return [
        GroupInfo(
            name=group.name,
            layers=tuple(dict.fromkeys(group.layers)),
            channels=len(group.channels),
            free=len(group.free),
        )
        for group in graph.groups
    ]


def _weights(model: keras.Model, graph: Graph) -> list[Weight]:
    """Return every weight with its MACs and the groups of its axes.

    What no weight does, as the scores of attention, is done by one of no numbers.
    """
    group_of = np.full(graph.count, WHOLE)
    for place, group in enumerate(graph.groups):
        group_of[group.free] = place
    macs: Counter[int] = Counter()
    between: Counter[str] = Counter()
    paths: dict[int, tuple[Any, str]] = {}
    for call in calls(model):
        products = products_of(call)
        between[call.path] += products.between
        for weight, number in products.by_weight:
            macs[id(weight)] += number
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
    ] + [Weight(layer=path, size=0, macs=n, axes=()) for path, n in between.items() if n]


def _parts(groups: np.ndarray[Any, np.dtype[Any]]) -> tuple[Part, ...]:
    numbers, counts = np.unique(groups, return_counts=True)
    return tuple(zip(numbers.tolist(), counts.tolist(), strict=True))


def _sensitivity(
    model: keras.Model, data: Data, graph: Graph, check: ParentCheck
) -> SensitivityMap:
    trials = len(RATIOS) * sum(len(group.free) > 1 for group in graph.groups)
    places = {group.name: place for place, group in enumerate(graph.groups)}
    affordable = int(PROBE_MACS / (trials * max(1, count(model).macs)))
    images = min(max(LEAST_PROBED, affordable), check.most, len(data.y_val))
    samples = (data.x_val[:images], data.y_val[:images])
    found = sensitivity(model, samples, measure=check.measure(images))
    return SensitivityMap(
        groups=tuple(places[name] for name in found.groups),
        ratios=found.ratios,
        quality=tuple(tuple(map(float, row)) for row in found.quality),
        unpruned=found.unpruned,
        images=images,
    )
