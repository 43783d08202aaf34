"""The data sets there are: built-in ones by registry, uploaded ones by folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from core.datasets import class_names
from core.datasets.table_facts import TableFacts
from core.datasets.uploads.fitting import Fit
from core.datasets.uploads.levels import Levels
from core.disk import modified
from core.errors import DataError, NotFoundError
from core.logs import logger
from core.metrics import Task
from core.names import identifier, shown
from core.parsing import first_fault
from core.registry import Registry
from core.specs import Frozen, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_NAME = 40
NAME_PATTERN = re.compile(identifier(LONGEST_NAME))
DATASETS = Registry("data set")

_LOG = logger(__name__)
_BUILT_IN: dict[str, DatasetInfo] = {}


class DatasetInfo(Frozen):
    """The description of a data set, for people and for model builders.

    ``image_shape`` is (height, width, channels). ``train_images`` and ``test_images`` count the
    parts the data set comes with; ``test_images`` is 0 where it has no test part of its own, and
    the split then sets one aside. ``table`` is there where the data set is no images but a table
    of finished answers; the other fields then tell of the images that the answers are about.
    ``task`` is what there is to learn: which class an image is of, or which objects are where.
    ``levels`` says how pictures of more than 8 bits were read, and ``fit`` how all of them were
    brought to one size, where they were.
    """

    name: str
    title: str
    image_shape: tuple[int, int, int]
    class_names: tuple[str, ...]
    train_images: int
    test_images: int
    origin: Literal["bundled", "download", "uploaded"]
    licence: str
    summary: str
    table: TableFacts | None = None
    task: Task = "classification"
    levels: tuple[Levels, ...] = ()
    fit: Fit | None = None

    @property
    def of_images(self) -> bool:
        """Whether it is for classification: neither scenes nor a table."""
        return self.table is None and self.task == "classification"

    @property
    def images(self) -> int:
        """The number of images in both parts."""
        return self.train_images + self.test_images


def add(info: DatasetInfo, target: str) -> None:
    """Register a built-in data set; ``target`` is the ``"module:attribute"`` of its loader.

    The loader takes nothing and returns :class:`core.datasets.builtin.arrays.Arrays`.

    Raises:
        ValueError: the name is taken, or ``target`` has no colon.
    """
    DATASETS.add(info.name, target, summary=info.summary, title=info.title, source=info.licence)
    _BUILT_IN[info.name] = info


def catalogue(home: Path) -> tuple[DatasetInfo, ...]:
    """Return all data sets: built-ins as registered, then those uploaded under ``home``, by name.

    An uploaded folder that cannot be read is logged and left out, so that one damaged file does
    not hide the rest.
    """
    own = []
    for _, described in _uploaded(home):
        if isinstance(described, DataError):
            _LOG.warning("Data set left out of the list: %s", described)
        else:
            own.append(described)
    return (*_BUILT_IN.values(), *own)


def unreadable_datasets(home: Path) -> tuple[Unreadable, ...]:
    """Return the uploaded data sets and tables that :func:`catalogue` leaves out, by name."""
    return tuple(
        Unreadable(name=folder.name, created=modified(folder), why=str(fault))
        for folder, fault in _uploaded(home)
        if isinstance(fault, DataError)
    )


def info(name: str, home: Path) -> DatasetInfo:
    """Return the data set called ``name``.

    Raises:
        NotFoundError: there is none; the message lists those there are.
        DataError: it was uploaded, and its description can no longer be read.
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    if NAME_PATTERN.fullmatch(name) and uploaded_folder(name, home).is_dir():
        return _read_info(uploaded_folder(name, home))
    known = ", ".join(known_info.name for known_info in catalogue(home))
    raise NotFoundError(f"Unknown data set {shown(name)}. Known: {known}.")


def uploaded_folder(name: str, home: Path) -> Path:
    """Return the folder of the uploaded data set ``name``, whether it exists or not."""
    return home / "datasets" / name


def _uploaded(home: Path) -> Iterator[tuple[Path, DatasetInfo | DataError]]:
    """Yield the folders of uploads by name, each with its description or the error."""
    place = home / "datasets"
    # Folders being written begin with a dot, which no data set's name may hold.
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if NAME_PATTERN.fullmatch(folder.name):
            try:
                yield folder, _read_info(folder)
            except DataError as error:
                yield folder, error


