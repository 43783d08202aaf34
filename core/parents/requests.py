"""Requests for parents, and the state of a parent that is not ready yet."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from core.parents.info import Origin
from core.specs import Frozen, Space, Value


class InitialModel(Frozen):
    """The training that made a network: what draws the same fresh weights again."""

    space: Space
    choices: dict[str, Value]
    seed: int


class ParentRequest(Frozen):
    """The request for a parent: its file, or what to make it from.

    Attributes:
        seed: of the split, if none came along.
        initial_model: the training that it comes from, where that is known.
        network: the published network of ``keras.applications``, with ``origin`` imagenet.
        epochs: how long it is trained for the new classes.
        pixels: how it reads pictures, where a person has said so
            (:func:`core.parents.readings.stated_reading`).
        owner: who asked for it.
    """

    name: str
    title: str
    dataset: str
    origin: Origin
    run: str = ""
    trial: int | None = None
    seed: int = 0
    initial_model: InitialModel | None = None
    network: str = ""
    epochs: int = 0
    pixels: str = ""
    owner: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_an_earlier_version(cls, data: Any) -> Any:
        """Read the ``initial_model`` of a request that was written as its ``beginning``."""
        if isinstance(data, dict) and "beginning" in data:
            rest = {name: value for name, value in data.items() if name != "beginning"}
            return rest | {"initial_model": data["beginning"]}
        return data


class Waiting(Frozen):
    """A parent that is being read or waits for its turn, or that was refused, and why.

    Attributes:
        before: how many others are read before it.
    """

    request: ParentRequest
    status: Literal["reading", "refused"]
    reason: str = ""
    before: int = 0

    @property
    def order(self) -> ParentRequest:
        """The request, by the name that earlier scripts know."""
        return self.request
