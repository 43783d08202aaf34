"""Family ``convnet``: blocks of convolution, BatchNormalization and ReLU, then a classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.models.families.blocks import Layers, Tensor, classifier, convolution

if TYPE_CHECKING:
    from core.models.catalogue import ConvnetOptions
    from core.specs import Choices


def convnet(
    layers: Layers, x: Tensor, *, classes: int, choices: Choices, options: ConvnetOptions
) -> Tensor:
    """Build a network of ``x``, ``(batch, height, width, channels)``, to ``(batch, classes)``.

    Block ``i`` of ``choices["blocks"]`` has ``width_i`` channels and is applied ``repeats_i``
    times with ``kernel_i``, ``separable_i`` and, the first time, ``stride_i``. Of these, what the
    choices leave out comes from ``options``; a width has no default.

    Raises:
        KeyError: ``blocks``, or the width of a block, is missing.
    """
    for block in range(1, int(choices["blocks"]) + 1):
        x = _block(layers, x, block, choices, options)
    return classifier(layers, x, classes=classes, dropout=options.dropout)


def _block(
    layers: Layers, x: Tensor, block: int, choices: Choices, options: ConvnetOptions
) -> Tensor:
    stride = int(choices.get(f"stride_{block}", options.stride))
    for turn in range(1, int(choices.get(f"repeats_{block}", options.repeats)) + 1):
        x = convolution(
            layers,
            x,
            width=int(choices[f"width_{block}"]),
            kernel=int(choices.get(f"kernel_{block}", options.kernel)),
            stride=stride if turn == 1 else 1,
            separable=bool(choices.get(f"separable_{block}", options.separable)),
            name=f"block{block}_conv{turn}",
        )
    return x
