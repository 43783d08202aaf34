"""The best by validation is named with its test score, and so is the best by test."""

from __future__ import annotations

import pytest

from core import api
from core.specs import Trial
from core.store import Store
from tests.conftest import make_trial
from tests.seeds import seed_run, seed_split


def scored(number: int, validation: float, test: float | None, parameters: float = 100.0) -> Trial:
    trial = make_trial(number, validation, parameters)
    scores = {} if test is None else {"test_accuracy": test}
    return trial.model_copy(update={"metrics": trial.metrics | scores})


def test_the_winner_by_validation_carries_its_own_test_score(store: Store) -> None:
    run_id = seed_run(
        store, [scored(0, 0.97, 0.981), scored(1, 0.997, 0.972), scored(2, 0.9, None)]
    )
    seed_split(store, run_id)
    found = api.leader(api.run(run_id))
    assert found is not None and found.trial == 1 and found.score.value == 0.997
    assert found.score.evidence.endswith("288 validation pictures")
    assert found.tested is not None and found.tested.value == 0.972
    assert found.test_leader == 0 and found.test_best is not None
    assert found.test_best.evidence.endswith("360 test pictures")


def test_of_equal_scores_the_cheaper_leads_and_before_the_test_there_is_none(store: Store) -> None:
    run_id = seed_run(store, [scored(0, 0.9, None, 500.0), scored(1, 0.9, None, 20.0)])
    found = api.leader(api.run(run_id))
    assert found is not None and found.trial == 1
    assert found.tested is None and found.test_leader is None
    assert found.score.evidence == "validation pictures"


def test_a_run_without_a_complete_trial_has_no_leader(store: Store) -> None:
    failed = scored(0, 0.5, None).model_copy(update={"status": "failed"})
    assert api.leader(api.run(seed_run(store, [failed]))) is None


@pytest.mark.parametrize("known", [True, False])
def test_csv_carries_the_evidence_of_scores_whose_pictures_are_known(
    store: Store, known: bool
) -> None:
    run_id = seed_run(store, [scored(0, 0.97, None)])
    if known:
        seed_split(store, run_id)
    head, row = api.trials_csv(run_id).splitlines()
    assert head.endswith("val_accuracy_pictures,val_accuracy_low,val_accuracy_high") is known
    assert row.endswith("288,0.943288,0.984339") is known
