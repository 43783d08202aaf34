"""Predicts one picture in a separate process: ``python -m core.prediction.process FOLDER``.

On the CPU and at a low priority: it holds no slot, and must disturb no run.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.datasets import info
from core.datasets.prepare import as_bytes, picture_of_test
from core.disk import write_arrays
from core.jobs import errands, processes
from core.prediction.client import ANSWER, PICTURE, REQUEST, PredictionRequest
from core.prediction.preprocess import fit_picture
from core.settings import home


def main() -> None:
    """Answer the request in the folder that is named on the command line."""
    processes.step_aside()
    answer(Path(sys.argv[1]), home())


def answer(place: Path, folder: Path) -> None:
    """Write the prediction beside the request, or why there is none."""

    def work() -> None:
        request = PredictionRequest.model_validate_json((place / REQUEST).read_bytes())
        write_arrays(place / ANSWER, _answered(request, place, folder))

    # Whatever a picture or a network brings to light is a reason to be told.
    errands.do_errand(place, work, "The network cannot predict this")


def _answered(request: PredictionRequest, place: Path, folder: Path) -> dict[str, Array]:
    picture, truth = _picture(request, place, folder)
    # Only now: what is no picture is refused at once, and this takes seconds.
    from core.detection.evaluation import Detections
    from core.prediction.predict import predict

    prediction = predict(request.model, picture)
    shown = as_bytes(picture)
    if not isinstance(prediction, Detections):
        return {"picture": shown, "probabilities": prediction, "true": truth}
    return {
        "pictures": shown[np.newaxis],
        "boxes": truth[np.newaxis, :, :4],
        "labels": truth[np.newaxis, :, 4].astype(np.int32),
        "found_boxes": prediction.boxes[np.newaxis],
        "found_scores": prediction.scores[np.newaxis],
        "found_labels": prediction.labels[np.newaxis],
    }


def _picture(request: PredictionRequest, place: Path, folder: Path) -> tuple[Array, Array]:
    """Return the picture as the network takes it, and its target if known."""
    if not request.filename:
        return picture_of_test(
            request.dataset, folder, split_file=request.split, place=request.place
        )
    about = info(request.dataset, folder)
    pixels = fit_picture((place / PICTURE).read_bytes(), request.filename, about)
    unknown = np.zeros((0, 5), np.float32) if about.task == "detection" else np.array(-1)
    return pixels.astype(np.float32) / np.float32(255), unknown


if __name__ == "__main__":
    main()
