"""The start of a search: its estimator over the run's data, its rebuilt strategy."""

from __future__ import annotations

from core.candidates.catalogue import kind_of
from core.estimators import ESTIMATORS, Estimator
from core.jobs.history import History
from core.specs import Run
from core.store import Store
from core.strategies import STRATEGIES, Strategy


def estimator_of(store: Store, run: Run, device: str) -> Estimator:
    """Load the estimator of ``run`` with its data, split as before if it was split before."""
    from core.datasets.prepare import prepare

    spec, split = run.spec, store.files.split(run.id)
    kind_of(spec.space).bring_split(store.home, split)
    data = prepare(spec.dataset, store.home, seed=spec.seed, split_file=split)
    params = ESTIMATORS.params(spec.estimator.name, spec.estimator.params)
    estimator: Estimator = ESTIMATORS.load(spec.estimator.name)(params, data, device)
    return estimator


def strategy_of(run: Run, history: History, epochs: int) -> Strategy:
    """Rebuild the strategy of ``run`` by telling it all stored trials."""
    chosen = run.spec.strategy
    params = STRATEGIES.params(chosen.name, chosen.params)
    strategy: Strategy = STRATEGIES.load(chosen.name)(run.spec.space, run.spec.objectives, params)
    strategy.plan(epochs)
    for trial in history.trials:
        strategy.tell(trial)
    return strategy
