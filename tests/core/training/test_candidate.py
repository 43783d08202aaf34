"""A candidate as a network, and what is said when TensorFlow refuses it."""

from __future__ import annotations

import math

import pytest
import tensorflow as tf

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.specs import Space, Value
from core.training.candidate import blamed_on_candidate, build_candidate, check_finite


def test_a_network_fits_the_images_and_the_classes(
    data: Data, one: Space, choices: dict[str, Value]
) -> None:
    model = build_candidate(one, choices, data.info)
    assert model.input_shape == (None, 8, 8, 1) and model.output_shape == (None, 10)


def test_running_out_of_memory_is_said_in_plain_words() -> None:
    with pytest.raises(EvaluationError, match="more memory than the device has"):
        with blamed_on_candidate():
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")


@pytest.mark.parametrize(
    ("message", "line"),
    [("shapes differ\nlong trace\n", "shapes differ"), ("", "InvalidArgumentError")],
)
def test_other_refusals_are_one_line(message: str, line: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        with blamed_on_candidate():
            raise tf.errors.InvalidArgumentError(None, None, message)
    assert str(caught.value) == f"TensorFlow refused this candidate: {line}"


def test_score_that_is_no_number_is_named_with_its_epoch() -> None:
    check_finite({"loss": 0.5, "val_loss": 0.7}, 3)
    with pytest.raises(EvaluationError, match="^The val loss became inf in epoch 3: training div"):
        check_finite({"loss": 0.5, "val_loss": math.inf}, 3)
