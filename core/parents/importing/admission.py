"""Checks a trained network before it becomes a parent: whether it fits its data, its scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import keras
import numpy as np

from core.datasets.prepare import Data
from core.detection.evaluation import Detections
from core.detection.heads.base import Head, read_head, write_head
from core.detection.heads.from_file import find_head
from core.detection.suppression import suppress
from core.metrics import Task
from core.parents.importing.adapting import adapted, check_input
from core.parents.importing.preprocessing import with_reading
from core.parents.importing.reading_search import find_reading, hinted, spread_of
from core.parents.readings import FoundReading, stated_reading
from core.parents.repository import MODEL
from core.parents.requests import InitialModel, ParentRequest
from core.pruning.sensitivity import Forward, Measure, accuracy_on
from core.results.layout import HEAD
from core.training.detector import LOOKED_AT, DetectionData, judge
from core.training.trainer import TaskNetwork, head_beside, trainer_of

# Images whose answers are compared.
ANSWERED = 64
# A network, and how an uploaded classifier was found to read pictures.
Checked = tuple[keras.Model, FoundReading | None]


class ParentCheck(ABC):
    """Checks a network of one task, on the split that comes with it.

    Attributes:
        place: the folder that it lies in.
        most: the largest number of pictures that its sensitivity is measured on.
    """

    most = 512

    def __init__(self, data: Data, place: Path) -> None:
        self.data, self.place = data, place
        self.trainer = trainer_of(data)

    @abstractmethod
    def check_outputs(self, model: keras.Model, request: ParentRequest) -> Checked:
        """Make the network take the data set's pictures and classes, and return it.

        Afterwards the folder also holds what is needed to read its answers (a detector's
        ``head.json``).

        Raises:
            DataError: it takes other pictures, or has other outputs; the message says what to do.
        """

    @abstractmethod
    def measure(self, pictures: int) -> Measure:
        """Return its score on so many validation pictures, for the sensitivity of its groups."""

    def initial_model(self, begun: InitialModel) -> keras.Model:
        """Return the network as it was before its training."""
        return self.trainer.build(begun.space, begun.choices, begun.seed).model

    def scores(self, model: keras.Model) -> dict[str, float]:
        """Return its scores on the validation and the test part."""
        network = TaskNetwork(model, head_beside(self.place / MODEL))
        validation, test = self.trainer.predict(network, "validation", "test")
        return validation.named("validation") | test.named("test")


class ClassifierCheck(ParentCheck):
    """Probabilities of the classes; accuracy."""

    def check_outputs(self, model: keras.Model, request: ParentRequest) -> Checked:
        pictures = self.data.x_val[:ANSWERED]
        hint = hinted(model)
        fits, words = adapted(model, self.data.info, pictures)
        if request.origin != "upload":
            return fits, None
        stated = stated_reading(request.pixels) if request.pixels else None
        found = find_reading(fits, self.data, hint, stated)
        whole = with_reading(fits, found.reading, *spread_of(self.data), pictures)
        return whole, found.model_copy(update={"fitted": words})

    def measure(self, pictures: int) -> Measure:
        return accuracy_on((self.data.x_val[:pictures], self.data.y_val[:pictures]))


class DetectorCheck(ParentCheck):
    """Boxes that a head reads, which comes along or is found; mAP 50."""

    # Besides the network's own work every measurement takes a suppression and an evaluation.
    most = 128

    def check_outputs(self, model: keras.Model, request: ParentRequest) -> Checked:
        check_input(model, self.data.info)
        if not (self.place / HEAD).exists():
            write_head(self._find_head(model), self.place / HEAD)
        return model, None

    def measure(self, pictures: int) -> Measure:
        head = self._head
        # Where there is nothing to find, nothing can be measured.
        rows = np.flatnonzero((self.data.y_val[..., 4] >= 0).any(1))[:pictures]
        scenes = DetectionData.of(self.data.x_val[rows], self.data.y_val[rows])

        def map50(forward: Forward) -> float:
            found: list[Detections] = []
            for start in range(0, len(scenes.x), LOOKED_AT):
                outputs = keras.tree.flatten(forward(scenes.x[start : start + LOOKED_AT]))
                found += suppress(*map(np.asarray, head.read(outputs)))
            return judge(scenes, found, head.classes).map50

        return map50

    @property
    def _head(self) -> Head:
        return read_head(self.place / HEAD)

    def _find_head(self, model: keras.Model) -> Head:
        train = self.trainer.pictures("training")
        return find_head(model, self.data.info, train.boxes[train.labels >= 0])


CHECKS: dict[Task, type[ParentCheck]] = {
    "classification": ClassifierCheck,
    "detection": DetectorCheck,
}
