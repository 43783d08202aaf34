"""Seeds of trainings: always the same for a trial, and another for any other."""

from __future__ import annotations

from core.jobs.seeds import training_seed


def test_seed_is_a_function_of_the_run_and_the_trial() -> None:
    assert training_seed(7, 3) == training_seed(7, 3)


def test_no_two_trials_of_any_run_share_a_seed() -> None:
    seeds = {training_seed(run, number) for run in range(20) for number in range(20)}
    assert len(seeds) == 400


def test_seed_suits_whatever_draws_by_it() -> None:
    assert all(0 <= training_seed(2**32, number) < 2**32 for number in range(10))
