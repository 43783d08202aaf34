"""What is gathered of one trial, and the spec that makes it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core import api
from core.details import Width, read_detail, spec_of
from core.errors import NotFoundError, StoreError
from core.parents import keeping
from core.specs import Trial
from core.store import Store
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import seed_run, seed_trials

CONV = {"name": "conv", "kind": "Conv2D", "detail": "14 filters, 3×3", "inputs": ["image"]}
COSTS = {"output_shape": [8, 8, 14], "parameters": 140, "macs": 8064}


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


@pytest.fixture
def pruned(store: Store) -> tuple[str, Path]:
    """A run with one pruned network, and that network's folder."""
    seed_parent(store.home)
    run_id = seed_pruning(store, pruned_trials(1))
    folder = store.files.trial(run_id, 0)
    folder.mkdir(parents=True)
    return run_id, folder


def test_widths_are_read_as_they_were_written(pruned: tuple[str, Path]) -> None:
    run_id, folder = pruned
    rows = [{"layer": "conv", "before": 32, "after": 14}, {"layer": "out", "before": 9, "after": 0}]
    (folder / "widths.json").write_text(json.dumps({"kind": "weights", "rows": rows}))
    detail = api.detail(run_id, 0)
    assert detail.widths == (Width("conv", 32, 14), Width("out", 9, 0))
    assert detail.widths_kind == "weights"


def test_a_network_that_left_no_widths_has_none(pruned: tuple[str, Path]) -> None:
    assert api.detail(pruned[0], 0).widths == ()


@pytest.mark.parametrize("name", ["widths.json", "network.json"])
@pytest.mark.parametrize(
    "text", ["{", "[]x", '{"kind": "channels"}', '[{"layer": 3}]', '{"kind": "x", "rows": []}']
)
def test_a_damaged_file_is_refused_by_name(pruned: tuple[str, Path], name: str, text: str) -> None:
    run_id, folder = pruned
    (folder / name).write_text(text)
    with pytest.raises(StoreError, match=f"{name} of trial 0 cannot be read"):
        api.detail(run_id, 0)


def test_a_networks_own_drawing_is_shown_even_when_its_parent_is_gone(
    pruned: tuple[str, Path], store: Store
) -> None:
    run_id, folder = pruned
    (folder / "network.json").write_text(json.dumps([CONV | COSTS]))
    keeping.remove("net", store.home)
    (layer,) = api.detail(run_id, 0).sketch.layers
    assert (layer.name, layer.output_shape, layer.inputs) == ("conv", (8, 8, 14), ("image",))
