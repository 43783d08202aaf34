"""What a trained network has to show before it is a parent: that it fits its data, its worth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import keras
import numpy as np

from core.datasets import DatasetInfo
from core.datasets.prepare import Data
from core.detection.evaluation import Detections
from core.detection.file_heads import recognised_head
from core.detection.heads import Head, read_head, write_head
from core.detection.suppression import suppress
from core.errors import DataError
from core.estimators.candidate import build_candidate
from core.estimators.detection import fresh
from core.estimators.detector_fitting import LOOKED_AT, DetectorFitter, Scenes, judge
from core.estimators.fitting import Fitter, Images
from core.estimators.weights import draw_weights
from core.metrics import Task, on_test
from core.parents.keeping import HEAD, Beginning
from core.pruning.sensitivity import Forward, Measure, accuracy_on

# Images whose answers are looked at, and what 16-bit arithmetic may make of a probability.
ANSWERED, ROUNDING = 64, 1e-2


class Exam(ABC):
    """What is asked of a network of one task, on the split that it brings along.

    Attributes:
        place: the folder that it lies in.
        most: the largest number of pictures that its sensitivity is measured on.
    """

    most = 512

    def __init__(self, data: Data, place: Path) -> None:
        self.data, self.place = data, place

    @abstractmethod
    def admit(self, model: keras.Model) -> None:
        """Refuse what does not answer the data set's question (DataError: what it does).

        Afterwards the folder also holds what is needed to read the answers of one that is admitted
        (a detector's ``head.json``).
        """

    @abstractmethod
    def scores(self, model: keras.Model) -> dict[str, float]:
        """Its qualities on the validation and the test part."""

    @abstractmethod
    def measure(self, pictures: int) -> Measure:
        """Its quality on so many validation pictures, for the sensitivity of its groups."""

    def beginning(self, begun: Beginning) -> keras.Model:
        """The network as it was before its training."""
        model = build_candidate(begun.space, begun.choices, self.data.info)
        draw_weights(model, np.random.default_rng(begun.seed))
        return model


class ClassifierExam(Exam):
    """Probabilities of the classes; accuracy."""

    def admit(self, model: keras.Model) -> None:
        classes = len(self.data.info.class_names)
        shapes = [tuple(output.shape[1:]) for output in model.outputs]
        if len(shapes) > 1:
            raise DataError(
                f"The network must have one output, a number for each of the {classes} classes of "
                f"{self.data.info.name}; it has {len(shapes)}, of the shapes "
                f"{' and '.join(map(str, shapes))}. Save it with that one alone: "
                "keras.Model(model.input, model.outputs[0]).save('network.keras')."
            )
        if shapes != [(classes,)]:
            raise DataError(
                f"The network must give one number for each of the {classes} classes of "
                f"{self.data.info.name}; its output has the shape {shapes[0]}. Choose the "
                "data set that it was trained on."
            )
        # Every score here is reckoned from probabilities.
        answers = np.asarray(model(self.data.x_val[:ANSWERED], training=False))
        low, high = float(answers.min()), float(answers.max())
        if not -ROUNDING <= low <= high <= 1 + ROUNDING:
            raise DataError(
                f"The network must give probabilities, from 0 to 1; its answers go from {low:.3g} "
                f"to {high:.3g}. Add keras.layers.Softmax() as its last layer and save it again."
            )

    def scores(self, model: keras.Model) -> dict[str, float]:
        data, fitter = self.data, Fitter()
        validation = fitter.score(model, Images.of(data.x_val, data.y_val))
        test = fitter.score(model, Images.of(data.x_test, data.y_test))
        return {
            "val_accuracy": validation.accuracy,
            "val_loss": validation.loss,
            "test_accuracy": test.accuracy,
            "test_loss": test.loss,
        }

    def measure(self, pictures: int) -> Measure:
        return accuracy_on((self.data.x_val[:pictures], self.data.y_val[:pictures]))


class DetectorExam(Exam):
    """Boxes that a head reads, which comes along or is recognised; mAP 50."""

    # Besides the network's own work every look takes a suppression and an evaluation.
    most = 128

    def admit(self, model: keras.Model) -> None:
        if not (self.place / HEAD).exists():
            write_head(self._recognised(model), self.place / HEAD)

    def scores(self, model: keras.Model) -> dict[str, float]:
        fitter, data = DetectorFitter(model, self._head), self.data
        validation = fitter.scores(Scenes.of(data.x_val, data.y_val))
        test = fitter.scores(Scenes.of(data.x_test, data.y_test))
        return validation | {on_test(name): value for name, value in test.items()}

    def measure(self, pictures: int) -> Measure:
        head = self._head
        # Where there is nothing to find, nothing can be measured.
        rows = np.flatnonzero((self.data.y_val[..., 4] >= 0).any(1))[:pictures]
        scenes = Scenes.of(self.data.x_val[rows], self.data.y_val[rows])

        def map50(forward: Forward) -> float:
            found: list[Detections] = []
            for start in range(0, len(scenes.x), LOOKED_AT):
                outputs = keras.tree.flatten(forward(scenes.x[start : start + LOOKED_AT]))
                found += suppress(*map(np.asarray, head.read(outputs)))
            return judge(scenes, found, head.classes).map50

        return map50

    def beginning(self, begun: Beginning) -> keras.Model:
        return fresh(begun.space, begun.choices, self.data.info, begun.seed)

    @property
    def _head(self) -> Head:
        return read_head(self.place / HEAD)

    def _recognised(self, model: keras.Model) -> Head:
        train = Scenes.of(self.data.x_train, self.data.y_train)
        return recognised_head(model, self.data.info, train.boxes[train.labels >= 0])


EXAMS: dict[Task, type[Exam]] = {"classification": ClassifierExam, "detection": DetectorExam}


def check_input(model: keras.Model, info: DatasetInfo) -> None:
    """Refuse what does not take the data set's images (DataError)."""
    inputs, shape = [list(tensor.shape[1:]) for tensor in model.inputs], list(info.image_shape)
    fits = len(inputs) == 1 and len(inputs[0]) == 3 and inputs[0][2] == shape[2]
    if not (fits and all(a in (None, b) for a, b in zip(inputs[0], shape, strict=True))):
        raise DataError(
            f"The network must take the images of {info.name}, {'×'.join(map(str, shape))}; it "
            f"takes {' and '.join('×'.join(map(str, one)) for one in inputs)}. Choose the data set "
            "that it was trained on."
        )
