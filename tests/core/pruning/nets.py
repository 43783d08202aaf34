"""Functional networks of every make, drawn at random: what the pruner must never get wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from core.models.keras.layers import WeightedFusion

layers = keras.layers
Rng = np.random.Generator
Part = Callable[[Any, Rng], Any]


def random_net(seed: int, parts: int = 3) -> keras.Model:
    """A classifier for 8×8×3 of random parts, with random weights and statistics."""
    rng = np.random.default_rng(seed)
    image = keras.Input((8, 8, 3))
    x = layers.Conv2D(8, 3, padding="same")(image)
    for at in rng.integers(len(PARTS), size=parts):
        x = PARTS[at](x, rng)
    head = layers.Flatten() if rng.random() < 0.5 else layers.GlobalAveragePooling2D()
    x = layers.Dense(12, activation="relu")(head(x))
    model = keras.Model(image, layers.Dense(5, activation="softmax")(x))
    randomise(model, rng)
    return model


def randomise(model: keras.Model, rng: Rng) -> None:
    """Weights and statistics that no two channels share."""
    for weight in model.weights:
        if any(part in weight.path for part in ("variance", "gamma", "fusion")):
            weight.assign(rng.uniform(0.5, 1.5, weight.shape))
        elif "alpha" in weight.path:
            weight.assign(rng.uniform(0.1, 0.5, weight.shape))
        elif len(weight.shape) == 1:
            weight.assign(rng.normal(0, 0.2, weight.shape))


def width_of(x: Any) -> int:
    """The channels of a tensor."""
    return int(x.shape[-1])


def plain(x: Any, rng: Rng) -> Any:
    x = layers.Conv2D(int(rng.integers(4, 10)), 3, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def residual(x: Any, rng: Rng) -> Any:
    inner = plain(plain(x, rng), rng)
    return layers.Add()([x, layers.Conv2D(width_of(x), 1)(inner)])


def added_by_function(x: Any, rng: Rng) -> Any:
    return keras.ops.relu(x + 0.5 * layers.Conv2D(width_of(x), 1)(plain(x, rng)))


def branches(x: Any, rng: Rng) -> Any:
    """Concatenated, normalised as one, and added to a convolution of the whole."""
    wide = layers.Concatenate()([plain(x, rng), x, plain(x, rng)])
    normal = layers.PReLU(shared_axes=[1, 2])(layers.BatchNormalization()(wide))
    return layers.Average()([normal, layers.Conv2D(width_of(wide), 1)(x)])


def dense_block(x: Any, rng: Rng) -> Any:
    for _ in range(2):
        x = layers.Concatenate()([x, layers.Conv2D(4, 3, padding="same")(plain(x, rng))])
    return x


def squeeze_excite(x: Any, rng: Rng) -> Any:
    width = width_of(x)
    gate = layers.Reshape((1, 1, width))(layers.GlobalAveragePooling2D()(x))
    gate = layers.Conv2D(4, 1, activation="relu")(gate)
    return layers.Multiply()([x, layers.Conv2D(width, 1, activation="sigmoid")(gate)])


def squeeze_excite_dense(x: Any, rng: Rng) -> Any:
    gate = layers.Dense(4, activation="relu")(layers.GlobalMaxPooling2D(keepdims=True)(x))
    return x * layers.Dense(width_of(x), activation="hard_sigmoid")(gate)


def squeeze_excite_flat(x: Any, rng: Rng) -> Any:
    """A gate without rows and columns, with a normalisation of its own."""
    gate = layers.Dense(6, use_bias=False)(layers.GlobalAveragePooling2D()(x))
    gate = layers.ReLU()(layers.BatchNormalization()(gate))
    return layers.Multiply()([x, layers.Dense(width_of(x), activation="sigmoid")(gate)])


def scaled_by_numbers(x: Any, rng: Rng) -> Any:
    x = layers.Rescaling(0.5, offset=0.1)(plain(x, rng))
    return plain(layers.Normalization(axis=None, mean=0.2, variance=2.0)(x), rng)


def depthwise(x: Any, rng: Rng) -> Any:
    multiplier = int(rng.integers(1, 3))
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=multiplier)(x)
    return plain(layers.BatchNormalization()(x), rng)


def separable(x: Any, rng: Rng) -> Any:
    multiplier = int(rng.integers(1, 3))
    return layers.SeparableConv2D(6, 3, padding="same", depth_multiplier=multiplier)(x)


def grouped(x: Any, rng: Rng) -> Any:
    x = layers.Conv2D(8, 1)(x)
    x = layers.Conv2D(12, 3, padding="same", groups=int(rng.choice([2, 4])))(x)
    return layers.Conv2D(24, 3, padding="same", groups=12, activation="relu")(x)


def transposed(x: Any, rng: Rng) -> Any:
    x = layers.Conv2DTranspose(6, 2, strides=2)(layers.MaxPooling2D(2)(x))
    return layers.ZeroPadding2D(1)(layers.Cropping2D(1)(x))


def scaled_up(x: Any, rng: Rng) -> Any:
    low = layers.UpSampling2D()(layers.AveragePooling2D(2)(x))
    return layers.Maximum()([low, layers.Subtract()([x, layers.Conv2D(width_of(x), 1)(x)])])


def scaled_up_smoothly(x: Any, rng: Rng) -> Any:
    low = layers.UpSampling2D(interpolation="bilinear")(layers.AveragePooling2D(2)(x))
    return layers.Minimum()(
        [layers.Conv2D(width_of(x), 1)(low), layers.Conv2D(width_of(x), 1)(plain(x, rng))]
    )


def shared(x: Any, rng: Rng) -> Any:
    """One convolution on two tensors, and once more on what it gave."""
    convolution = layers.Conv2D(width_of(x), 3, padding="same")
    normal = layers.BatchNormalization()
    one, other = normal(convolution(x)), normal(convolution(layers.Conv2D(width_of(x), 1)(x)))
    return convolution(layers.Add()([one, other]))


def fused(x: Any, rng: Rng) -> Any:
    """The weighted mean of three tensors, as in a feature pyramid."""
    low = layers.UpSampling2D()(layers.MaxPooling2D(3, strides=2, padding="same")(x))
    return WeightedFusion()([x, low, layers.Conv2D(width_of(x), 1)(plain(x, rng))])


def nested(x: Any, rng: Rng) -> Any:
    """A model in the model, called twice, with a sequential one inside it."""
    width = width_of(x)
    image = keras.Input(x.shape[1:])
    inside = keras.Sequential([keras.Input(x.shape[1:]), layers.Conv2D(6, 1), layers.ReLU()])
    block = keras.Model(image, layers.Conv2D(width, 3, padding="same")(inside(image)))
    return layers.Add()([x, block(block(x))])


def normalised_over_channels(x: Any, rng: Rng) -> Any:
    """Nothing before it can go."""
    return plain(layers.LayerNormalization()(x), rng)


def shuffled(x: Any, rng: Rng) -> Any:
    """Channels among positions: no rule follows them."""
    height, width, channels = x.shape[1:]
    x = layers.Permute((1, 3, 2))(layers.Reshape((height, width, channels))(x))
    return plain(layers.Permute((1, 3, 2))(x), rng)


PARTS: tuple[Part, ...] = (
    plain,
    residual,
    added_by_function,
    branches,
    dense_block,
    squeeze_excite,
    squeeze_excite_dense,
    squeeze_excite_flat,
    scaled_by_numbers,
    depthwise,
    separable,
    grouped,
    transposed,
    scaled_up,
    scaled_up_smoothly,
    shared,
    fused,
    nested,
    normalised_over_channels,
    shuffled,
)
