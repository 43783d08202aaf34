"""Candidates of a family: networks that are built from nothing and trained from fresh weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from core.candidates.base import CandidateKind, EstimatorInput
from core.errors import Problem
from core.models import sketch as family_sketch
from core.models.catalogue import FAMILIES

if TYPE_CHECKING:
    from core.datasets import DatasetInfo
    from core.metrics import Task
    from core.models.rules import FamilyOptions
    from core.models.sketch.base import Sketch
    from core.specs import Choices


class FamilyKind(CandidateKind):
    """Networks of the family that the space names (:data:`core.models.catalogue.FAMILIES`)."""

    inputs: ClassVar[Mapping[Task, EstimatorInput]] = {
        "classification": EstimatorInput("images", "images to train on"),
        "detection": EstimatorInput("scenes", "scenes with objects to find"),
    }

    @property
    def options(self) -> type[FamilyOptions]:
        return FAMILIES.entry(self.space.family).params

    def sketch(self, choices: Choices, info: DatasetInfo) -> Sketch:
        return family_sketch(
            self.space.family,
            choices,
            input_shape=info.image_shape,
            classes=len(info.class_names),
            options=self.space.options,
        )

    def task_problems(self, info: DatasetInfo) -> Iterator[Problem]:
        """Yield a problem if a detector is to classify, or a classifier to detect."""
        if self.options.task == info.task:
            return
        finds = info.task == "detection"
        yield Problem(
            "space",
            f"The family {self.space.family!r} "
            f"{'tells classes apart' if finds else 'finds objects'}, and {info.name!r} asks "
            f"{'where objects are' if finds else 'which class an image is of'}. Choose a space of "
            f"{'detectors' if finds else 'classifiers'}, or other data.",
        )
