"""Makes one layer again from its configuration, to be of other sizes and to be given weights."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

import keras

from core.errors import in_words
from core.models.keras.activations import replacement_for
from core.models.keras.calls import operation_text

# Changes the configuration of an operation before it is made again.
Configure = Callable[[keras.Operation, dict[str, Any]], None]
_WAY = (
    "Register what it uses with keras.saving.register_keras_serializable, and use no lambda and no "
    "Lambda layer: write activation='relu', not lambda x: tf.nn.relu(x)."
)
# They draw values of any shape.
ANY_SHAPE = frozenset(
    "Zeros Ones RandomNormal TruncatedNormal RandomUniform VarianceScaling GlorotNormal "
    "GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Orthogonal".split()
)


def made_again(operation: keras.Operation, configure: Configure) -> Any:
    """Return a new operation of the same kind, with a configuration from ``configure``.

    Raises:
        PruningError: it cannot be made of its configuration alone.
    """
    with in_words(f"{operation_text(operation)} cannot be made again from its configuration", _WAY):
        config = _config(operation)
        configure(operation, config)
        return type(operation).from_config(without_values(config))


def _config(operation: Any) -> dict[str, Any]:
    """Return the configuration, with activations that Keras cannot serialize kept."""
    replacements = {
        setting: (given, stands)
        for setting, given in vars(operation).items()
        if setting.endswith("activation") and (stands := replacement_for(given)) is not None
    }
    for setting in replacements:
        setattr(operation, setting, keras.activations.linear)
    try:
        config: dict[str, Any] = operation.get_config()
    finally:
        for setting, (given, _) in replacements.items():
            setattr(operation, setting, given)
    return config | {setting: stands for setting, (_, stands) in replacements.items()}


def without_values(config: Any) -> Any:
    """Replace the initialisers that know one shape; the weights are set afterwards.

    One that holds an array, or that a person wrote, may know a single shape, and another when the
    pruned network is loaded again: zeros stand in its place.
    """
    if isinstance(config, list | tuple):
        return type(config)(map(without_values, config))
    if not isinstance(config, dict):
        return config
    return {
        name: "zeros" if _bound_to_a_shape(name, value) else without_values(value)
        for name, value in config.items()
    }


def _bound_to_a_shape(setting: Any, value: Any) -> bool:
    if not str(setting).endswith("initializer") or value is None:
        return False
    if isinstance(value, str):
        value = keras.initializers.serialize(keras.initializers.get(value))
    if not isinstance(value, dict) or value.get("module") != "keras.initializers":
        return True
    kind, given = value.get("class_name"), value.get("config") or {}
    number = kind == "Constant" and isinstance(given.get("value"), int | float)
    return not number and kind not in ANY_SHAPE


def hand_over(old: keras.layers.Layer, new: keras.layers.Layer) -> None:
    """Give ``new`` what ``old`` knows beyond its configuration and its weights."""
    if isinstance(new, keras.layers.Normalization):
        # It computes with tensors made of its weights, not with the weights.
        new.finalize_state()
    if hasattr(old, "save_assets"):
        # A vocabulary that was learned.
        with TemporaryDirectory() as folder:
            old.save_assets(folder)
            new.load_assets(folder)
