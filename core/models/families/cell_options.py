"""The options and choices of the family of NASNet cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core.models.families import cells
from core.models.rules import ChoiceRule, FamilyOptions
from core.models.sketch.features import counted, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.specs import Choices

MAX_FILTERS = 1024
MAX_REPEATS = 12


def _half(kind: str, side: str) -> tuple[ChoiceRule, ChoiceRule]:
    """Return the rules for one side of the blocks of one kind of cell."""
    summary = f"a block of the {kind} cell"
    return (
        ChoiceRule(
            f"{kind}_{side}_input",
            f"the state that the {side} of {summary} reads",
            values=cells.STATES,
        ),
        ChoiceRule(
            f"{kind}_{side}_operation",
            f"what the {side} of {summary} does",
            values=cells.OPERATIONS,
        ),
    )


class NasnetOptions(FamilyOptions):
    """The fixed options of a network of cells; defaults are NASNet-A Mobile's.

    ``filters`` are the channels of a block in the first stage, ``repeats`` the normal cells of a
    stage, ``blocks`` the blocks of a cell. The stem ``imagenet`` shrinks the picture by eight
    before the first stage, ``cifar`` not at all. ``skip_reduction`` gives the cell after a
    reduction cell not that cell's input but the one before it, as in NASNet-A Large. A cell's
    output is its blocks that no other reads; ``normal_join`` and ``reduction_join`` name one more
    state that joins them, as one does in either published cell. ``pixels`` says which numbers the
    network is given: those of the published one, from -1 to 1, or ``unit``, from 0 to 1.
    """

    filters: Annotated[int, Field(ge=4, le=MAX_FILTERS)] = 44
    repeats: Annotated[int, Field(ge=1, le=MAX_REPEATS)] = 4
    blocks: Annotated[int, Field(ge=1, le=cells.MAX_BLOCKS)] = cells.MAX_BLOCKS
    stem: Literal["imagenet", "cifar"] = "imagenet"
    stem_filters: Annotated[int, Field(ge=1, le=MAX_FILTERS)] = 32
    skip_reduction: bool = False
    normal_join: Literal["none", "previous", "block_1", "block_2", "block_3", "block_4"] = (
        "previous"
    )
    reduction_join: Literal["none", "block_1", "block_2", "block_3", "block_4"] = "block_2"
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    pixels: Literal["published", "unit"] = "published"

    max_blocks: ClassVar[int] = cells.MAX_BLOCKS
    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        ChoiceRule("blocks", "number of blocks of a cell", 1, cells.MAX_BLOCKS, per_block=False),
        ChoiceRule(
            "filters", "channels of a block in the first stage", 4, MAX_FILTERS, per_block=False
        ),
        ChoiceRule("repeats", "normal cells of a stage", 1, MAX_REPEATS, per_block=False),
        *_half("normal", "left"),
        *_half("normal", "right"),
        *_half("reduction", "left"),
        *_half("reduction", "right"),
    )

    def features(self, choices: Choices) -> Iterator[str]:
        yield f"{self.filters:,} channels"
        yield f"{counted(self.repeats, 'cell')} a stage"
        operations = (value for name, value in choices.items() if "_operation_" in name)
        for operation, _ in Counter(map(str, operations)).most_common(1):
            yield f"mostly {worded(operation)}"

    @classmethod
    def rule_of(cls, name: str) -> ChoiceRule | None:
        """Return the rule for the choice ``name``; a block may read only earlier states."""
        rule = super().rule_of(name)
        if rule is None or rule.values != cells.STATES:
            return rule
        return replace(rule, values=cells.readable_states(int(name.rpartition("_")[2])))
