"""Weight pruning: single weights set to zero, and held there while the network trains on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import keras
import numpy as np

from core.errors import PruningError
from core.models.keras.calls import kernels_of
from core.models.pruned_options import Scope
from core.models.pruning_methods import WEIGHT_CRITERIA
from core.pruning.graph import KeptWhole, trace
from core.pruning.losses import Samples, gradients
from core.pruning.summing import summed_axes
from core.pruning.surgery import copied

Array = np.ndarray[Any, np.dtype[Any]]
# One for each of :func:`kernels_of`, in its order: paths repeat where nested models are alike.
Masks = tuple[Array, ...]
# A score for each weight of the kernels, in their shapes, by the data and with the seed.
WeightCriterion = Callable[[keras.Model, list[Any], Samples | None, int], list[Array]]


@dataclass(frozen=True)
class SparseResult:
    """A copy of a model with zeros in it.

    Attributes:
        masks: for each of :func:`kernels_of` whether its weights stay, in the kernel's shape.
        sparsity: the share of all kernels' weights that is zero.
        kept_whole: kernels that cannot carry the pattern, and why.
    """

    model: keras.Model
    masks: Masks = field(repr=False)
    sparsity: float
    kept_whole: tuple[KeptWhole, ...] = ()


class KeepZeros:
    """Sets weights back to zero after every step, after a constraint that was there before.

    It lives on the variable, never in a file.
    """

    def __init__(self, mask: Array, also: Callable[[Any], Any] | None) -> None:
        self._mask, self._also = mask, also

    def __call__(self, w: Any) -> Any:
        w = w if self._also is None else self._also(w)
        return w * keras.ops.cast(self._mask, w.dtype)


def prune_weights(
    model: keras.Model,
    sparsity: float | None = None,
    criterion: str = "magnitude",
    scope: Scope = "global",
    pattern: str | None = None,
    *,
    data: Samples | None = None,
    seed: int = 0,
) -> SparseResult:
    """Set the least important weights of all kernels to zero in a copy of ``model``.

    Args:
        sparsity: the share of all kernels' weights to set to zero, in [0, 1), those that are
            zero already counted. A ``pattern`` says it in its place.
        criterion: what makes a weight important
            (:data:`core.models.pruning_methods.WEIGHT_CRITERIA`); ``snip`` needs ``data``.
        scope: whether the same share goes from every kernel (local) or the least of all (global).
        pattern: ``"N:M"``, as ``"2:4"``: of every M weights that an output sums up, the N most
            important stay (Mishra et al. 2021), along the axes that are summed over, channels
            first. What is over at the end of a kernel stays, and so does a kernel whose sums are
            shorter, or not known (``kept_whole``).
        data: pictures and labels, for ``snip``.
        seed: of ``random``.

    Raises:
        PruningError: the model has no graph, an argument is out of its range, the criterion lacks
            its data, or no kernel can carry the pattern.
    """
    _check(sparsity, scope, criterion, pattern)
    graph = trace(model)
    kernels = _kernels_to_prune(model)
    score: WeightCriterion = WEIGHT_CRITERIA.load(criterion)
    scores = _zeros_first(kernels, score(model, kernels, data, seed))
    kept_whole: tuple[KeptWhole, ...] = ()
    if pattern is not None:
        masks, kept_whole = _patterns(model, kernels, scores, pattern)
    else:
        masks = _least_gone(scores, sparsity or 0.0, scope)
    copy = copied(model, graph)
    apply_masks(copy, masks)
    zeros = sum(int((~mask).sum()) for mask in masks)
    return SparseResult(copy, masks, zeros / sum(mask.size for mask in masks), kept_whole)


def _kernels_to_prune(model: keras.Model) -> list[Any]:
    kernels = kernels_of(model)
    if not kernels:
        raise PruningError(
            f"{model.name!r} has no kernel, and nothing else is pruned. Take a model with a "
            "convolution or a dense layer."
        )
    return kernels


def _zeros_first(kernels: Sequence[Any], measured: Sequence[Array]) -> list[Array]:
    """Put zeros below all other scores, so that pruned weights stay pruned."""
    pairs = zip(kernels, measured, strict=True)
    return [np.where(np.asarray(kernel) == 0, -np.inf, score) for kernel, score in pairs]


def apply_masks(model: keras.Model, masks: Masks) -> None:
    """Set the masked weights to zero, and hold them there in whatever training follows.

    A file keeps the zeros but not the hold: after loading, hand the masks over again. So after a
    training whose optimizer has ``use_ema``: Keras ends it by overwriting the weights with means
    that were taken before any constraint.

    Raises:
        PruningError: the masks are not those of this model's kernels.
    """
    kernels = kernels_of(model)
    wanted, given = [tuple(w.shape) for w in kernels], [np.shape(mask) for mask in masks]
    if wanted != given:
        raise PruningError(
            f"masks must be one for each kernel, in its shape: {wanted}; got {given}. Hand over "
            "those that came with the pruned model."
        )
    for weight, mask in zip(kernels, masks, strict=True):
        weight.assign(np.asarray(weight) * mask)
        weight.constraint = KeepZeros(mask, weight.constraint)


def _check(sparsity: float | None, scope: str, criterion: str, pattern: str | None) -> None:
    if (sparsity is None) == (pattern is None):
        raise PruningError(
            f"Give either sparsity or pattern; got sparsity={sparsity} and pattern={pattern!r}. "
            "A pattern such as '2:4' says itself how many weights go."
        )
    if sparsity is not None and not 0 <= sparsity < 1:
        raise PruningError(f"sparsity must be in [0, 1); got {sparsity}. Give less than all.")
    if scope not in get_args(Scope):
        raise PruningError(f"scope must be 'global' or 'local'; got {scope!r}.")
    if criterion not in WEIGHT_CRITERIA.names():
        known = ", ".join(WEIGHT_CRITERIA.names())
        raise PruningError(f"Unknown criterion {criterion!r}. Known: {known}.")


def magnitude(
    model: keras.Model, kernels: list[Any], data: Samples | None, seed: int
) -> list[Array]:
    return [np.abs(np.asarray(kernel)) for kernel in kernels]


def random_weights(
    model: keras.Model, kernels: list[Any], data: Samples | None, seed: int
) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [rng.random(kernel.shape) for kernel in kernels]


def snip_weights(
    model: keras.Model, kernels: list[Any], data: Samples | None, seed: int
) -> list[Array]:
    if data is None:
        raise PruningError(
            "The criterion 'snip' looks at data; got data=None. Give data=(pictures, labels)."
        )
    slopes = gradients(model, kernels, data)
    return [np.abs(np.asarray(w) * slope) for w, slope in zip(kernels, slopes, strict=True)]


def _least_gone(scores: Sequence[Array], sparsity: float, scope: Scope) -> Masks:
    """Mask the least scores, for each kernel (local) or over all together."""
    if scope == "global":
        return _largest(scores, sparsity)
    return tuple(_largest([score], sparsity)[0] for score in scores)


def _largest(scores: Sequence[Array], sparsity: float) -> Masks:
    """Mask the share ``sparsity`` of the least scores over all together."""
    flat = np.concatenate([score.ravel() for score in scores])
    kept = np.ones(flat.size, np.bool_)
    kept[np.argsort(flat, kind="stable")[: round(sparsity * flat.size)]] = False
    pieces = np.split(kept, np.cumsum([score.size for score in scores])[:-1])
    return tuple(p.reshape(score.shape) for p, score in zip(pieces, scores, strict=True))


def _patterns(
    model: keras.Model, kernels: list[Any], scores: list[Array], pattern: str
) -> tuple[Masks, tuple[KeptWhole, ...]]:
    """Mask all but the N largest of every M scores in a row; return who has no such row.

    Raises:
        PruningError: none of them has one.
    """
    keep, among = _read(pattern)
    summed = summed_axes(model)
    whole: list[KeptWhole] = []
    masks: list[Array] = []
    for kernel, score in zip(kernels, scores, strict=True):
        axes = summed.get(id(kernel))
        if because := _unable(score, axes, among):
            whole.append(KeptWhole(kernel.path, because))
        whole_mask = np.ones(score.shape, np.bool_)
        masks.append(whole_mask if because else _patterned(score, axes or (), keep, among))
    if len(whole) == len(kernels):
        raise PruningError(
            f"No kernel of {model.name!r} can carry the pattern {pattern}: "
            f"{whole[0].layer}, because {whole[0].because}. Prune by sparsity instead."
        )
    return tuple(masks), tuple(whole)


def _unable(score: Array, summed: tuple[int, ...] | None, among: int) -> str:
    """Return why a kernel cannot have a pattern; empty where it can."""
    if summed is None:
        return "nobody knows which of its weights an output sums up"
    length = math.prod(score.shape[axis] for axis in summed)
    few = f"an output sums up {length} of its weights, fewer than {among}"
    return few if length < among else ""


def _read(pattern: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+):(\d+)", pattern)
    keep, among = map(int, found.groups()) if found else (0, 0)
    if not 0 < keep < among:
        raise PruningError(f"pattern must be 'N:M' with 0 < N < M, as '2:4'; got {pattern!r}.")
    return keep, among


def _patterned(score: Array, summed: tuple[int, ...], keep: int, among: int) -> Array:
    """Mask all but the ``keep`` largest of every ``among`` along the ``summed`` axes."""
    front = np.moveaxis(score, summed, range(len(summed)))
    rows = front.reshape(math.prod(front.shape[: len(summed)]), -1)
    whole = len(rows) // among * among
    blocks = rows[:whole].reshape(-1, among, rows.shape[1])
    order = np.argsort(np.argsort(-blocks, axis=1, kind="stable"), axis=1)
    mask = np.ones(rows.shape, np.bool_)
    mask[:whole] = (order < keep).reshape(whole, -1)
    return np.moveaxis(mask.reshape(front.shape), range(len(summed)), summed)
