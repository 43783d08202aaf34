"""A parent for the tests of the jobs: small, trained for one epoch, read as any other is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import keras

from core import api
from core.jobs import import_process
from core.parents import repository
from core.parents.info import ParentInfo
from core.parents.requests import ParentRequest
from core.specs import RunSpec


def network() -> keras.Model:
    """Two convolutions for the digits, fresh."""
    keras.utils.set_random_seed(0)
    image = x = keras.Input((8, 8, 1))
    for width in (12, 8):
        x = keras.layers.Conv2D(width, 3, padding="same", activation="relu")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, keras.layers.Dense(10, activation="softmax")(x))


def read_drafts(home: Path) -> None:
    """Read all drafts in this process, in place of one of their own."""
    while (place := repository.unread(home)) is not None:
        import_process.import_parent(repository.name_of(place), home)


def put_parent(home: Path, read: Path, name: str = "net") -> ParentInfo:
    """A parent under ``home``; it is read once, into ``read``, and copied from then on."""
    if not (repository.folder(name, read)).exists():
        wanted = ParentRequest(
            name=name, title="The net", dataset="digits", origin="upload", seed=11
        )
        repository.request(
            wanted, read, lambda p: network().save(p / repository.MODEL), lambda _: False
        )
        import_process.import_parent(name, read)
        assert not repository.waiting(read, lambda _: False)
    shutil.copytree(repository.folder(name, read), repository.folder(name, home))
    return repository.parent(name, home)


def prune_spec(**changes: Any) -> RunSpec:
    """Eight ways to prune the parent, each trained for two epochs."""
    choices = {"criterion": ["l1", "l2"], "ratio": [0.2, 0.4, 0.6, 0.8]}
    spec: dict[str, Any] = {
        "name": "prune",
        "dataset": "digits",
        "space": api.pruning_space("net", choices).model_dump(),
        "strategy": "random",
        "estimator": {"name": "pruning", "params": {"epochs": 2, "latency": False}},
        "budget": {"trials": 3},
    }
    return api.check(spec | changes)
