"""Small tables made by hand: a whole one of four networks, and a slice of a published one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.datasets import DatasetInfo, info
from core.specs import Space

Write = Callable[..., Path]

NASBENCH201 = [
    "arch_str,params_cifar10,flops_cifar10,cifar10_val_acc_12ep,cifar10_test_acc_200ep",
    "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|,73306,7783050,41.5,64.25",
    "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,73306,7783050,9.712,10.0",
    "|skip_connect~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|,272026,40000000,80.5,92.5",
]
OWN = [
    "blocks,width_1,width_2,val_accuracy@1,val_accuracy@4,parameters,test_accuracy@4",
    "1,4,,0.25,0.5,100,0.45",
    "1,8,,0.5,0.75,200,",
    "2,4,8,0.25,0.875,300,0.8",
    "2,8,8,0.75,,400,",
]
# Four networks, two of which have a second block.
FOUR = Space.model_validate(
    {
        "name": "four",
        "family": "convnet",
        "choices": {
            "blocks": [1, 2],
            "width_1": [4, 8],
            "width_2": {"values": [8], "when": {"blocks": 2}},
        },
    }
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(lines: list[str], name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def four() -> Space:
    return FOUR


@pytest.fixture
def digits(home: Path) -> DatasetInfo:
    return info("digits", home)
