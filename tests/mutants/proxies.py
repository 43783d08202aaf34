"""Mutants of the scores of untrained networks."""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

FOLDER, TESTS = "core/estimators/proxies", ("tests/core/estimators/test_proxy_formulas.py",)
naswot = partial(Mutant, f"{FOLDER}/naswot.py", TESTS)
gradients = partial(Mutant, f"{FOLDER}/gradients.py", TESTS)
jacobian = partial(Mutant, f"{FOLDER}/jacobian.py", TESTS)
synflow = partial(Mutant, f"{FOLDER}/synflow.py", TESTS)

MUTANTS = (
    naswot("naswot-only-on", "(both_on + both_off)", "(both_on)"),
    naswot(
        "naswot-relu-only",
        'frozenset({"relu", "relu6", "silu", "hard_silu"})',
        'frozenset({"relu"})',
    ),
    gradients("grad-norm-squared", "sum(tf.norm(gradient) for", "sum(tf.norm(gradient) ** 2 for"),
    gradients(
        "gradients-of-the-sum", "loss = tf.reduce_mean(losses)", "loss = tf.reduce_sum(losses)"
    ),
    gradients(
        "snip-signs",
        "tf.reduce_sum(tf.abs(kernel * gradient))",
        "tf.abs(tf.reduce_sum(kernel * gradient))",
    ),
    jacobian("jacob-cov-no-logarithm", "np.log(values + FLOOR) + 1.0", "1.0"),
    jacobian("jacob-cov-inverse-sign", "+ 1.0 / (values + FLOOR)", "- 1.0 / (values + FLOOR)"),
    jacobian("jacob-cov-uncorrelated", "np.corrcoef(rows)", "np.cov(rows)"),
    synflow("synflow-natural-logarithm", "math.log10(flow)", "math.log(flow)"),
    synflow("synflow-largest-logit", "passed = tf.reduce_sum(", "passed = tf.reduce_max("),
)
