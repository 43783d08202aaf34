"""What each kind of step does, as plain TensorFlow operations.

Keras layers do the same with several times the operations and Python calls, which is most of
what training a tiny network costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from core.estimators.program import Program, Step

Tensor = Any


@dataclass(frozen=True)
class Scene:
    """What a step may need besides its inputs: its weights and statistics, and the moment.

    ``turn`` is the number of the batch (int32 scalar), from which random steps draw; ``None``
    outside training.
    """

    weights: Sequence[Tensor]
    statistics: Sequence[Tensor]
    training: bool
    turn: Tensor | None


def apply_program(
    program: Program,
    images: Tensor,
    weights: Sequence[Tensor],
    statistics: Sequence[Tensor],
    turn: Tensor | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Logits ``(batch, classes)`` float32 for ``images``, and this batch's own statistics.

    With ``turn`` the network is in training. The statistics come in the order of the model's
    non-trainable weights: batch means and variances for BatchNormalization, the new value for
    everything else.
    """
    values = [images]
    measured = list(statistics)
    for step in program.steps:
        scene = Scene(
            [weights[place] for place in step.weights],
            [statistics[place] for place in step.statistics],
            turn is not None,
            turn,
        )
        output, found = OPERATIONS[step.kind](step, [values[i] for i in step.inputs], scene)
        values.append(output)
        for place, statistic in zip(step.statistics, found, strict=False):
            measured[place] = statistic
    logits = tf.cast(values[-1], tf.float32)
    if program.probabilities:
        logits = tf.math.log(tf.clip_by_value(logits, 1e-7, 1.0))
    return logits, measured


Result = tuple[Tensor, Sequence[Tensor]]


def _conv(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    strides, padding, biased, activation = step.settings
    kernel = tf.cast(scene.weights[0], inputs[0].dtype)
    y = tf.raw_ops.Conv2D(input=inputs[0], filter=kernel, strides=[1, *strides, 1], padding=padding)
    return _finish(y, scene.weights[1] if biased else None, activation), ()


def _depthwise(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    strides, padding, biased, activation = step.settings
    kernel = tf.cast(scene.weights[0], inputs[0].dtype)
    y = tf.raw_ops.DepthwiseConv2dNative(
        input=inputs[0], filter=kernel, strides=[1, *strides, 1], padding=padding
    )
    return _finish(y, scene.weights[1] if biased else None, activation), ()


def _finish(y: Tensor, bias: Tensor | None, activation: str) -> Tensor:
    if bias is not None:
        y = tf.raw_ops.BiasAdd(value=y, bias=tf.cast(bias, y.dtype))
    return tf.raw_ops.Relu(features=y) if activation == "relu" else y


def _norm(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    gamma, beta = scene.weights
    mean, variance = scene.statistics
    none = tf.zeros([0])
    y, batch_mean, batch_variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=inputs[0],
        scale=gamma,
        offset=beta,
        mean=none if scene.training else mean,
        variance=none if scene.training else variance,
        epsilon=step.settings[1],
        is_training=scene.training,
    )
    return y, (batch_mean, batch_variance)


def _relu(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return tf.raw_ops.Relu(features=inputs[0]), ()


def _activation(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return _finish(inputs[0], None, step.settings[0]), ()


def _max_pool(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    window, strides, padding = step.settings
    return tf.nn.max_pool2d(inputs[0], window, strides, padding), ()


def _mean(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return tf.reduce_mean(inputs[0], axis=[1, 2]), ()


def _dropout(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    if scene.turn is None:
        return inputs[0], ()
    seed = tf.stack([scene.turn, _own_number(step)])
    return tf.nn.experimental.stateless_dropout(inputs[0], step.settings[0], seed=seed), ()


def _rescale(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    scale, offset = step.settings
    return inputs[0] * scale + offset, ()


def _flatten(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return tf.reshape(inputs[0], [tf.shape(inputs[0])[0], -1]), ()


def _dense(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    kernel, bias = (tf.cast(weight, inputs[0].dtype) for weight in scene.weights)
    y = _finish(tf.matmul(inputs[0], kernel), bias, step.settings[0])
    return (tf.nn.softmax(y) if step.settings[0] == "softmax" else y), ()


def _add(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return tf.add_n(inputs), ()


def _concatenate(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    return tf.concat(inputs, axis=-1), ()


def _layer(step: Step, inputs: list[Tensor], scene: Scene) -> Result:
    """Call the layer itself, with our tensors in place of its variables."""
    (layer,) = step.settings
    variables = [*layer.trainable_weights, *layer.non_trainable_weights]
    tensors = [*scene.weights, *scene.statistics]
    pairs = [
        (variable, tf.cast(tf.ensure_shape(tensor, variable.shape), variable.dtype))
        for variable, tensor in zip(variables, tensors, strict=True)
    ]
    if scene.turn is not None:
        # Keras keeps a random layer's state in a variable of two integers: give it one a batch.
        state = tf.stack([_own_number(step), scene.turn])
        pairs += [
            (variable, tf.cast(state, variable.dtype))
            for variable in layer.non_trainable_variables
            if "int" in variable.dtype and tuple(variable.shape) == (2,)
        ]
    shapes = layer.input if isinstance(layer.input, list) else [layer.input]
    given = [tf.ensure_shape(x, s.shape) for x, s in zip(inputs, shapes, strict=True)]
    with keras.StatelessScope(state_mapping=pairs) as scope:
        y = layer(given if len(given) > 1 else given[0], training=scene.training)
        found = [scope.get_current_value(weight) for weight in layer.non_trainable_weights]
    return y, [
        old if new is None else tf.cast(new, tf.float32)
        for new, old in zip(found, scene.statistics, strict=True)
    ]


def _own_number(step: Step) -> int:
    """A number of the step's own, so that two random steps differ."""
    return sum(step.inputs) + 1


OPERATIONS: dict[str, Callable[[Step, list[Tensor], Scene], Result]] = {
    "conv": _conv,
    "depthwise": _depthwise,
    "norm": _norm,
    "relu": _relu,
    "activation": _activation,
    "max_pool": _max_pool,
    "mean": _mean,
    "dropout": _dropout,
    "rescale": _rescale,
    "flatten": _flatten,
    "dense": _dense,
    "add": _add,
    "concatenate": _concatenate,
    "layer": _layer,
}
