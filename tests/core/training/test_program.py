"""Reading a model as a program."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from core.models import build
from core.specs import Value
from core.training.program import read_program

layers = keras.layers


def network(**choices: Value) -> keras.Model:
    return build("convnet", input_shape=(8, 8, 1), classes=4, choices=choices)


def test_widths_and_kernels_do_not_change_the_program() -> None:
    small = read_program(network(blocks=1, width_1=4, kernel_1=3))
    large = read_program(network(blocks=1, width_1=16, kernel_1=5))
    assert small == large
    assert hash(small) == hash(large)
    assert small.reusable


def test_stride_and_depth_do() -> None:
    plain = read_program(network(blocks=1, width_1=4))
    assert plain != read_program(network(blocks=1, width_1=4, stride_1=2))
    assert plain != read_program(network(blocks=1, width_1=4, repeats_1=2))


def test_softmax_is_left_to_the_loss() -> None:
    program = read_program(network(blocks=1, width_1=4))
    assert not program.probabilities
    assert program.steps[-1].settings == ("linear",)


def test_branches_are_read_in_order() -> None:
    image = keras.Input((8, 8, 1))
    left, right = layers.Conv2D(4, 3)(image), layers.Conv2D(4, 3)(image)
    y = layers.Dense(2)(layers.GlobalAveragePooling2D()(layers.Add()([left, right])))
    program = read_program(keras.Model(image, y))
    assert [step.kind for step in program.steps] == ["conv", "conv", "add", "mean", "dense"]
    assert program.steps[2].inputs == (1, 2)


def test_unknown_layer_is_called_itself_and_not_reused() -> None:
    image = keras.Input((8, 8, 1))
    x = layers.GlobalAveragePooling2D()(layers.LayerNormalization()(image))
    program = read_program(keras.Model(image, layers.Dense(2, activation="softmax")(x)))
    assert [step.kind for step in program.steps] == ["layer", "mean", "dense"]
    assert not program.reusable


def test_layer_used_twice_is_two_steps_with_the_same_weights() -> None:
    image = keras.Input((8, 8, 4))
    shared = layers.Conv2D(4, 3, padding="same")
    x = layers.GlobalAveragePooling2D()(shared(shared(image)))
    program = read_program(keras.Model(image, layers.Dense(2, activation="softmax")(x)))
    assert [step.kind for step in program.steps] == ["conv", "conv", "mean", "dense"]
    assert program.steps[0].weights == program.steps[1].weights == (0, 1)


@pytest.mark.parametrize("shared", [layers.BatchNormalization(), layers.LayerNormalization()])
def test_layer_used_twice_that_is_no_plain_step_makes_the_model_one(shared: Any) -> None:
    image = keras.Input((8, 8, 4))
    x = layers.GlobalAveragePooling2D()(shared(shared(image)))
    program = read_program(keras.Model(image, layers.Dense(2, activation="softmax")(x)))
    assert [step.kind for step in program.steps] == ["layer"]
    assert program.probabilities


def test_nested_models_are_entered() -> None:
    image = keras.Input((8, 8, 4))
    inner = keras.Sequential([layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
    program = read_program(keras.Model(image, layers.Dense(2, activation="softmax")(inner(image))))
    assert [step.kind for step in program.steps] == ["conv", "mean", "dense"]


def test_outputs_are_those_of_the_model_in_its_order() -> None:
    image = keras.Input((8, 8, 4))
    first = layers.Conv2D(4, 3)(image)
    program = read_program(keras.Model(image, [layers.ReLU()(first), first]))
    assert program.outputs == (2, 1)
    assert not program.probabilities


def test_last_activation_that_is_a_softmax_is_left_to_the_loss_too() -> None:
    program = read_program(build("mobilenet_v3_small", input_shape=(32, 32, 1), classes=4))
    assert not program.probabilities
    assert (program.steps[-1].kind, program.steps[-1].settings) == ("activation", ("linear",))


@pytest.mark.parametrize("family", ["mobilenet_v2", "mobilenet_v3_large", "efficientnet"])
def test_mobile_networks_of_one_structure_share_a_trace(family: str) -> None:
    pair = [
        read_program(
            build(
                family,
                input_shape=(16, 16, 1),
                classes=4,
                choices={"stages": 3, "width_2": width, "kernel_3": kernel, "resolution": 20},
                output_stride=4,
            )
        )
        for width, kernel in ((16, 3), (32, 5))
    ]
    assert pair[0] == pair[1]
    assert pair[0].reusable
