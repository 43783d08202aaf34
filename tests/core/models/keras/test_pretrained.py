"""ImageNet weights: what is said when there are none to be had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import EvaluationError, UnknownNameError
from core.models import build

PROGRAM = """
from core.errors import EvaluationError
from core.models import build
try:
    build("mobilenet", input_shape=(32, 32, 3), classes=1000, pretrained=True)
except EvaluationError as error:
    print(error)
"""


def test_failed_download_says_what_to_do(tmp_path: Path) -> None:
    # A proxy that nobody answers at, and a folder that holds no weights yet.
    nowhere = {"https_proxy": "http://127.0.0.1:9", "no_proxy": "", "KERAS_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=os.environ | nowhere
    )
    assert "weights of MobileNet could not be had" in done.stdout, done.stderr
    assert "$KERAS_HOME/models), or build with pretrained=False" in done.stdout


def test_network_without_published_weights_is_refused() -> None:
    choices = {"blocks": 1, "width_1": 4}
    with pytest.raises(UnknownNameError, match="for 'convnet'. There are for: efficientnet_b0"):
        build("convnet", input_shape=(8, 8, 3), classes=2, choices=choices, pretrained=True)


def test_published_scaling_of_colours_needs_three() -> None:
    with pytest.raises(EvaluationError, match="3 colours; got 1"):
        build("efficientnet_b0", input_shape=(32, 32, 1), classes=1000, pretrained=True)
