"""What each kind of step does, as plain TensorFlow operations.

Keras layers do the same with several times the operations and Python calls, which is most of
what training a tiny network costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from core.models.keras.calls import Call, has_graph, interpret
from core.models.keras.layers import EPSILON
from core.training.activations import FUNCTIONS
from core.training.program import Program, ProgramStep

Tensor = Any


class RandomState(NamedTuple):
    """The random state of a training: its seed, and the number of the batch; int32 scalars."""

    seed: Tensor
    turn: Tensor

    def draw(self, place: int) -> Tensor:
        """Return the random seed of the step at ``place``: two int32 numbers for each batch."""
        return tf.stack([self.turn, self.seed + place])


@dataclass(frozen=True)
class StepContext:
    """What a step may need besides its inputs: its weights, its statistics, the random state.

    ``place`` is the step's in its program. Without a ``random_state`` nothing is drawn at random.
    """

    weights: Sequence[Tensor]
    statistics: Sequence[Tensor]
    training: bool
    random_state: RandomState | None
    place: int


def apply_program(
    program: Program,
    images: Tensor,
    weights: Sequence[Tensor],
    statistics: Sequence[Tensor],
    random_state: RandomState | None = None,
) -> tuple[list[Tensor], list[Tensor]]:
    """Return the network's outputs for ``images`` in float32, and this batch's own statistics.

    With a ``random_state`` the network is in training. The statistics come in the order of the
    model's non-trainable weights: batch means and variances for BatchNormalization, the new value
    for everything else.
    """
    values = [images]
    measured = list(statistics)
    for place, step in enumerate(program.steps):
        now = None if step.still else random_state
        context = StepContext(
            [weights[i] for i in step.weights],
            [statistics[i] for i in step.statistics],
            now is not None,
            now,
            place,
        )
        output, found = OPERATIONS[step.kind](step, [values[i] for i in step.inputs], context)
        values.append(output)
        for i, statistic in zip(step.statistics, found, strict=False):
            measured[i] = statistic
    outputs = keras.tree.flatten([values[i] for i in program.outputs])
    return [tf.cast(output, tf.float32) for output in outputs], measured


def logits_of(program: Program, outputs: Sequence[Tensor]) -> Tensor:
    """Return logits ``(batch, classes)`` of a classifier, whose outputs these are."""
    (given,) = outputs
    return tf.math.log(tf.clip_by_value(given, 1e-7, 1.0)) if program.probabilities else given


Result = tuple[Tensor, Sequence[Tensor]]


def _conv(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    strides, padding, biased, activation = step.settings
    kernel = tf.cast(context.weights[0], inputs[0].dtype)
    y = tf.raw_ops.Conv2D(input=inputs[0], filter=kernel, strides=[1, *strides, 1], padding=padding)
    return _finish(y, context.weights[1] if biased else None, activation), ()


def _depthwise(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    strides, padding, biased, activation = step.settings
    kernel = tf.cast(context.weights[0], inputs[0].dtype)
    y = tf.raw_ops.DepthwiseConv2dNative(
        input=inputs[0], filter=kernel, strides=[1, *strides, 1], padding=padding
    )
    return _finish(y, context.weights[1] if biased else None, activation), ()


def _finish(y: Tensor, bias: Tensor | None, activation: str) -> Tensor:
    if bias is not None:
        y = tf.raw_ops.BiasAdd(value=y, bias=tf.cast(bias, y.dtype))
    return FUNCTIONS[activation](y)


def _norm(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    gamma, beta = context.weights
    mean, variance = context.statistics
    y, batch_mean, batch_variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=inputs[0],
        scale=gamma,
        offset=beta,
        mean=mean[:0] if context.training else mean,
        variance=variance[:0] if context.training else variance,
        epsilon=step.settings[1],
        is_training=context.training,
    )
    return y, (batch_mean, batch_variance) if context.training else context.statistics


def _separable(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    strides, padding, biased, activation = step.settings
    each, across = (tf.cast(weight, inputs[0].dtype) for weight in context.weights[:2])
    y = tf.raw_ops.DepthwiseConv2dNative(
        input=inputs[0], filter=each, strides=[1, *strides, 1], padding=padding
    )
    y = tf.raw_ops.Conv2D(input=y, filter=across, strides=[1, 1, 1, 1], padding="VALID")
    return _finish(y, context.weights[2] if biased else None, activation), ()


def _activation(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return _finish(inputs[0], None, step.settings[0]), ()


def _max_pool(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    window, strides, padding = step.settings
    return tf.nn.max_pool2d(inputs[0], window, strides, padding), ()


def _average_pool(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    window, strides, padding = step.settings
    return tf.nn.avg_pool2d(inputs[0], window, strides, padding), ()


def _mean(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.reduce_mean(inputs[0], axis=[1, 2], keepdims=step.settings[0]), ()


def _dropout(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    if context.random_state is None:
        return inputs[0], ()
    rate, whole_images = step.settings
    shape = [tf.shape(inputs[0])[0], 1, 1, 1] if whole_images else None
    draw = context.random_state.draw(context.place)
    return tf.nn.experimental.stateless_dropout(inputs[0], rate, draw, noise_shape=shape), ()


def _rescale(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    scale, offset = step.settings
    return inputs[0] * scale + offset, ()


def _standardise(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    mean, variance = (tf.cast(vector, inputs[0].dtype) for vector in context.statistics[:2])
    deviation = tf.maximum(tf.sqrt(variance), keras.config.epsilon())
    return (inputs[0] - mean) / deviation, context.statistics


def _resize(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.cast(tf.image.resize(inputs[0], step.settings), inputs[0].dtype), ()


def _pad(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.pad(inputs[0], [(0, 0), *step.settings, (0, 0)]), ()


def _crop(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    (top, bottom), (left, right) = step.settings
    return inputs[0][:, top : -bottom or None, left : -right or None], ()


def _flatten(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.reshape(inputs[0], [tf.shape(inputs[0])[0], -1]), ()


def _dense(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    kernel, bias = (tf.cast(weight, inputs[0].dtype) for weight in context.weights)
    return _finish(tf.matmul(inputs[0], kernel), bias, step.settings[0]), ()


def _alike(inputs: list[Tensor]) -> list[Tensor]:
    """Cast the inputs to the first one's type: Keras' own layers may return another."""
    return [tf.cast(x, inputs[0].dtype) for x in inputs]


def _add(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.add_n(_alike(inputs)), ()


def _multiply(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return reduce(tf.multiply, _alike(inputs)), ()


def _concatenate(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.concat(_alike(inputs), axis=step.settings[0]), ()


def _leaky(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.nn.leaky_relu(inputs[0], step.settings[0]), ()


def _reshape(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    return tf.reshape(inputs[0], [tf.shape(inputs[0])[0], *step.settings[0]]), ()


def _enlarge(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    for axis, times in enumerate(step.settings, 1):
        inputs = [tf.repeat(inputs[0], times, axis)]
    return inputs[0], ()


def _fuse(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    weights = tf.nn.relu(context.weights[0])
    shares = tf.unstack(weights / (tf.reduce_sum(weights) + EPSILON), len(inputs))
    parts = [tf.cast(share, x.dtype) * x for share, x in zip(shares, _alike(inputs), strict=True)]
    return tf.add_n(parts), ()


def _layer(step: ProgramStep, inputs: list[Tensor], context: StepContext) -> Result:
    """Call the layer, as the model does, with our tensors in place of its variables."""
    layer, call = step.settings
    variables = [*layer.trainable_weights, *layer.non_trainable_weights]
    tensors = [*context.weights, *context.statistics]
    pairs = [
        (variable, tf.cast(tf.ensure_shape(tensor, variable.shape), variable.dtype))
        for variable, tensor in zip(variables, tensors, strict=True)
    ]
    if context.random_state is not None:
        # Keras keeps a random layer's state in a variable of two integers, and counts up the second
        # by itself: the batch, which is counted here, is the first.
        draw = context.random_state.draw(context.place)
        pairs += [
            (variable, tf.cast(draw, variable.dtype))
            for variable in layer.non_trainable_variables
            if "int" in variable.dtype and tuple(variable.shape) == (2,)
        ]
    shapes = [tensor.shape for tensor in layer.inputs] if call is None else call.input_shapes
    given = [tf.ensure_shape(x, shape) for x, shape in zip(inputs, shapes, strict=True)]
    with keras.StatelessScope(state_mapping=pairs) as scope:
        y = _called(layer, call, given, context.training)
        found = [scope.get_current_value(weight) for weight in layer.non_trainable_weights]
    return y, [
        old if new is None else tf.cast(new, tf.float32)
        for new, old in zip(found, context.statistics, strict=True)
    ]


def _called(layer: Any, call: Call | None, given: list[Tensor], training: bool) -> Any:
    """Return the outputs of a call, or of the whole model without one."""
    if call is not None:
        return call.apply(given, training)[0]
    if not has_graph(layer):
        return layer(given[0], training=training)
    # Not the model itself: Keras would train what was called with training=False, too.
    return interpret(layer, given, lambda each, values: each.apply(values, training))


OPERATIONS: dict[str, Callable[[ProgramStep, list[Tensor], StepContext], Result]] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "separable": _separable,
    "norm": _norm,
    "activation": _activation,
    "max_pool": _max_pool,
    "average_pool": _average_pool,
    "mean": _mean,
    "dropout": _dropout,
    "rescale": _rescale,
    "standardise": _standardise,
    "resize": _resize,
    "pad": _pad,
    "crop": _crop,
    "flatten": _flatten,
    "dense": _dense,
    "add": _add,
    "multiply": _multiply,
    "concatenate": _concatenate,
    "leaky": _leaky,
    "reshape": _reshape,
    "enlarge": _enlarge,
    "fuse": _fuse,
    "layer": _layer,
}
