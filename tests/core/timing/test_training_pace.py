"""The rule of thumb of trainings: what counts, and runs that were measured once."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import api
from core.candidates.computation import Computation
from core.timing.training_pace import LATENCY, Rule

RULE = Rule(overhead=1.0, layer=0.5, step=0.25, picture=0.0, values=100.0, macs=1000.0)
WORK = Computation(macs=3000.0, values=200.0, layers=4.0)
# Seconds of the presets on two idle cores.
MEASURED = {"quick": 72.0, "fashion": 330.0}


def test_a_candidate_takes_the_longer_the_more_layers_it_has() -> None:
    assert RULE.candidate(WORK) == 1.0 + 4 * 0.5
    assert RULE.candidate(WORK, timed=True) == pytest.approx(1.0 + 4 * (0.5 + LATENCY))


@pytest.mark.parametrize(("batch", "steps"), [(5, 2), (10, 1), (3, 4), (99, 1)])
def test_an_epoch_is_its_steps_and_its_pictures(batch: int, steps: int) -> None:
    forward = 200.0 / 100.0 + 3000.0 / 1000.0
    assert RULE.forward(WORK) == forward
    # Forwards once, backwards twice: three passes a picture.
    expected = steps * 4 * 0.25 + 10 * 3.0 * forward
    assert RULE.epoch(WORK, 10, batch) == pytest.approx(expected)


@pytest.mark.parametrize("preset", MEASURED)
def test_a_preset_that_was_measured_is_estimated_within_a_quarter(home: Path, preset: str) -> None:
    found = api.estimate(api.presets()[preset])
    assert found.basis == "a rule of thumb for a CPU"
    assert found.seconds == pytest.approx(MEASURED[preset], rel=0.25)
