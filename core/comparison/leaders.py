"""The best network of a run by its first objective, and whether the test pictures agree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.metrics import METRICS, QUALITIES, on_test
from core.scores import Samples, Score, samples_in, score_of
from core.specs import Objective, Run, Trial
from core.store import Store


@dataclass(frozen=True)
class Leader:
    """The trial that is best by ``score``, and what the test pictures say once they were asked.

    ``tested`` is its own test score. ``test_leader`` is the trial that is best on the test
    pictures, ``test_best`` its score there: not the same trial as often as not, as the highest of
    many validation scores is in part luck.
    """

    trial: int
    score: Score
    tested: Score | None = None
    test_leader: int | None = None
    test_best: Score | None = None


def leader_of(store: Store, run: Run) -> Leader | None:
    """Return the leader of ``run``; None before there is one, and where no goal is a quality."""
    goals = [o for o in run.spec.objectives if o.metric in QUALITIES and o.direction == "maximize"]
    if not goals or not run.best:
        return None
    first = goals[0]
    rest = tuple(o for o in run.spec.objectives if o is not first)
    return _found(store, run.id, (first, *rest), run.revision)


@lru_cache(maxsize=256)
def _found(
    store: Store, run_id: str, objectives: tuple[Objective, ...], _revision: int
) -> Leader | None:
    """Read once for each revision of a run: lists ask every few seconds."""
    top = store.trials.leader(run_id, objectives)
    if top is None:
        return None
    samples = samples_in(store.files.split(run_id))
    metric, on_tests = objectives[0].metric, on_test(objectives[0].metric)
    score = score_of(metric, top.metrics[metric], samples)
    if on_tests not in METRICS:
        return Leader(top.number, score)
    asked = (Objective.model_validate(on_tests), *objectives[1:])
    best = store.trials.leader(run_id, asked)
    return Leader(
        top.number,
        score,
        _scored(top, on_tests, samples),
        None if best is None else best.number,
        None if best is None else _scored(best, on_tests, samples),
    )


def _scored(trial: Trial, metric: str, samples: Samples) -> Score | None:
    value = trial.metrics.get(metric)
    return None if value is None else score_of(metric, value, samples)
