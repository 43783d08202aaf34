"""What networks have to do: counted from a sketch, and as the mean of several."""

from __future__ import annotations

from core.candidates.computation import Computation, mean_work, work_of
from core.models import sketch


def test_work_counts_what_layers_give_out_but_not_the_picture() -> None:
    choices = {"blocks": 1, "width_1": 4, "kernel_1": 3}
    drawn = sketch("convnet", choices, input_shape=(8, 8, 1), classes=10)
    found = work_of(drawn)
    blocks = 8 * 8 * 4 * 3
    assert found == Computation(float(drawn.macs), blocks + 4 + 10, 5.0)


def test_the_mean_of_works_and_of_none() -> None:
    works = [Computation(3000.0, 200.0, 4.0), Computation(1000.0, 0.0, 2.0)]
    assert mean_work(works) == Computation(2000.0, 100.0, 3.0)
    assert mean_work([]) == Computation(0.0, 0.0, 0.0)
