"""A Keras model read as a list of plain steps: what the training trace is made from.

Two networks of one structure (the same steps, whatever their widths and kernel sizes) have equal
programs, and so share one trace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras

from core.models.keras.calls import Call, Shape, has_graph, interpret
from core.models.keras.layers import WeightedFusion

Settings = tuple[Any, ...]
Shapes = Sequence[Shape]


@dataclass(frozen=True)
class ProgramStep:
    """One operation: its kind, its inputs, its weights.

    Attributes:
        inputs: numbers of the values it reads; 0 is the image, ``n`` the output of step ``n``.
        weights: positions in the model's trainable weights.
        statistics: positions in its non-trainable weights.
        settings: whatever else decides what the operation does; hashable.
        still: whether it computes as in use while the network trains.
    """

    kind: str
    inputs: tuple[int, ...]
    weights: tuple[int, ...] = ()
    statistics: tuple[int, ...] = ()
    settings: Settings = ()
    still: bool = False


@dataclass(frozen=True)
class Program:
    """Steps in order, and which of their values are the outputs.

    With ``probabilities`` the one output is class probabilities, not logits. ``ranks`` are the
    trainable weights' numbers of axes, ``statistic_ranks`` the others'. ``reusable`` says that
    equal programs may share a trace: no step is tied to one model.
    """

    steps: tuple[ProgramStep, ...]
    outputs: tuple[int, ...]
    ranks: tuple[int, ...]
    statistic_ranks: tuple[int, ...]
    probabilities: bool
    reusable: bool


class _NoWalkError(Exception):
    """A call that cannot be a step by itself."""


def read_program(model: keras.Model) -> Program:
    """Return the program of a functional ``model`` with one input; nested models are entered.

    A layer of a kind not known here, or called in a way that is not, becomes a step that calls the
    layer itself. Where that cannot be (several inputs of the model; a layer used twice that is not
    known or has statistics, which Keras updates twice; a function that is no layer) all of the
    model becomes one such step.
    """
    try:
        steps, outputs = _walk(model)
    except _NoWalkError:
        weights, statistics = _places(model.trainable_weights), _places(model.non_trainable_weights)
        whole = ProgramStep(
            "layer", (0,), tuple(weights.values()), tuple(statistics.values()), (model, None)
        )
        steps, outputs = [whole], (1,)
    steps, probabilities = _without_softmax(steps, outputs)
    return Program(
        tuple(steps),
        outputs,
        tuple(len(weight.shape) for weight in model.trainable_weights),
        tuple(len(weight.shape) for weight in model.non_trainable_weights),
        probabilities,
        all(step.kind != "layer" for step in steps),
    )


def _places(weights: Sequence[Any]) -> dict[int, int]:
    return {id(weight): place for place, weight in enumerate(weights)}


def _walk(model: keras.Model) -> tuple[list[ProgramStep], tuple[int, ...]]:
    trainable, fixed = _places(model.trainable_weights), _places(model.non_trainable_weights)
    steps: list[ProgramStep] = []
    seen: set[int] = set()

    def note(call: Call, inputs: list[int]) -> list[int]:
        layer = call.operation
        kind, settings = _known(call)
        again = id(layer) in seen and (kind == "layer" or layer.non_trainable_weights)
        if again or not isinstance(layer, keras.layers.Layer) or len(call.output_shapes) > 1:
            raise _NoWalkError
        seen.add(id(layer))
        weights = tuple(trainable[id(weight)] for weight in layer.trainable_weights)
        statistics = tuple(fixed[id(weight)] for weight in layer.non_trainable_weights)
        steps.append(ProgramStep(kind, tuple(inputs), weights, statistics, settings, call.still))
        return [len(steps)]

    if len(model.inputs) > 1 or not has_graph(model):
        raise _NoWalkError
    outputs = tuple(interpret(model, [0], note))
    return steps, outputs


def _without_softmax(
    steps: list[ProgramStep], outputs: tuple[int, ...]
) -> tuple[list[ProgramStep], bool]:
    """Return the steps up to the logits if the only output is a softmax; else all."""
    last = steps[-1] if steps else None
    if last is None or outputs != (len(steps),):
        return steps, False
    if last.kind in ("dense", "activation") and last.settings == ("softmax",):
        return [*steps[:-1], replace(last, settings=("linear",))], False
    return steps, True


def _known(call: Call) -> tuple[str, Settings]:
    """Return the step kind of a call and its settings; kind ``layer`` when it is not known."""
    layer: Any = call.operation
    kind, reader = READERS.get(type(layer), ("layer", None))
    # A frozen layer behaves in its own way while the rest trains: leave that to Keras.
    known = reader and layer.trainable and call.plain
    settings = reader(layer, call.input_shapes) if reader and known else None
    return ("layer", (layer, call)) if settings is None else (kind, settings)


def _activation(layer: Any) -> str:
    return str(keras.activations.serialize(layer.activation) or "linear")


def _conv(layer: Any, shapes: Shapes) -> Settings | None:
    plain = layer.data_format == "channels_last" and set(layer.dilation_rate) == {1}
    activation = _activation(layer)
    if not plain or layer.padding not in ("same", "valid") or activation not in ACTIVATIONS:
        return None
    return (tuple(layer.strides), layer.padding.upper(), layer.use_bias, activation)


def _norm(layer: Any, shapes: Shapes) -> Settings | None:
    maps = len(shapes[0]) == 4 and layer.axis in (-1, 3)
    plain = maps and layer.center and layer.scale
    return (float(layer.momentum), float(layer.epsilon)) if plain else None


def _relu(layer: Any, shapes: Shapes) -> Settings | None:
    kinds = {None: "relu", 6.0: "relu6"}
    plain = layer.max_value in kinds and not layer.negative_slope and not layer.threshold
    return (kinds[layer.max_value],) if plain else None


def _dense(layer: Any, shapes: Shapes) -> Settings | None:
    activation = _activation(layer)
    plain = layer.use_bias and len(shapes[0]) == 2
    return (activation,) if plain and activation in ACTIVATIONS else None


def _named_activation(layer: Any, shapes: Shapes) -> Settings | None:
    activation = _activation(layer)
    return (activation,) if activation in ACTIVATIONS else None


def _pool(layer: Any, shapes: Shapes) -> Settings | None:
    if layer.data_format != "channels_last":
        return None
    return (tuple(layer.pool_size), tuple(layer.strides), layer.padding.upper())


def _global_pool(layer: Any, shapes: Shapes) -> Settings | None:
    return (layer.keepdims,) if layer.data_format == "channels_last" else None


def _flatten(layer: Any, shapes: Shapes) -> Settings | None:
    return () if layer.data_format == "channels_last" else None


def _softmax(layer: Any, shapes: Shapes) -> Settings | None:
    return ("softmax",) if layer.axis in (-1, len(shapes[0]) - 1) else None


def _add(layer: Any, shapes: Shapes) -> Settings | None:
    return () if len(set(shapes)) == 1 else None


def _multiply(layer: Any, shapes: Shapes) -> Settings | None:
    # Keras puts axes in behind the first where there are fewer, TensorFlow before it.
    return () if len(set(map(len, shapes))) == 1 else None


def _rescaling(layer: Any, shapes: Shapes) -> Settings | None:
    numbers = (layer.scale, layer.offset)
    return numbers if all(isinstance(number, int | float) for number in numbers) else None


def _dropout(layer: Any, shapes: Shapes) -> Settings | None:
    whole_images = layer.noise_shape is not None
    if whole_images and tuple(layer.noise_shape) != (None, 1, 1, 1):
        return None
    return (float(layer.rate), whole_images)


def _normalization(layer: Any, shapes: Shapes) -> Settings | None:
    stored = layer.input_mean is None and not layer.invert
    return () if stored and tuple(layer.axis) in ((-1,), (3,)) else None


def _resizing(layer: Any, shapes: Shapes) -> Settings | None:
    special = layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio or layer.antialias
    plain = layer.interpolation == "bilinear" and layer.data_format == "channels_last"
    return (layer.height, layer.width) if plain and not special else None


def _enlarging(layer: Any, shapes: Shapes) -> Settings | None:
    plain = layer.interpolation == "nearest" and layer.data_format == "channels_last"
    return tuple(layer.size) if plain else None


def _padding(layer: Any, shapes: Shapes) -> Settings | None:
    return tuple(layer.padding) if layer.data_format == "channels_last" else None


def _cropping(layer: Any, shapes: Shapes) -> Settings | None:
    return tuple(layer.cropping) if layer.data_format == "channels_last" else None


# By the names that Keras writes down: silu is swish, hard_silu is hard_swish.
ACTIVATIONS = (
    "linear",
    "relu",
    "relu6",
    "sigmoid",
    "hard_sigmoid",
    "silu",
    "hard_silu",
    "softmax",
)
READERS: dict[type, tuple[str, Callable[[Any, Shapes], Settings | None]]] = {
    keras.layers.Conv2D: ("conv", _conv),
    keras.layers.DepthwiseConv2D: ("depthwise", _conv),
    keras.layers.SeparableConv2D: ("separable", _conv),
    keras.layers.BatchNormalization: ("norm", _norm),
    keras.layers.ReLU: ("activation", _relu),
    keras.layers.Activation: ("activation", _named_activation),
    keras.layers.Softmax: ("activation", _softmax),
    keras.layers.MaxPooling2D: ("max_pool", _pool),
    keras.layers.AveragePooling2D: ("average_pool", _pool),
    keras.layers.GlobalAveragePooling2D: ("mean", _global_pool),
    keras.layers.Dropout: ("dropout", _dropout),
    keras.layers.Rescaling: ("rescale", _rescaling),
    keras.layers.Normalization: ("standardise", _normalization),
    keras.layers.Resizing: ("resize", _resizing),
    keras.layers.ZeroPadding2D: ("pad", _padding),
    keras.layers.Cropping2D: ("crop", _cropping),
    keras.layers.Flatten: ("flatten", _flatten),
    keras.layers.Dense: ("dense", _dense),
    keras.layers.Add: ("add", _add),
    keras.layers.Multiply: ("multiply", _multiply),
    keras.layers.Concatenate: ("concatenate", lambda layer, shapes: (layer.axis,)),
    keras.layers.LeakyReLU: ("leaky", lambda layer, shapes: (float(layer.negative_slope),)),
    keras.layers.Reshape: ("reshape", lambda layer, shapes: (tuple(layer.target_shape),)),
    keras.layers.UpSampling2D: ("enlarge", _enlarging),
    WeightedFusion: ("fuse", lambda layer, shapes: ()),
}
