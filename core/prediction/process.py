"""A process that has a network look at one picture: ``python -m core.prediction.process FOLDER``.

On the CPU and at a low priority: it holds no slot, and must disturb no run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets import info
from core.datasets.prepare import as_bytes, picture_of_test
from core.datasets.stored import write_arrays
from core.jobs import errands, processes
from core.paths import home
from core.prediction.client import ANSWER, PICTURE, QUESTION, PredictionRequest
from core.prediction.preprocess import fit_picture

Array = np.ndarray[Any, np.dtype[Any]]


def main() -> None:
    """Answer the question in the folder that is named on the command line."""
    processes.step_aside()
    answer(Path(sys.argv[1]), home())


def answer(place: Path, folder: Path) -> None:
    """Write beside the question what the network says, or why it cannot say anything."""

    def work() -> None:
        question = PredictionRequest.model_validate_json((place / QUESTION).read_bytes())
        write_arrays(place / ANSWER, _answered(question, place, folder))

    # Whatever a picture or a network brings to light is a reason to be told.
    errands.do_errand(place, work, "The network cannot look at this")


def _answered(question: PredictionRequest, place: Path, folder: Path) -> dict[str, Array]:
    picture, truth = _picture(question, place, folder)
    # Only now: what is no picture is refused at once, and this takes seconds.
    from core.detection.evaluation import Detections
    from core.prediction.predict import look

    seen = look(question.model, picture)
    shown = as_bytes(picture)
    if not isinstance(seen, Detections):
        return {"picture": shown, "probabilities": seen, "true": truth}
    return {
        "pictures": shown[np.newaxis],
        "boxes": truth[np.newaxis, :, :4],
        "labels": truth[np.newaxis, :, 4].astype(np.int32),
        "found_boxes": seen.boxes[np.newaxis],
        "found_scores": seen.scores[np.newaxis],
        "found_labels": seen.labels[np.newaxis],
    }


def _picture(question: PredictionRequest, place: Path, folder: Path) -> tuple[Array, Array]:
    """Return the picture as the network takes it, and its target if known."""
    if not question.filename:
        return picture_of_test(
            question.dataset, folder, split_file=question.split, place=question.place
        )
    about = info(question.dataset, folder)
    pixels = fit_picture((place / PICTURE).read_bytes(), question.filename, about)
    unknown = np.zeros((0, 5), np.float32) if about.task == "detection" else np.array(-1)
    return pixels.astype(np.float32) / np.float32(255), unknown


if __name__ == "__main__":
    main()
