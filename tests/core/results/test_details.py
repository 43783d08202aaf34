"""What is gathered of one trial, and the spec that makes it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import api
from core.errors import NotFoundError, StoreError
from core.parents import repository
from core.profile.timings import Latency, write_timings
from core.results.answers import DetectionResult
from core.results.details import Width, read_detail, spec_of
from core.specs import Trial
from core.store import Store
from tests.detections import seed_detectors
from tests.prunings import pruned_trials, seed_parent, seed_pruning
from tests.seeds import seed_run, seed_trials

CONV = {"name": "conv", "kind": "Conv2D", "detail": "14 filters, 3×3", "inputs": ["image"]}
COSTS = {"output_shape": [8, 8, 14], "parameters": 140, "macs": 8064}
PICTURED = {field.name for field in fields(DetectionResult)}


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
    detail = read_detail(store.files, run, trial, lambda: sketch, ("0", "1"))
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


def test_spread_of_a_latency_is_read_where_it_was_measured(pruned: tuple[str, Path]) -> None:
    run_id, folder = pruned
    assert api.detail(run_id, 0).latencies == ()
    timings = (Latency(0.4, 0.3, 0.5, 1, 0), Latency(6.0, 5.5, 7.0, 32, 0))
    write_timings(folder, timings)
    assert api.detail(run_id, 0).latencies == timings


@pytest.mark.parametrize("name", ["widths.json", "network.json", "latency.json", "curves.json"])
@pytest.mark.parametrize(
    "text", ["{", "[]x", '{"kind": "channels"}', '[{"layer": 3}]', '{"kind": "x", "rows": []}']
)
def test_a_damaged_file_is_refused_by_name(pruned: tuple[str, Path], name: str, text: str) -> None:
    run_id, folder = pruned
    (folder / name).write_text(text)
    with pytest.raises(StoreError, match=f"{name} of trial 0 cannot be read"):
        api.detail(run_id, 0)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def without_images(file: Path) -> None:
    with np.load(file) as arrays:
        np.savez(file, **{name: kept for name, kept in arrays.items() if name != "example_images"})


@pytest.mark.parametrize("damage", [cut_short, without_images])
def test_a_damaged_evaluation_is_refused_by_name(
    pruned: tuple[str, Path], damage: Callable[[Path], None]
) -> None:
    run_id, folder = pruned
    file = folder / "evaluation.npz"
    arrays = {"example_true": np.arange(2), "example_predicted": np.arange(2)}
    arrays |= {"example_images": np.zeros((2, 8, 8, 1), np.uint8), "confusion": np.eye(10)}
    np.savez(file, example_confidence=np.ones(2), **arrays)
    detail = api.detail(run_id, 0)
    assert detail.examples is not None and detail.examples.predicted.tolist() == [0, 1]
    damage(file)
    with pytest.raises(StoreError, match="evaluation.npz of trial 0 cannot be read"):
        api.detail(run_id, 0)


def test_a_networks_own_drawing_is_shown_even_when_its_parent_is_gone(
    pruned: tuple[str, Path], store: Store
) -> None:
    run_id, folder = pruned
    (folder / "network.json").write_text(json.dumps([CONV | COSTS]))
    repository.remove("net", store.home)
    (layer,) = api.detail(run_id, 0).sketch.layers
    assert (layer.name, layer.output_shape, layer.inputs) == ("conv", (8, 8, 14), ("image",))


@pytest.fixture
def detector(store: Store) -> tuple[str, Path]:
    """A run of detectors, and the file of what the first one found."""
    run_id = seed_detectors(store)
    return run_id, store.files.trial(run_id, 0) / "detections.npz"


def test_what_a_detector_found_is_read_as_it_was_written(detector: tuple[str, Path]) -> None:
    run_id, file = detector
    detail = api.detail(run_id, 0)
    assert detail.found is not None and detail.examples is None
    with np.load(file) as arrays:
        for name, written in arrays.items():
            assert np.array_equal(getattr(detail.found, name), written, equal_nan=True)


def test_once_a_detector_was_tested_its_test_pictures_are_shown(
    detector: tuple[str, Path],
) -> None:
    run_id, file = detector
    assert api.detail(run_id, 0).found_in == "validation"
    with np.load(file) as arrays:
        fewer = {name: array[:3] if name in PICTURED else array for name, array in arrays.items()}
    np.savez(file.with_name("test_detections.npz"), **fewer)
    detail = api.detail(run_id, 0)
    assert detail.found is not None and detail.found_in == "test"
    assert len(detail.found.pictures) == 3


def test_a_detector_that_left_no_boxes_has_none(detector: tuple[str, Path]) -> None:
    assert api.detail(detector[0], 1).found is None


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_damaged_detections_are_refused_by_name(detector: tuple[str, Path], content: bytes) -> None:
    run_id, file = detector
    file.write_bytes(content)
    with pytest.raises(StoreError, match="detections.npz of trial 0 cannot be read"):
        api.detail(run_id, 0)


def test_detections_cut_short_are_refused_by_name(detector: tuple[str, Path]) -> None:
    run_id, file = detector
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(StoreError, match="detections.npz of trial 0 cannot be read"):
        api.detail(run_id, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"found_scores": np.zeros((2, 3))},
        {"labels": np.full((16, 4), 10)},
        {"class_ap": np.zeros(3)},
        {"size_ap": np.zeros(2)},
        {"pictures": np.zeros((16, 96, 96), np.uint8)},
        {"recall": None},
        {"boxes": np.array([{}])},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_detections_that_do_not_go_together_are_refused(
    detector: tuple[str, Path], changes: dict[str, Any]
) -> None:
    run_id, file = detector
    with np.load(file) as arrays:
        changed = {k: v for k, v in (dict(arrays) | changes).items() if v is not None}
    np.savez(file, **changed)
    with pytest.raises(StoreError, match="detections.npz of trial 0 cannot be read"):
        api.detail(run_id, 0)
