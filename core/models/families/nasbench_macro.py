"""Family ``nasbench_macro``: the networks of NAS-Bench-Macro (Su et al. 2021)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from core.errors import EvaluationError
from core.models.families.blocks import (
    Layers,
    Tensor,
    channels,
    classifier,
    inverted_residual,
    normalised,
    pointwise,
    refuse_to_shrink_a_pixel,
)
from core.models.families.cell_options import MAX_FILTERS
from core.models.rules import ChoiceRule, FamilyOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

# A digit of the notation is the position of an operation in this list.
OPERATIONS = ("identity", "mb3_k3", "mb6_k5")
EXPANSION_AND_KERNEL = {"mb3_k3": (3, 3), "mb6_k5": (6, 5)}
# Layers a stage; the first of each halves the map and doubles the channels.
STAGES = (2, 3, 3)
LAYERS = tuple(f"layer_{number}" for number in range(1, sum(STAGES) + 1))


def read_arch(arch: str) -> dict[str, str]:
    """Return the choices that eight digits such as ``00212001`` name, one for each layer.

    Raises:
        EvaluationError: it is not written so.
    """
    if len(arch) != len(LAYERS) or set(arch) - set("012"):
        raise EvaluationError(
            f"A network must be written as {len(LAYERS)} digits, 0 for {OPERATIONS[0]}, 1 for "
            f"{OPERATIONS[1]}, 2 for {OPERATIONS[2]}; got {arch!r}."
        )
    return {name: OPERATIONS[int(digit)] for name, digit in zip(LAYERS, arch, strict=True)}


# What operations are called in a description, those that weigh most first.
_LAYERS = {"mb6_k5": "wide 5×5", "mb3_k3": "narrow 3×3", "identity": "identity"}


class NasBenchMacroOptions(FamilyOptions):
    """The options of a NAS-Bench-Macro network; defaults are the published ones.

    ``filters`` are the stem's channels, ``head_width`` those before the classifier.
    """

    filters: Annotated[int, Field(ge=1, le=MAX_FILTERS)] = 32
    head_width: Annotated[int, Field(ge=1, le=4096)] = 1280

    rules: ClassVar[tuple[ChoiceRule, ...]] = tuple(
        ChoiceRule(
            name,
            "what the layer does",
            required=True,
            per_block=False,
            values=OPERATIONS,
        )
        for name in LAYERS
    )

    def features(self, choices: Choices) -> Iterator[str]:
        layers = Counter(choices.get(name) for name in LAYERS)
        yield from (f"{layers[name]} {word}" for name, word in _LAYERS.items() if layers[name])


def nasbench_macro(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: NasBenchMacroOptions
) -> Tensor:
    """Build a network of ``x``, ``(batch, height, width, channels)``, to ``(batch, classes)``.

    Eight layers in three stages, each an operation of ``choices``. Where an identity would have
    to shrink the map it is a 1×1 convolution with BatchNormalization; elsewhere it is nothing, so
    that two networks whose layers differ only in where a stage's identities stand are one.

    Raises:
        KeyError: a layer is missing.
        EvaluationError: an operation is unknown, or the picture is shrunk to less than a pixel.
    """
    x = layers.Conv2D(options.filters, 3, padding="same", use_bias=False, name="stem")(x)
    x = normalised(layers, x, activation="relu", name="stem")
    names = iter(LAYERS)
    for stage in STAGES:
        for place in range(stage):
            name = next(names)
            x = _layer(layers, x, _operation(choices, name), 1 if place else 2, name)
    x = pointwise(layers, x, width=options.head_width, activation="relu", name="head")
    return classifier(layers, x, classes=classes)


def _operation(choices: Choices, name: str) -> str:
    operation = str(choices[name])
    if operation not in OPERATIONS:
        raise EvaluationError(f"{name} must be one of {', '.join(OPERATIONS)}; got {operation!r}.")
    return operation


def _layer(layers: Layers, x: Tensor, operation: str, stride: int, name: str) -> Tensor:
    width = channels(x) * stride
    refuse_to_shrink_a_pixel(x, stride, name)
    if operation != "identity":
        expansion, kernel = EXPANSION_AND_KERNEL[operation]
        return inverted_residual(
            layers,
            x,
            width=width,
            expanded=channels(x) * expansion,
            kernel=kernel,
            stride=stride,
            activation="relu",
            name=name,
        )
    if stride == 1:
        return x
    x = layers.Conv2D(width, 1, strides=stride, use_bias=False, name=name)(x)
    return normalised(layers, x, name=name)
