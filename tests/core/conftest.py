"""A small slice of real data, spaces of one and of many architectures, and a parent to prune.

What needs TensorFlow is imported where it is used: most tests need none of it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.estimators.base import EvaluationRequest
from core.specs import Space, Value

if TYPE_CHECKING:
    from core.datasets.prepare import Data
    from core.estimators.pruning import Pruning

# The families of tests.core.estimators.detectors.
KINDS = ("efficientdet", "tiny_yolo")


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Data:
    from core.datasets.prepare import prepare

    folder = tmp_path_factory.mktemp("digits")
    return prepare("digits", folder, seed=0, split_file=folder / "split.json")


@pytest.fixture(scope="session")
def data(digits: Data) -> Data:
    """Three hundred training images and a hundred to validate on."""
    return replace(
        digits,
        x_train=digits.x_train[:300],
        y_train=digits.y_train[:300],
        x_val=digits.x_val[:100],
        y_val=digits.y_val[:100],
    )


@pytest.fixture
def one() -> Space:
    return Space(name="one", family="convnet", choices=())


@pytest.fixture
def choices() -> dict[str, Value]:
    return {"blocks": 2, "width_1": 8, "width_2": 12, "separable_2": True, "stride_2": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "trial"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def trained(digits: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small convnet that knows the digits."""
    from core.estimators.catalogue import TrainingParams
    from core.estimators.training import Training
    from tests.core.estimators.imported_parents import CHOICES, INITIAL_MODEL, SPACE, quiet

    folder = tmp_path_factory.mktemp("trained")
    training = Training(TrainingParams(epochs=6, batch_size=32), digits, "cpu")
    training.evaluate(
        EvaluationRequest(SPACE, CHOICES, seed=INITIAL_MODEL.seed, folder=folder), quiet
    )
    return folder / "model.keras"


@pytest.fixture(scope="session")
def parents(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that keeps it twice: as a trial's ``net``, and as a ``stranger`` that was uploaded."""
    from tests.core.estimators.imported_parents import INITIAL_MODEL, import_parent

    home = tmp_path_factory.mktemp("parents")
    import_parent(home, "net", trained, INITIAL_MODEL)
    import_parent(home, "stranger", trained)
    return home


@pytest.fixture
def pruned() -> Space:
    """The ways to prune ``net``."""
    return Space(name="pruned", family="pruned", options={"parent": "net"}, choices=())


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a data set of a few scenes."""
    from tests.core.estimators.detectors import import_few

    home = tmp_path_factory.mktemp("scenes")
    import_few(home)
    return home


@pytest.fixture(scope="session")
def few(scenes: Path) -> Data:
    """The few scenes."""
    from core.datasets.prepare import prepare
    from tests.core.estimators.detectors import FEW

    return prepare(FEW, scenes, seed=0, split_file=scenes / "split.npz")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """A family of detectors."""
    return str(request.param)


@pytest.fixture(scope="session")
def detectors(scenes: Path, few: Data, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a tiny detector of each family as a parent, called as the family."""
    from tests.core.estimators.detectors import SPACES, import_detector, train

    for kind in SPACES:
        folder = tmp_path_factory.mktemp(kind)
        train(kind, few, folder)
        import_detector(scenes, kind, folder)
    return scenes


@pytest.fixture(scope="session")
def pruning(data: Data, parents: Path) -> Pruning:
    from core.estimators.catalogue import PruningParams
    from core.estimators.pruning import Pruning

    params = PruningParams(epochs=4, batch_size=32, latency=False)
    return Pruning(params, replace(data, home=parents), "cpu")
