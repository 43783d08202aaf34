"""Weight pruning: single weights set to zero, and held there while the network trains on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np

from core.errors import PruningError
from core.pruning.criteria import Samples
from core.pruning.graph import trace
from core.pruning.losses import gradients
from core.pruning.surgery import silence

Array = np.ndarray[Any, np.dtype[Any]]
Masks = dict[str, Array]


@dataclass(frozen=True)
class SparseResult:
    """A copy of a model with zeros in it.

    Attributes:
        masks: for the path of each kernel whether its weights stay, in the kernel's shape.
        sparsity: the share of all kernels' weights that is zero.
    """

    model: keras.Model
    masks: Masks
    sparsity: float


class KeepZeros:
    """Sets weights back to zero after every step; lives on the variable, never in a file."""

    def __init__(self, mask: Array) -> None:
        self._mask = mask

    def __call__(self, w: Any) -> Any:
        return w * keras.ops.cast(self._mask, w.dtype)


def prune_weights(
    model: keras.Model,
    sparsity: float,
    criterion: str = "magnitude",
    scope: Literal["global", "local"] = "global",
    pattern: str | None = None,
    *,
    data: Samples | None = None,
    seed: int = 0,
) -> SparseResult:
    """Set the least important weights of all kernels to zero in a copy of ``model``.

    Args:
        sparsity: the share of weights to set to zero, in [0, 1); with a ``pattern`` it follows.
        criterion: ``magnitude``, ``random``, or ``snip``, the weight times its slope (Lee,
            Ajanthan & Torr 2019), which needs ``data``.
        scope: whether the same share goes from every kernel (local) or the least of all (global).
        pattern: ``"N:M"``, as ``"2:4"``: of every M weights that an output sums up, the N most
            important stay (Mishra et al. 2021). What is over at the end of a kernel stays.

    Raises:
        PruningError: an argument is out of its range, or the criterion lacks its data.
    """
    if not 0 <= sparsity < 1:
        raise PruningError(f"sparsity must be in [0, 1); got {sparsity}. Give less than all.")
    if scope not in ("global", "local"):
        raise PruningError(f"scope must be 'global' or 'local'; got {scope!r}.")
    if criterion not in SCORES:
        raise PruningError(f"Unknown criterion {criterion!r}. Known: {', '.join(SCORES)}.")
    scores = SCORES[criterion](model, data, seed)
    if pattern is not None:
        masks = {path: _patterned(score, *_read(pattern)) for path, score in scores.items()}
    elif scope == "local":
        masks = {path: _largest({path: score}, sparsity)[path] for path, score in scores.items()}
    else:
        masks = _largest(scores, sparsity)
    graph = trace(model)
    copy = silence(model, graph, np.ones(graph.count, np.bool_))
    apply_masks(copy, masks)
    zeros = sum(int((~mask).sum()) for mask in masks.values())
    return SparseResult(copy, masks, zeros / sum(mask.size for mask in masks.values()))


def apply_masks(model: keras.Model, masks: Mapping[str, Array]) -> None:
    """Set the masked weights to zero, and hold them there in whatever training follows.

    A file keeps the zeros but not the hold: after loading, hand the masks over again.
    """
    for weight in model.trainable_weights:
        if weight.path in masks:
            weight.assign(np.asarray(weight) * masks[weight.path])
            weight.constraint = KeepZeros(masks[weight.path])


def kernels_of(model: keras.Model) -> list[Any]:
    """The weights that may be pruned: those of two axes or more."""
    return [weight for weight in model.trainable_weights if len(weight.shape) > 1]


def _magnitude(model: keras.Model, data: Samples | None, seed: int) -> Masks:
    return {weight.path: np.abs(np.asarray(weight)) for weight in kernels_of(model)}


def _random(model: keras.Model, data: Samples | None, seed: int) -> Masks:
    rng = np.random.default_rng(seed)
    return {weight.path: rng.random(weight.shape) for weight in kernels_of(model)}


def _snip(model: keras.Model, data: Samples | None, seed: int) -> Masks:
    if data is None:
        raise PruningError(
            "The criterion 'snip' looks at data; got data=None. Give data=(pictures, labels)."
        )
    slopes = gradients(model, data)
    return {w.path: np.abs(np.asarray(w) * slopes[id(w)]) for w in kernels_of(model)}


SCORES: dict[str, Callable[[keras.Model, Samples | None, int], Masks]] = {
    "magnitude": _magnitude,
    "random": _random,
    "snip": _snip,
}


def _largest(scores: Mapping[str, Array], sparsity: float) -> Masks:
    """All but the share ``sparsity`` of the least scores of all together."""
    flat = np.concatenate([score.ravel() for score in scores.values()])
    kept = np.ones(flat.size, np.bool_)
    kept[np.argsort(flat, kind="stable")[: round(sparsity * flat.size)]] = False
    ends = np.cumsum([score.size for score in scores.values()])[:-1]
    pieces = zip(scores.items(), np.split(kept, ends), strict=True)
    return {path: piece.reshape(score.shape) for (path, score), piece in pieces}


def _read(pattern: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+):(\d+)", pattern)
    keep, among = map(int, found.groups()) if found else (0, 0)
    if not 0 < keep < among:
        raise PruningError(f"pattern must be 'N:M' with 0 < N < M, as '2:4'; got {pattern!r}.")
    return keep, among


def _patterned(score: Array, keep: int, among: int) -> Array:
    """The ``keep`` largest of every ``among`` in a row along what each output sums up."""
    rows = score.reshape(-1, score.shape[-1])
    whole = len(rows) // among * among
    blocks = rows[:whole].reshape(-1, among, rows.shape[1])
    order = np.argsort(np.argsort(-blocks, axis=1, kind="stable"), axis=1)
    mask = np.ones(rows.shape, np.bool_)
    mask[:whole] = (order < keep).reshape(whole, -1)
    return mask.reshape(score.shape)
