"""A network taken along runs outside the product, and brings along what is known of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import api
from core.errors import NotFoundError
from core.settings import ROOT
from core.store import Store
from tests.core.comparison.test_leaders import scored
from tests.detections import bright_middle, seed_bag_finder
from tests.seeds import seed_run, seed_split, seed_trials


def write_light_meter(file: Path) -> None:
    """A classifier of 8×8 grey pictures: 7 where they are bright, 2 where they are dark."""
    import keras

    image = keras.Input((8, 8, 1))
    bright = keras.layers.GlobalAveragePooling2D()(image)
    model = keras.Model(image, keras.layers.Dense(10, "softmax")(bright))
    weights, biases = np.zeros((1, 10)), np.zeros(10)
    weights[0, 7], biases[2] = 10.0, 5.0
    model.layers[-1].set_weights([weights, biases])
    file.parent.mkdir(parents=True, exist_ok=True)
    model.save(file)


@pytest.fixture
def run_id(store: Store) -> str:
    scores = scored(0, 0.997, 0.972).metrics
    trial = seed_trials(1)[0].model_copy(update={"status": "complete", "metrics": scores})
    added = seed_run(store, [trial], name="Übung 1")
    seed_split(store, added)
    write_light_meter(store.files.model(added, 0))
    return added


def unpacked(content: bytes, target: Path) -> Path:
    """The folder in the zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        source.extractall(target)
    [folder] = target.iterdir()
    return folder


def says(folder: Path, picture: Path, cwd: Path) -> str:
    """What the script answers in a fresh process that knows nothing of the product."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, str(folder / "run.py"), str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("brightness", "digit"), [(250, "7"), (3, "2")])
def test_the_script_runs_the_network_on_a_picture(
    run_id: str, tmp_path: Path, brightness: int, digit: str
) -> None:
    folder = unpacked(api.bundle(run_id, 0), tmp_path / "taken")
    picture = tmp_path / "photo.png"
    Image.new("RGB", (40, 20), (brightness,) * 3).save(picture)
    first = says(folder, picture, tmp_path).splitlines()[0].split()
    assert first[-1] == digit and float(first[0].rstrip("%")) > 90


@pytest.mark.slow
def test_a_detectors_script_runs_in_the_products_folder(store: Store, tmp_path: Path) -> None:
    folder = unpacked(api.bundle(seed_bag_finder(store), 0), tmp_path / "taken")
    picture = tmp_path / "photo.png"
    picture.write_bytes(bright_middle())
    lines = says(folder, picture, ROOT).splitlines()
    assert len(lines) == 1 and "bag" in lines[0].lower() and "[32.0, 32.0, 64.0, 64.0]" in lines[0]


def test_what_is_known_goes_along(run_id: str, tmp_path: Path) -> None:
    folder = unpacked(api.bundle(run_id, 0), tmp_path / "taken")
    known = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    assert known["picture"] == {"shape": [8, 8, 1], "pixels": [0, 1]}
    assert known["classes"] == list(map(str, range(10))) and known["split"]["test"] == 360
    text = (folder / "README.txt").read_text(encoding="utf-8")
    for words in ("Übung 1", "Test accuracy: 0.9720 (94.9 to 98.5 %, 360 test pictures)", "CC BY"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 100
    assert len((folder / "run.py").read_text().splitlines()) <= 22
    assert api.spec_from_yaml((folder / "recipe.yaml").read_text()).budget.trials == 1


def test_the_same_network_is_packed_into_the_same_bytes(run_id: str) -> None:
    assert api.bundle(run_id, 0) == api.bundle(run_id, 0)


def test_weights_that_are_gone_are_refused_in_words(run_id: str, store: Store) -> None:
    store.files.keep_models(run_id, [])
    with pytest.raises(NotFoundError, match="not on the front any more"):
        api.bundle(run_id, 0)
