"""Estimator ``proxy_then_training``: a proxy's score for one epoch, a training for more."""

from __future__ import annotations

from core.datasets.prepare import Data
from core.estimators.base import Evaluation, EvaluationRequest
from core.estimators.catalogue import ProxyParams, ProxyThenTrainingParams
from core.estimators.proxy import Proxy
from core.estimators.training import Training
from core.training.settings import EpochCallback


class ProxyThenTraining(Training):
    """Scores by a proxy, without training, if one epoch is requested; else it trains.

    So any strategy that trains briefly first (``screening``, ``asha``, ``halving``, ``hyperband``)
    chooses on its first rung by the proxy, at a fraction of an epoch's price. A trained candidate
    has the proxy's score beside its accuracy, from the weights that its training began with.
    """

    params: ProxyThenTrainingParams

    def __init__(self, params: ProxyThenTrainingParams, data: Data, device: str) -> None:
        super().__init__(params, data, device)
        scoring = ProxyParams(proxy=params.proxy, images=params.images)
        self._proxy = Proxy(scoring, data, device)

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        scored = self._proxy.evaluate(request, report)
        if request.epochs == self.params.proxy_epochs:
            return scored
        trained = super().evaluate(request, report)
        seconds = scored.metrics["seconds"] + trained.metrics["seconds"]
        return Evaluation(scored.metrics | trained.metrics | {"seconds": seconds}, trained.epochs)