def _read_info(folder: Path) -> DatasetInfo:
    path = folder / "info.json"
    try:
        read = DatasetInfo.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        why = first_fault(error) if isinstance(error, ValidationError) else error
        raise DataError(
            f"The description of data set {folder.name!r} was made by another version, or is "
            f"damaged, and cannot be read here ({path}: {why}). Remove the data set and upload it "
            "again."
        ) from error
    if read.name != folder.name or read.origin != "uploaded":
        raise DataError(
            f"{path} must describe the uploaded data set {folder.name!r}; got {read.name!r} of "
            f"origin {read.origin!r}. Remove the data set and upload it again."
        )
    return read


add(
    DatasetInfo(
        name="digits",
        title="Handwritten digits, 8×8",
        image_shape=(8, 8, 1),
        class_names=class_names.TEN_DIGITS,
        train_images=1797,
        test_images=0,
        origin="bundled",
        licence="CC BY 4.0 (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository)",
        summary="1,797 tiny grey digits: quick to train on, even without a GPU.",
    ),
    "core.datasets.builtin.loaders:load_digits",
)
add(
    DatasetInfo(
        name="fashion_mnist",
        title="Fashion-MNIST, 12,000 images",
        image_shape=(28, 28, 1),
        class_names=class_names.FASHION_MNIST,
        train_images=10_000,
        test_images=2_000,
        origin="bundled",
        licence="MIT (© 2017 Zalando SE)",
        summary="Grey pictures of ten kinds of clothing; a sixth of Fashion-MNIST, no download.",
    ),
    "core.datasets.builtin.loaders:load_fashion_mnist",
)
add(
    DatasetInfo(
        name="mnist",
        title="MNIST",
        image_shape=(28, 28, 1),
        class_names=class_names.TEN_DIGITS,
        train_images=60_000,
        test_images=10_000,
        origin="download",
        licence="CC BY-SA 3.0 (Y. LeCun and C. Cortes)",
        summary="70,000 grey handwritten digits; 11 MB, downloaded once.",
    ),
    "core.datasets.builtin.loaders:load_mnist",
)
add(
    DatasetInfo(
        name="fashion_mnist_full",
        title="Fashion-MNIST",
        image_shape=(28, 28, 1),
        class_names=class_names.FASHION_MNIST,
        train_images=60_000,
        test_images=10_000,
        origin="download",
        licence="MIT (© 2017 Zalando SE)",
        summary="70,000 grey pictures of ten kinds of clothing; 30 MB, downloaded once.",
    ),
    "core.datasets.builtin.loaders:load_fashion_mnist_full",
)
add(
    DatasetInfo(
        name="cifar10",
        title="CIFAR-10",
        image_shape=(32, 32, 3),
        class_names=class_names.CIFAR10,
        train_images=50_000,
        test_images=10_000,
        origin="download",
        licence="None stated; cite A. Krizhevsky (2009)",
        summary="60,000 colour photographs of ten things; 170 MB, downloaded once. Wants a GPU.",
    ),
    "core.datasets.builtin.loaders:load_cifar10",
)
add(
    DatasetInfo(
        name="cifar100",
        title="CIFAR-100",
        image_shape=(32, 32, 3),
        class_names=class_names.CIFAR100,
        train_images=50_000,
        test_images=10_000,
        origin="download",
        licence="None stated; cite A. Krizhevsky (2009)",
        summary="60,000 colour photographs of a hundred things; 169 MB, downloaded once. "
        "Wants a GPU.",
    ),
    "core.datasets.builtin.loaders:load_cifar100",
)
add(
    DatasetInfo(
        name="fashion_scenes",
        title="Fashion scenes, 96×96: find the garments",
        image_shape=(96, 96, 3),
        class_names=class_names.FASHION_MNIST,
        train_images=2_000,
        test_images=500,
        origin="bundled",
        licence="MIT (© 2017 Zalando SE), made of Fashion-MNIST",
        summary="Colour pictures with 1 to 4 pieces of clothing to be found; no download.",
        task="detection",
    ),
    "core.datasets.builtin.loaders:load_fashion_scenes",
)
add(
    DatasetInfo(
        name="bccd",
        title="BCCD, 256×256: find the blood cells",
        image_shape=(256, 256, 3),
        class_names=("Platelets", "RBC", "WBC"),
        train_images=292,
        test_images=72,
        origin="download",
        licence="MIT (© 2017 Shenggan)",
        summary="364 photographs of blood: red cells, white cells and platelets to be found; 8 MB, "
        "downloaded once. Wants a GPU.",
        task="detection",
    ),
    "core.datasets.builtin.loaders:load_bccd",
)
