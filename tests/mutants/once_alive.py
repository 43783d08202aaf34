"""Mutants that no test saw, until numbers worked out by hand were added."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

STRATEGIES = "tests/core/strategies"

MUTANTS = (
    Mutant(
        "core/strategies/gp.py",
        (f"{STRATEGIES}/test_gp_formulas.py",),
        "gp-failures-best",
        "costs[~good] = costs[good].max()",
        "costs[~good] = costs[good].min()",
    ),
    Mutant(
        "core/strategies/gp.py",
        (f"{STRATEGIES}/test_gp_formulas.py",),
        "gp-no-parego-sum",
        "weighted.max(axis=1) + 0.05 * weighted.sum(axis=1)",
        "weighted.max(axis=1)",
    ),
    Mutant(
        "core/strategies/nsga2.py",
        (f"{STRATEGIES}/test_nsga2.py",),
        "nsga2-no-mutation",
        "if any(choices == parent.choices for parent in parents):",
        "if any(choices is None for parent in parents):",
    ),
    Mutant(
        "core/strategies/reinforce.py",
        (f"{STRATEGIES}/test_reinforce_formulas.py",),
        "reinforce-equal-weights",
        "weight = 1.0 if index == 0 else self._params.cost_weight",
        "weight = 1.0",
    ),
    Mutant(
        "core/comparison/importance.py",
        ("tests/core/comparison/test_importance.py",),
        "importance-uncorrected",
        "1.0 - (within / (size - count)) / (total / (size - 1))",
        "1.0 - within / total",
    ),
    Mutant(
        "core/candidates/computation.py",
        ("tests/core/timing/test_training_pace.py",),
        "timing-one-pass",
        "PASSES = 3.0",
        "PASSES = 1.0",
    ),
)
