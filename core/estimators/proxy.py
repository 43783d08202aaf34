"""Estimator ``proxy``: scores a candidate by one zero-cost proxy, without training it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from core.datasets.prepare import Data
from core.errors import EvaluationError
from core.estimators.base import Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import ProxyParams
from core.estimators.proxies import score
from core.training.candidate import blamed_on_candidate, build_candidate
from core.training.device import pin
from core.training.settings import EpochCallback
from core.training.weights import draw_weights


class Proxy(Estimator):
    """The metric ``proxy`` of a candidate with fresh weights, after 0 epochs; writes no files.

    All candidates see the same training images, drawn once. The weights depend on the seed alone
    and are those that a training would begin with.
    """

    params: ProxyParams

    def __init__(self, params: ProxyParams, data: Data, device: str) -> None:
        super().__init__(params, data, pin(device))
        # Drawn, not the first ones: a file may hold its classes one after the other.
        rows = np.random.default_rng(0).permutation(len(data.y_train))[: params.images]
        self._x, self._y = data.x_train[rows], data.y_train[rows]

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        began = time.perf_counter()
        with blamed_on_candidate():
            model = build_candidate(request.space, request.choices, self.data.info)
            draw_weights(model, np.random.default_rng(request.seed))
            value = score(model, self.params.proxy, self._x, self._y)
        return Evaluation({"proxy": value, "seconds": time.perf_counter() - began}, 0)

    def test(self, model_file: Path) -> dict[str, float]:
        raise EvaluationError(
            f"A proxy trains no model to test; got {model_file}. "
            "Train the candidate with the estimator 'training' first."
        )
