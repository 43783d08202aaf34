"""Predictions of a trial's network for one picture."""

from __future__ import annotations

from core.api.opening import store
from core.api.reading import run, trial
from core.errors import NotFoundError
from core.prediction.client import PredictionRequest
from core.prediction.client import request_prediction as _predict
from core.results.answers import Answer
from core.settings import home

NOT_KEPT = (
    "The weights of this network were not kept: only those of a run's front are. Choose a network "
    "of the front, or launch this one's recipe: alone in its run, it is its front."
)


def predict(run_id: str, number: int, picture: bytes, filename: str) -> Answer:
    """Return a network's prediction for an uploaded picture, a PNG's or JPEG's content.

    It takes some seconds, as a process of its own has to load the network.

    Raises:
        NotFoundError: there is no such trial, or its weights were not kept.
        DataError, EvaluationError: the picture or the network is at fault; the message says how.
        StateError: too many others ask just now.
    """
    return _predict(_request(run_id, number, filename=filename or "picture"), picture, home())


def predict_test(run_id: str, number: int, place: int) -> Answer:
    """Return the prediction for a picture of the run's test part.

    ``place`` counts from 0; after the last comes the first again. Raises as :func:`predict`.
    """
    return _predict(_request(run_id, number, place=place), b"", home())


def _request(run_id: str, number: int, **of: str | int) -> PredictionRequest:
    dataset, one = run(run_id).spec.dataset, trial(run_id, number)
    files = store().files
    model = files.model(run_id, one.number)
    if not model.exists():
        raise NotFoundError(NOT_KEPT)
    given = {"model": model, "dataset": dataset, "split": files.split(run_id)}
    return PredictionRequest.model_validate(given | of)
