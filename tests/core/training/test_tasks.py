"""Which number format is taken where."""

from __future__ import annotations

import pytest

from core.training import tasks
from core.training.settings import Precision
from core.training.tasks import compute_dtype


@pytest.mark.parametrize(
    ("asked", "capability", "expected"),
    [
        ("auto", (9, 0), "bfloat16"),
        ("auto", (7, 5), "float16"),
        ("auto", (6, 1), "float32"),
        ("mixed", (6, 1), "bfloat16"),
        ("float32", (9, 0), "float32"),
    ],
)
def test_format_follows_the_gpu(
    asked: Precision, capability: tuple[int, int], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_capability", lambda: capability)
    assert compute_dtype(asked, "gpu:0") == expected


def test_a_processor_stays_at_32_bits() -> None:
    assert compute_dtype("auto", "cpu") == "float32"
