"""Records while a model is traced which axis of which weight has which channels.

The channels of a tensor are numbered along its last axis. A rule says for one kind of layer what
becomes of the numbers and ties the axes of its weights to them; numbers that must go together are
united (the dependency groups of Fang, Ma, Song, Mi & Wang 2023, "DepGraph").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import keras
import numpy as np

from core.models.keras.calls import Call
from core.pruning.graph.channels import Channels, Ids

# What a weight does with the channels along one of its axes: it makes them, reads (mixes) them, or
# follows them one by one.
Role = Literal["makes", "reads", "follows"]


@dataclass(frozen=True)
class Axis:
    """The channels along one axis of one weight."""

    layer: keras.layers.Layer
    path: str
    weight: str
    axis: int
    role: Role
    ids: Ids


@dataclass(frozen=True)
class Size:
    """A setting of a layer that counts channels: its name, or its name and a position in it."""

    layer: keras.layers.Layer
    setting: str
    position: int | None
    ids: Ids


@dataclass(frozen=True)
class KeptWhole:
    """A layer whose channels are left alone, and why."""

    layer: str
    because: str

    def __str__(self) -> str:
        return f"kept whole: {self.layer}, because {self.because}"


@dataclass
class Trace:
    """The notes of one tracing, filled by the rules."""

    channels: Channels = field(default_factory=Channels)
    axes: dict[tuple[int, str, int], Axis] = field(default_factory=dict)
    sizes: dict[tuple[int, str], Size] = field(default_factory=dict)
    kept_whole: dict[str, KeptWhole] = field(default_factory=dict)
    _made: dict[int, Ids] = field(default_factory=dict)

    def made(self, call: Call, size: int) -> Ids:
        """Return a call's new channels; for a repeated layer, those of its first call."""
        key = id(call.operation)
        if key not in self._made:
            self._made[key] = self.channels.fresh(size)
        return self._made[key]

    def bind(self, call: Call, weight: str, axis: int, role: Role, ids: Ids) -> None:
        """Bind ``ids`` to ``axis`` of the weight, if the layer has it.

        A layer that is called on several tensors has one axis for all of them: they are united.
        """
        if getattr(call.operation, weight, None) is None:
            return
        key = (id(call.operation), weight, axis)
        if key in self.axes:
            self.channels.unite(self.axes[key].ids, ids)
        else:
            self.axes[key] = Axis(call.operation, call.path, weight, axis, role, ids)
        if setting := setting_of_one_shape(call.operation):
            self.keep(call, f"its {setting} holds an array, which fits all its channels only", ids)

    def count(self, call: Call, setting: str, ids: Ids, position: int | None = None) -> None:
        """Tie the layer's ``setting``, or its entry at ``position``, to the number of ids."""
        key = (id(call.operation), setting)
        if key in self.sizes:
            self.channels.unite(self.sizes[key].ids, ids)
        else:
            self.sizes[key] = Size(call.operation, setting, position, ids)

    def keep(self, call: Call, because: str, *tensors: Ids) -> None:
        """Freeze all channels of ``tensors``, and say why if that is news."""
        if any([self.channels.freeze(ids) for ids in tensors]):
            self.kept_whole.setdefault(call.path, KeptWhole(call.path, because))

    def opaque(self, call: Call, because: str, tensors: Sequence[Ids]) -> list[Ids]:
        """Freeze all channels before this call; return new, frozen ones for its outputs."""
        outputs = [self.channels.fresh(width(shape)) for shape in call.output_shapes]
        self.keep(call, because, *tensors, *outputs)
        return outputs


Rule = Callable[[Trace, Call, list[Ids]], Sequence[Ids]]


def setting_of_one_shape(layer: Any) -> str:
    """Return the layer's constraint or regularizer that depends on its shape; else empty."""
    for name, value in vars(layer).items():
        # Keras' own hold settings only, which fit any shape.
        foreign = not str(getattr(value, "__module__", "keras.")).startswith("keras.")
        if foreign and value is not None and name.endswith(("_constraint", "_regularizer")):
            cells = [each.cell_contents for each in getattr(value, "__closure__", None) or ()]
            if any(np.size(each) > 1 for each in (*vars(value).values(), *cells) if _array(each)):
                return str(name)
    return ""


def _array(value: Any) -> bool:
    return isinstance(value, np.ndarray | list | tuple) or bool(keras.ops.is_tensor(value))


def width(shape: Sequence[int | None]) -> Any:
    """Return the number of channels of a tensor of ``shape``; 1 if unknown."""
    return shape[-1] if len(shape) > 1 and shape[-1] else 1
