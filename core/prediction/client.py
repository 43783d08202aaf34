"""Predicts one picture with a kept network, in a separate process, one after the other.

A process costs some seconds, and some hundred megabytes as long as it lasts: a class of thirty who
all ask at once must not fill the memory.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from core.errors import DataError, EvaluationError, StateError
from core.jobs import errands
from core.results.answers import Answer, ClassPrediction, DetectionResult
from core.specs import Frozen

# Of a picture's file.
MOST_BYTES = 10 * 2**20
# Until it is one's turn, and from then on.
TURN_SECONDS, PREDICTION_SECONDS = 90.0, 120.0
REQUEST, PICTURE, ANSWER = "request.json", "picture", "answer.npz"


class PredictionRequest(Frozen):
    """The request for a prediction: a network and a picture.

    Attributes:
        model: the network's file; a detector has its head beside it.
        dataset: what it has learned.
        split: the file of its run's split.
        filename: of the picture, as a person knows it; empty for one of the test part.
        place: which of the test part.
    """

    model: Path
    dataset: str
    split: Path
    filename: str = ""
    place: int = 0


def request_prediction(request: PredictionRequest, picture: bytes, home: Path) -> Answer:
    """Return the network's prediction; ``picture`` is the content of an uploaded file, if any.

    Raises:
        DataError: the file is too large.
        StateError: too many others ask just now, or the machine is too busy to answer.
        EvaluationError: it is no picture, or the network cannot predict it; the message says why.
    """
    if len(picture) > MOST_BYTES:
        raise DataError(
            f"{request.filename} must have at most {MOST_BYTES // 2**20} MiB; it has "
            f"{len(picture) / 2**20:.1f}. Make the picture smaller."
        )
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / REQUEST).write_text(request.model_dump_json())
        (place / PICTURE).write_bytes(picture)
        try:
            errands.send_errand(_errand(), place, home)
        except DataError as error:
            raise EvaluationError(str(error)) from error
        return _read(place / ANSWER)


def _errand() -> errands.Errand:
    return errands.Errand(
        module="core.prediction.process",
        lock="predicting.lock",
        turn_seconds=TURN_SECONDS,
        work_seconds=PREDICTION_SECONDS,
        busy="Many pictures are waiting, one after the other. Try again in a minute.",
        slow=f"The network took longer than {PREDICTION_SECONDS:.0f} seconds over the picture. Try "
        "again when less is going on here.",
    )


def _read(file: Path) -> Answer:
    try:
        with np.load(file, allow_pickle=False) as kept:
            arrays = dict(kept)
    except (OSError, ValueError) as error:
        raise StateError(
            "The process that predicts ended without an answer, for lack of "
            "memory perhaps. Try again when less is going on here."
        ) from error
    if "found_boxes" in arrays:
        return DetectionResult(
            **{field.name: arrays[field.name] for field in fields(DetectionResult)}
        )
    return ClassPrediction(arrays["picture"], arrays["probabilities"], int(arrays["true"]))
