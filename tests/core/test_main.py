"""The command line, as a person calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from core import api, yaml_text
from core.settings import ROOT
from core.specs import RunSpec
from core.store import Store
from tests.conftest import make_trial
from tests.core.datasets.pictures import saved
from tests.core.datasets.uploads.annotations.uploads import scene_members, unpacked
from tests.core.store.test_reading import write
from tests.detections import seed_detectors
from tests.seeds import add_trials, seed_split


def core(*words: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "core", *words]
    done = subprocess.run(
        call, capture_output=True, text=True, cwd=ROOT, env=os.environ, timeout=200
    )
    assert (done.returncode == 0) == ok, done.stderr
    return done


@pytest.fixture
def run_id(store: Store, spec: RunSpec) -> str:
    run_id = store.runs.add(spec, "ada")
    trials = [make_trial(0, 0.9, 900), make_trial(1, 0.8, 100), make_trial(2, 0.5, 500)]
    add_trials(store, run_id, trials)
    store.runs.change(run_id, status="finished")
    return run_id


def test_runs_come_newest_first_with_all_columns(store: Store, spec: RunSpec, run_id: str) -> None:
    newer = store.runs.add(spec, "grace")
    rows = json.loads(core("runs", "--format", "json").stdout)
    assert [row["id"] for row in rows] == [newer, run_id]
    assert rows[1]["trials"] == 3 and rows[1]["owner"] == "ada"


def test_front_takes_the_start_of_an_id(run_id: str) -> None:
    rows = json.loads(core("front", run_id[:5], "--format", "json").stdout)
    assert [row["trial"] for row in rows] == [1, 0]
    assert rows[0]["parameters"] == 100


def test_front_says_on_which_pictures_and_how_sure(store: Store, run_id: str) -> None:
    seed_split(store, run_id)
    done = core("front", run_id)
    assert "Scores of 288 validation pictures and 360 test pictures." in done.stderr
    assert "validation accuracy" in done.stdout and "86.0 to 93.0 %" in done.stdout
    [row, _] = json.loads(core("front", run_id, "--format", "json").stdout)
    assert row["val_accuracy_pictures"] == 288 and row["val_accuracy_low"] < 0.8


def test_a_network_is_written_with_its_script(
    store: Store, tmp_path: Path, no_supervisor: None
) -> None:
    run_id = seed_detectors(store)
    target = tmp_path / "net.zip"
    core("download", run_id, "0", "--to", str(target))
    with zipfile.ZipFile(target) as written:
        names = {Path(name).name for name in written.namelist()}
    assert {"trial-0.keras", "run.py", "README.txt", "network.json", "recipe.yaml"} <= names
    done = core("download", run_id, "1", "--to", str(tmp_path / "none.zip"), ok=False)
    assert "Traceback" not in done.stderr and not (tmp_path / "none.zip").exists()


def test_an_unknown_run_is_one_line(home: Path) -> None:
    done = core("front", "nope", ok=False)
    assert done.stderr.startswith("Error: There is no run 'nope'.")
    assert "Traceback" not in done.stderr


def test_a_spec_with_faults_names_each(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("name: x\ndataset: nope\nspace: convnet_small\nstrategy: evoluton\n")
    words = core("run", str(path), ok=False).stderr
    assert "strategy.name: Unknown strategy 'evoluton'." in words
    assert "dataset: " in words and "nope" in words
    assert api.runs() == []


def test_stopping_a_finished_run_is_refused(run_id: str) -> None:
    words = core("stop", "last", ok=False).stderr
    assert "Only a queued, running or paused run can be stopped" in words


@pytest.mark.usefixtures("no_supervisor")
def test_a_queued_run_is_paused_resumed_and_stopped(store: Store, spec: RunSpec) -> None:
    run_id = store.runs.add(spec, "ada")
    for action, status in ((api.pause, "paused"), (api.resume, "queued"), (api.stop, "stopped")):
        action(run_id)
        assert store.runs.get(run_id).status == status


def test_devices_and_data_sets_are_listed(home: Path) -> None:
    assert json.loads(core("devices", "--format", "json").stdout)[0]["kind"] in ("cpu", "gpu")
    names = [row["name"] for row in json.loads(core("datasets", "--format", "json").stdout)]
    assert {"digits", "fashion_mnist", "mnist", "cifar10"} <= set(names)


def test_a_folder_of_pictures_with_boxes_is_taken_in(home: Path, tmp_path: Path) -> None:
    members = scene_members(21) | {"images/3.png": b"no picture"}
    folder = str(unpacked(members, tmp_path / "Garments"))
    assert "Add --boxes" in core("datasets", "--add", folder, ok=False).stderr
    done = core("datasets", "--add", folder, "--boxes", "--side", "64", "--format", "json")
    assert "left out: pictures that cannot be read: 1 (images/3.png)" in done.stderr
    row = json.loads(done.stdout)[-1]
    assert (row["name"], row["task"], row["image"]) == ("garments", "detection", "64×64×3")


def test_images_of_different_sizes_are_brought_to_one(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "Leaves.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(20):
            content = saved(Image.new("L", (20 + number, 30), 90), "PNG")
            packed.writestr(f"{'ab'[number % 2]}/{number}.png", content)
    add = ("datasets", "--add", str(file))
    assert "Choose a side" in core(*add, ok=False).stderr
    done = core(*add, "--side", "32", "--fit", "letterbox", "--format", "json")
    assert "note: images brought to 32×32" in done.stderr
    assert json.loads(done.stdout)[-1]["image"] == "32×32×1"


@pytest.mark.slow
def test_a_run_is_followed_to_its_front(home: Path, tmp_path: Path) -> None:
    spec = {
        "name": "tiny",
        "dataset": "digits",
        "space": "convnet_small",
        "strategy": "random",
        "estimator": {"name": "training", "params": {"epochs": 1}},
        "budget": {"trials": 2},
    }
    path = tmp_path / "tiny.yaml"
    path.write_text(yaml_text.write(spec))
    done = core("run", str(path), "--format", "json", "--owner", "ada")
    front = json.loads(done.stdout)
    run = api.runs()[0]
    assert (run.status, run.owner, run.counts.complete) == ("finished", "ada", 2)
    assert front and all(row["test_accuracy"] is not None for row in front)


def test_a_run_of_another_version_is_listed_as_such(
    store: Store, run_id: str, spec: RunSpec
) -> None:
    foreign = store.runs.add(spec, "grace")
    write(store, "runs", {"id": foreign}, spec="{}")
    rows = json.loads(core("runs", "--format", "json").stdout)
    assert [row["id"] for row in rows] == [run_id, foreign]
    assert rows[1]["reason"].startswith("Made by another version.")
    assert list(rows[1]) == list(rows[0])
    assert "another version" in core("runs").stdout
