"""What is gathered of one trial, and the spec that makes it again."""

from __future__ import annotations

import pytest

from core import api
from core.details import read_detail, spec_of
from core.errors import NotFoundError
from core.specs import Trial
from core.store import Store
from tests.seeds import seed_run, seed_trials


@pytest.fixture
def trial() -> Trial:
    return seed_trials(1)[0]


def test_a_long_name_keeps_the_number_of_the_trial(store: Store, trial: Trial) -> None:
    run = api.run(seed_run(store, [trial], name="n" * 80))
    spec = spec_of(run, trial.model_copy(update={"number": 1234}))
    assert len(spec.name) == 80 and spec.name.endswith("n #1234")
    assert spec.space.name == f"{run.spec.space.name} #1234"


def test_a_network_that_left_the_front_is_refused_in_words(store: Store, trial: Trial) -> None:
    run = api.run(seed_run(store, [trial]))
    model = store.files.model(run.id, trial.number)
    model.parent.mkdir(parents=True)
    model.write_bytes(b"weights")
    sketch = api.sketch(run.spec.space, trial.choices, "digits")
    detail = read_detail(store, run, trial, lambda: sketch, ("0", "1"))
    assert detail.model_bytes() == b"weights"
    store.files.keep_models(run.id, [])
    with pytest.raises(NotFoundError, match="not on the front any more"):
        detail.model_bytes()
