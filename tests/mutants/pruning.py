"""Mutants of what pruning goes by: criteria, scores of weights, patterns, shares, schedules."""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

TESTS = "tests/core/pruning"
criteria = partial(Mutant, "core/pruning/criteria.py", (f"{TESTS}/test_criteria_formulas.py",))
weights = partial(Mutant, "core/pruning/weights.py", (f"{TESTS}/test_weights_formulas.py",))
schedules = partial(
    Mutant, "core/models/pruned_schedules.py", ("tests/core/models/test_pruned_schedules.py",)
)
selection = partial(Mutant, "core/pruning/selection.py", (f"{TESTS}/test_selection.py",))

MUTANTS = (
    schedules("schedules-square", "(1 - (1 - done) ** 3)", "(1 - (1 - done) ** 2)"),
    schedules("schedules-lottery-linear", "1 - float((1 - target) ** done)", "target * done"),
    schedules(
        "schedules-first-round",
        "turn / rounds) for turn in range(1, rounds + 1)",
        "turn / rounds) for turn in range(rounds)",
    ),
    schedules("schedules-rest-of-all", "1 - (1 - now) / (1 - before)", "now - before"),
    criteria("criteria-axes-unscaled", "values / mean if mean > 0 else values", "values"),
    criteria("criteria-sum-of-axes", "np.divide(total, seen,", "np.multiply(total, 1.0,"),
    criteria(
        "criteria-l1-squared",
        "np.abs(weight_of(axis)).sum(1)\n\n\n@averaged\ndef l2",
        "np.square(weight_of(axis)).sum(1)\n\n\n@averaged\ndef l2",
    ),
    criteria(
        "criteria-l2-no-root",
        "np.linalg.norm(weight_of(axis), axis=1)",
        "np.square(weight_of(axis)).sum(1)",
    ),
    criteria("criteria-taylor-no-weight", "np.abs(np.asarray(kernel) * slope)", "np.abs(slope)"),
    criteria("criteria-fpgm-product", "- 2 * filters @ filters.T", "- filters @ filters.T"),
    criteria(
        "criteria-fpgm-no-root",
        "np.sqrt(np.maximum(apart, 0)).sum(1)",
        "np.maximum(apart, 0).sum(1)",
    ),
    criteria(
        "criteria-activation-signed", "lambda tensor: np.abs(tensor)", "lambda tensor: tensor"
    ),
    criteria(
        "criteria-apoz-positive", "lambda tensor: tensor != 0", "lambda tensor: np.abs(tensor)"
    ),
    criteria(
        "criteria-lamp-smaller",
        "np.cumsum(squares[order][::-1])[::-1]",
        "np.cumsum(squares[order])",
    ),
    criteria("criteria-batches-alike", "len(values[0]) * _fitted(", "_fitted("),
    weights(
        "weights-signed", "np.abs(np.asarray(kernel)) for kernel", "np.asarray(kernel) for kernel"
    ),
    weights("weights-snip-slope", "np.abs(np.asarray(w) * slope)", "np.abs(slope)"),
    weights("weights-pattern-smallest", "np.argsort(-blocks, axis=1", "np.argsort(blocks, axis=1"),
    weights("weights-pattern-one-more", "(order < keep)", "(order <= keep)"),
    weights(
        "weights-zeros-forgotten",
        "np.where(np.asarray(kernel) == 0, -np.inf, score)",
        "np.asarray(score)",
    ),
    selection(
        "selection-rounded-up",
        "math.ceil((width - count) / multiple)",
        "math.floor((width - count) / multiple)",
    ),
    selection(
        "selection-cap-of-all",
        "order[: math.floor(cap * len(order))]",
        "order[: math.ceil(cap * len(order))]",
    ),
)
