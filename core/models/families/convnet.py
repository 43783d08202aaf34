"""Family ``convnet``: blocks of convolution, BatchNormalization and ReLU, then a classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from core.models.families.blocks import Layers, Tensor, classifier, convolution
from core.models.rules import ChoiceRule, FamilyOptions, SmallNetwork
from core.models.sketch.features import counted, numbered, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

MAX_BLOCKS = 6


class ConvnetOptions(FamilyOptions):
    """The fixed options of a convnet."""

    kernel: Annotated[int, Field(ge=1, le=9)] = 3
    stride: Annotated[int, Field(ge=1, le=4)] = 1
    repeats: Annotated[int, Field(ge=1, le=2)] = 1
    separable: bool = False
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0

    max_blocks: ClassVar[int] = MAX_BLOCKS
    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        ChoiceRule("blocks", "number of blocks", 1, MAX_BLOCKS, required=True, per_block=False),
        ChoiceRule("width", "channels of a block", 1, 1024, required=True),
        ChoiceRule("kernel", "side of the kernel, pixels", 1, 9),
        ChoiceRule("stride", "step of a block's first convolution, pixels", 1, 4),
        ChoiceRule("repeats", "how often a block is applied", 1, 2),
        ChoiceRule("separable", "depthwise-separable in place of ordinary convolution"),
    )

    def features(self, choices: Choices) -> Iterator[str]:
        blocks = int(choices.get("blocks", len(numbered(choices, "width", MAX_BLOCKS))))
        yield counted(blocks, "block")
        widths = numbered(choices, "width", blocks)
        if widths:
            yield f"{span(widths)} channels"
        separable = numbered(choices, "separable", blocks) or [self.separable]
        if any(separable):
            yield "separable" if all(separable) else "partly separable"
        yield f"kernels {span(numbered(choices, 'kernel', blocks) or [self.kernel])}"

    @classmethod
    def small(cls, side: int, width: float) -> SmallNetwork:
        widths = {f"width_{at}": round(n * width) for at, n in enumerate((32, 64, 128), 1)}
        return SmallNetwork({"blocks": 3, **widths})


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
    return classifier(layers, x, classes=classes, dropout=options.dropout)
