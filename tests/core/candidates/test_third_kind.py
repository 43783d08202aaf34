"""A kind that nobody foresaw is checked, sketched, estimated, launched and shown like others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import api
from core.candidates.catalogue import KINDS
from core.datasets.prepare import Split
from core.errors import SpecError
from core.estimators.catalogue import ESTIMATORS
from core.live.events import changes
from core.parents import repository
from core.store import Store
from tests.core.candidates.quantised import BITS, QuantisedOptions, QuantisingParams
from tests.core.jobs.conftest import turn
from tests.prunings import METRICS, seed_parent

# Of the digits.
IMAGES = 1797
SPACE: dict[str, Any] = {
    "name": "quantise net",
    "family": "quantised",
    "choices": {"bits": BITS},
    "options": {"parent": "net"},
}
SPEC: dict[str, Any] = {
    "name": "quantise",
    "dataset": "digits",
    "space": SPACE,
    "estimator": "quantising",
    "objectives": ["val_accuracy", "macs"],
    "budget": {"trials": 10},
}


@pytest.fixture(autouse=True)
def registered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind and its estimator, each in its registry for one test, and a parent."""
    for registry in (KINDS, ESTIMATORS):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))
    place = "tests.core.candidates.quantised"
    KINDS.add("quantised", f"{place}:QuantisedKind", QuantisedOptions)
    ESTIMATORS.add("quantising", f"{place}:Quantising", QuantisingParams)
    seed_parent(home)


def refusals(**changed: Any) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        api.check(SPEC | changed)
    return {problem.field: problem.message for problem in caught.value.problems}


def test_a_sound_spec_is_read_as_meant() -> None:
    space = api.check(SPEC | {"space": {**SPACE, "choices": {"bits": ["2", 4.0]}}}).space
    assert space.choice("bits").values == (2, 4) and api.task(space) == "classification"
    assert [entry.name for entry in api.estimators_for(space, "digits")] == ["quantising"]


def test_another_estimator_is_refused_in_the_words_of_the_kind() -> None:
    assert refusals(estimator="training") == {
        "estimator.name": "The space 'quantise net' is quantisations of a trained network, which "
        "'training' cannot use. Choose 'quantising'."
    }
    problems = refusals(space="convnet_small")
    assert problems["estimator.name"].endswith("or take a space of quantisations.")


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"dataset": "fashion_mnist"}, "dataset", "knows the images of 'digits'"),
        ({"dataset": "fashion_scenes"}, "dataset", "knows the images of 'digits'"),
        ({"space": {**SPACE, "options": {"parent": "gone"}}}, "space.options.parent", "Unknown"),
        ({"space": {**SPACE, "options": {}}}, "space.options.parent", "is missing"),
        ({"space": {**SPACE, "choices": {"bits": [3]}}}, "space.choices.bits", "one of 2, 4, 8"),
        ({"space": {**SPACE, "choices": {"depth": [3]}}}, "space.choices.depth", "no choice"),
    ],
)
def test_what_the_kind_does_not_understand_is_refused(
    changed: dict[str, Any], field: str, said: str
) -> None:
    assert said in refusals(**changed)[field]


def test_it_is_sketched_said_and_estimated() -> None:
    spec = api.check(SPEC)
    layers = api.parent("net").sketch.layers
    assert [one.name for one in api.sketch(spec.space, {"bits": 4}, "digits").layers] == [
        one.name for one in layers
    ]
    assert api.survey(spec.space, "digits").refused == 0
    assert api.estimate(spec).seconds > 0


def test_a_run_of_it_is_worked_off_on_its_parents_split(home: Path, store: Store) -> None:
    order = np.arange(IMAGES)
    own = repository.folder("net", home) / repository.SPLIT
    Split(order[:1000], order[1000:1400], order[1400:]).save(own)
    run = turn(store, store.runs.add(api.check(SPEC), "ada"))
    assert (run.status, run.counts.complete, run.reason) == (
        "finished",
        len(BITS),
        f"All {len(BITS)} combinations of the space were tried.",
    )
    assert run.box == ((-1.0, 0.0), (0.0, METRICS["macs"]))
    assert store.files.split(run.id).read_bytes() == own.read_bytes()


def test_viewers_are_reported_its_parent_and_its_networks_in_words(store: Store) -> None:
    run = turn(store, store.runs.add(api.check(SPEC), "ada"))
    sent = json.loads(changes(store, run.id, 0).text)["run"]["parent"]
    assert sent == {"title": "Digits, trial 3", "metrics": METRICS, "done": "quantised"}
    assert api.subject_of(run.spec) == "quantises Digits, trial 3"
    trials = store.trials.of(run.id)
    assert {api.description(run, trial) for trial in trials} == {f"{bits} bits" for bits in BITS}
    assert api.parent_of(run.spec) == api.parent("net")
