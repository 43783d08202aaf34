"""The contract of a head: how a detector's tensors are read and trained."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, ClassVar, Self

from core.arrays import Array
from core.datasets import DatasetInfo
from core.detection.losses import LossParts, Targets
from core.errors import EvaluationError
from core.models.catalogue import FAMILIES

# The output tensors of a detector, in their order.
Outputs = Sequence[Any]


@dataclass(frozen=True)
class Teaching:
    """The targets and the loss of a detector's training.

    Attributes:
        match: which anchor answers for which object, ``(pictures, anchors)`` int32, of boxes
            ``(pictures, most, 4)`` and labels ``(pictures, most)``.
        loss: of a batch of outputs; traceable.
        imitation: how far a batch of outputs is from a teacher's of the same shapes; traceable.
    """

    match: Callable[[Array, Array], Array]
    loss: Callable[[Outputs, Targets], LossParts]
    imitation: Callable[[Outputs, Outputs], LossParts]

    def targets(self, boxes: Array, labels: Array) -> Targets:
        """Return the targets of the outputs for pictures with these objects."""
        return Targets(boxes, labels, self.match(boxes, labels))


@dataclass(frozen=True)
class Head(ABC):
    """The head of one detector: how its outputs are trained and read; fields are numbers, tuples.

    Attributes:
        kind: the name that heads of the class are kept under.
        height, width: of the picture, pixels.
        classes: how many kinds of objects there are.
    """

    kind: ClassVar[str]
    height: int
    width: int
    classes: int

    @classmethod
    @abstractmethod
    def of(cls, model: Any, info: DatasetInfo, boxes: Array, settings: Any) -> Self:
        """Return the head of an untrained network, fitted to the objects of its pictures.

        Args:
            model: a Keras model of the family.
            boxes: the objects of the training pictures, ``(objects, 4)``.
            settings: the family's options, with what was chosen for the whole network.

        Raises:
            EvaluationError: network and objects do not go together.
        """

    @property
    @abstractmethod
    def teaching(self) -> Teaching:
        """The targets and the loss of the training."""

    @abstractmethod
    def read(self, outputs: Outputs) -> tuple[Any, Any]:
        """Return boxes ``(pictures, anchors, 4)`` and scores ``(pictures, anchors, classes)``."""


def head_class(family: str) -> type[Head]:
    """Return the class that reads the networks of a family of detectors.

    Raises:
        UnknownNameError: no such family.
        EvaluationError: it is none of detectors.
    """
    target = FAMILIES.entry(family).params.head
    if not target:
        known = " or ".join(sorted(detector_families()))
        raise EvaluationError(f"The family {family!r} finds no objects. Choose {known}.")
    made: type[Head] = resolve_name(target)
    return made


def detector_families() -> tuple[str, ...]:
    """Return the families of detectors."""
    return tuple(entry.name for entry in FAMILIES.entries() if entry.params.head)


def write_head(head: Head, file: Path) -> None:
    """Keep how a detector is read, beside its weights."""
    file.write_text(json.dumps({"kind": head.kind, **asdict(head)}))


def read_head(file: Path) -> Head:
    """Read what :func:`write_head` wrote."""
    fields = json.loads(file.read_text())
    kinds = {made.kind: made for made in map(head_class, detector_families())}
    return kinds[fields.pop("kind")](**{name: _tupled(v) for name, v in fields.items()})


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
