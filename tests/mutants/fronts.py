"""Mutants of fronts, hypervolumes, intervals, and of what is said of several runs."""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

COMPARISON = "tests/core/comparison"
pareto = partial(Mutant, "core/pareto.py", ("tests/core/test_pareto.py",))
intervals = partial(Mutant, "core/intervals.py", ("tests/core/test_intervals.py",))
scores = partial(Mutant, "core/scores.py", ("tests/core/test_scores.py",))
importance = partial(Mutant, "core/comparison/importance.py", (f"{COMPARISON}/test_importance.py",))
attainment = partial(Mutant, "core/comparison/attainment.py", (f"{COMPARISON}/test_attainment.py",))
history = partial(
    Mutant, "core/comparison/hypervolume_history.py", (f"{COMPARISON}/test_hypervolume_history.py",)
)
timing = partial(
    Mutant, "core/timing/training_pace.py", ("tests/core/timing/test_training_pace.py",)
)

MUTANTS = (
    pareto("pareto-crowding-one-side", "values[2:] - values[:-2]", "values[2:] - values[1:-1]"),
    pareto(
        "pareto-crowding-unscaled", "(values[2:] - values[:-2]) / span", "values[2:] - values[:-2]"
    ),
    pareto("pareto-crowding-last-column", "distance[order[1:-1]] +=", "distance[order[1:-1]] ="),
    pareto("pareto-crowded-first", "np.lexsort((-distance, rank))", "np.lexsort((distance, rank))"),
    pareto(
        "pareto-crowding-before-rank",
        "np.lexsort((-distance, rank))",
        "np.lexsort((rank, -distance))",
    ),
    pareto(
        "pareto-infinite-first",
        "np.full(len(points), len(points), dtype=np.int64)",
        "np.zeros(len(points), dtype=np.int64)",
    ),
    pareto("pareto-box-from-zero", "(inside - low) / (high - low)", "inside / high"),
    pareto("pareto-beyond-the-ideal", "0.0, 1.0)\n", "-1.0, 1.0)\n"),
    pareto("pareto-front-order", "np.lexsort(points[kept].T)", "np.lexsort(points[kept].T[::-1])"),
    intervals("intervals-one-sided", "0.5 + CONFIDENCE / 2", "CONFIDENCE"),
    intervals("intervals-middle", "share + weight / 2", "share + weight"),
    intervals("intervals-reach", "weight**2 / 4", "weight**2 / 2"),
    intervals(
        "intervals-error-plain",
        "added * (1 - added) / (pictures + 2)",
        "share * (1 - share) / pictures",
    ),
    intervals("intervals-errors-added", "math.hypot(one, other)", "one + other"),
    scores("scores-one-error", "difference_error(self.error, other.error)", "self.error"),
    importance(
        "importance-within-mean",
        "np.asarray(group) - np.mean(group)",
        "np.asarray(group) - values.mean()",
    ),
    importance("importance-degrees", "(size - count)", "(size - count - 1)"),
    importance(
        "importance-not-squared",
        "float(np.sum((values - values.mean()) ** 2))",
        "float(np.sum(np.abs(values - values.mean())))",
    ),
    attainment("attainment-by-quality", "np.argsort(corners[:, 1]", "np.argsort(-corners[:, 1]"),
    history("history-counts-twice", "seconds - before[0]", "seconds"),
    history(
        "history-box-of-the-cheapest",
        "float(max(costs.max(), np.finfo(float).tiny))",
        "float(max(costs.min(), np.finfo(float).tiny))",
    ),
    history("history-before-its-trial", 'side="right"', 'side="left"'),
    timing(
        "timing-steps-rounded-down", "math.ceil(pictures / batch)", "math.floor(pictures / batch)"
    ),
)
