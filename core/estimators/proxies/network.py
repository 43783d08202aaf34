"""An untrained network as plain, eager operations on plain tensors.

A proxy looks at a network once, so a trace would cost more than it saves; and since tensors stand
in for the model's variables, nothing that a proxy does can reach the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import keras
import tensorflow as tf

from core.training.activations import FUNCTIONS
from core.training.operations import OPERATIONS, StepContext
from core.training.program import Program, ProgramStep, read_program

Tensor = Any
Activate = Callable[[str, Tensor], Tensor]

# Kinds of steps whose last setting names the activation that they end with.
ACTIVATED = frozenset({"conv", "depthwise", "separable", "dense", "activation"})


@dataclass(frozen=True)
class Network:
    """Steps, and the weights and statistics they use, in the order of the model's own."""

    program: Program
    weights: tuple[Tensor, ...]
    statistics: tuple[Tensor, ...]

    @classmethod
    def of(cls, model: keras.Model, dtype: str = "float32") -> Network:
        """Copy the steps of ``model`` and its weights in ``dtype``."""
        weights = (tf.cast(weight, dtype) for weight in model.trainable_weights)
        fixed = (tf.cast(weight, dtype) for weight in model.non_trainable_weights)
        return cls(read_program(model), tuple(weights), tuple(fixed))

    @property
    def kernels(self) -> list[Tensor]:
        """The weights of two axes or more: no biases, scales or offsets."""
        return [weight for weight in self.weights if len(weight.shape) > 1]


def apply_activation(name: str, x: Tensor) -> Tensor:
    """Apply the activation called ``name`` to ``x``."""
    return FUNCTIONS[name](x)


def forward(network: Network, images: Tensor, activate: Activate = apply_activation) -> Tensor:
    """Compute logits ``(batch, classes)`` in training mode, but without dropout.

    ``activate`` is called at every activation with its name and the tensor before it.
    """
    values = [images]
    for place, step in enumerate(network.program.steps):
        bare, activation = _split(step)
        context = StepContext(
            [network.weights[i] for i in step.weights],
            [network.statistics[i] for i in step.statistics],
            training=True,
            random_state=None,
            place=place,
        )
        y, _ = OPERATIONS[step.kind](bare, [values[i] for i in step.inputs], context)
        values.append(activate(activation, y))
    if network.program.probabilities:
        return tf.math.log(tf.clip_by_value(values[-1], 1e-7, 1.0))
    return values[-1]


def _split(step: ProgramStep) -> tuple[ProgramStep, str]:
    """Return ``step`` without its activation, and the activation's name."""
    if step.kind not in ACTIVATED:
        return step, "linear"
    return replace(step, settings=(*step.settings[:-1], "linear")), str(step.settings[-1])
