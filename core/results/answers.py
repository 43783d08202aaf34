"""Predictions for pictures: objects or classes, and which are right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.detection.boxes import iou_matrix

# A found box is right if it overlaps the true one by so much (PASCAL VOC; COCO's mildest).
RIGHT_IOU = 0.5


@dataclass(frozen=True)
class DetectionResult:
    """Pictures with their true objects and a detector's detections.

    ``pictures`` is uint8 (count, height, width, c). ``boxes`` (count, most, 4), as ``(x1, y1, x2,
    y2)`` in pixels, and ``labels`` (count, most) are what is there; ``found_boxes``,
    ``found_scores`` in [0, 1] and ``found_labels`` what was found; label -1 is no box.
    Of a person's own picture nobody knows what is there: ``most`` is 0.
    """

    pictures: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]
    found_boxes: npt.NDArray[np.float32]
    found_scores: npt.NDArray[np.float32]
    found_labels: npt.NDArray[np.int32]

    def fits(self, classes: int) -> bool:
        """Return whether the shapes agree and the labels are valid for so many classes."""
        count = len(self.pictures)
        return (
            self.pictures.ndim == 4
            and self.labels.shape[:-1] == self.found_labels.shape[:-1] == (count,)
            and self.boxes.shape == (*self.labels.shape, 4)
            and self.found_boxes.shape == (*self.found_scores.shape, 4)
            and self.found_labels.shape == self.found_scores.shape
            and max(self.labels.max(initial=-1), self.found_labels.max(initial=-1)) < classes
        )

    def counts(self, least: float) -> MatchCounts:
        """Count the matches of boxes with a score of ``least`` or more, over all pictures."""
        compared = [self.compared(at, least) for at in range(len(self.pictures))]
        return MatchCounts(
            there=sum(len(one.there) for one in compared),
            seen=sum(len(one.seen) for one in compared),
            right=sum(int(one.right.sum()) for one in compared),
            most=max((len(one.seen) for one in compared), default=0),
        )

    @property
    def surest(self) -> float:
        """The highest score of all detections; 0 if there is none."""
        return float(self.found_scores.max(initial=0.0, where=self.found_labels >= 0))

    def compared(self, at: int, least: float) -> Matches:
        """Match the boxes of picture ``at`` that have a score of ``least`` or more.

        The surest box chooses first, among the true ones of its class that none has chosen yet, the
        one that it overlaps most; by half (IoU 0.5), or it is wrong.
        """
        there = np.flatnonzero(self.labels[at] >= 0)
        sure = (self.found_labels[at] >= 0) & (self.found_scores[at] >= least)
        seen = np.flatnonzero(sure)
        seen = seen[np.argsort(-self.found_scores[at, seen], kind="stable")]
        overlap = iou_matrix(self.found_boxes[at, seen], self.boxes[at, there])
        same = self.found_labels[at, seen][:, None] == self.labels[at, there]
        overlap = np.where(same, overlap, 0.0)
        right, missed = np.zeros(len(seen), bool), np.ones(len(there), bool)
        for place, row in enumerate(overlap):
            chosen = int(np.argmax(np.where(missed, row, -1.0))) if missed.any() else 0
            if missed.any() and row[chosen] >= RIGHT_IOU:
                right[place], missed[chosen] = True, False
        return Matches(there, missed, seen, right)


@dataclass(frozen=True)
class Matches:
    """Indices of the boxes of one picture: those ``there``, and those ``seen``, surest first.

    ``missed`` says of each that is there whether none of those seen is right about it; ``right`` of
    each seen whether it is.
    """

    there: npt.NDArray[np.intp]
    missed: npt.NDArray[np.bool_]
    seen: npt.NDArray[np.intp]
    right: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class MatchCounts:
    """The numbers of boxes ``there``, ``seen`` and ``right``; ``most`` seen in one picture."""

    there: int
    seen: int
    right: int
    most: int


@dataclass(frozen=True)
class DetectionReport(DetectionResult):
    """Some pictures of a part with a detector's detections, and its scores on all of them.

    ``class_ap`` (classes,) is the mean over IoU 0.50 to 0.95, and so is ``size_ap`` of objects
    that are small (below 32² square pixels), medium and large (above 96²), NaN where there are
    none; ``precision`` (classes, points) at each ``recall`` (points,) is the curve at IoU 0.50.
    """

    class_ap: npt.NDArray[np.float64]
    size_ap: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]
    precision: npt.NDArray[np.float64]

    def fits(self, classes: int) -> bool:
        return (
            super().fits(classes)
            and self.class_ap.shape == (classes,)
            and self.size_ap.shape == (3,)
            and self.precision.shape == (classes, len(self.recall))
        )


@dataclass(frozen=True)
class ClassPrediction:
    """One picture, uint8 (height, width, c), and a classifier's probabilities.

    ``probabilities`` (classes,) add up to 1; ``true`` is its class, -1 if nobody knows.
    """

    picture: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float64]
    true: int


# What a network says to one picture, be it a detector or a classifier.
Answer = DetectionResult | ClassPrediction
