"""Candidates as Keras models, and their errors in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import tensorflow as tf

# A saved network may have layers that are ours: importing them lets Keras know.
import core.models.keras.layers  # noqa: F401
from core.datasets import DatasetInfo
from core.errors import EvaluationError, first_line, in_words
from core.models import build
from core.specs import Choices, Space


def build_candidate(space: Space, choices: Choices, info: DatasetInfo) -> keras.Model:
    """Build an untrained architecture of ``space`` for a data set's images and classes.

    Raises:
        EvaluationError: the choices do not make a network for these images.
    """
    return build(
        space.family,
        input_shape=info.image_shape,
        classes=len(info.class_names),
        choices=choices,
        **space.options,
    )


def untrained_bytes(space: Space, choices: Choices, info: DatasetInfo) -> float:
    """Return the size of a candidate's file, which depends on its weights' shapes alone.

    Raises:
        EvaluationError: the choices do not make a network for these images.
    """
    with TemporaryDirectory() as folder, blamed_on_candidate():
        file = Path(folder) / "untrained.keras"
        build_candidate(space, choices, info).save(file)
        return float(file.stat().st_size)


def load_network(model_file: Path) -> keras.Model:
    """Load the saved model, or raise EvaluationError for a damaged file."""
    what = f"model_file must be a whole saved model; {model_file} is damaged"
    with in_words(what, "Train the candidate again.", EvaluationError):
        return keras.models.load_model(model_file, compile=False)


@contextmanager
def blamed_on_candidate() -> Iterator[None]:
    """Turn what TensorFlow raises into an EvaluationError that a person understands."""
    try:
        yield
    except (tf.errors.ResourceExhaustedError, MemoryError) as error:
        raise EvaluationError(
            "This candidate needs more memory than the device has. "
            "Use a smaller batch size, or a limit on parameters or MACs."
        ) from error
    except tf.errors.OpError as error:
        raise EvaluationError(f"TensorFlow refused this candidate: {first_line(error)}") from error


def check_finite(scores: Mapping[str, float], epoch: int) -> None:
    """Raise EvaluationError for a number that is not finite: the training has diverged."""
    broken = [name for name, value in scores.items() if not math.isfinite(value)]
    if broken:
        raise EvaluationError(
            f"The {broken[0].replace('_', ' ')} became {scores[broken[0]]} in epoch {epoch}: "
            "training diverged. Try a smaller learning rate."
        )
