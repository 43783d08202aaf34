"""Mutants of the search strategies."""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

TESTS = "tests/core/strategies"
gp = partial(Mutant, "core/strategies/gp.py", (f"{TESTS}/test_gp_formulas.py",))
nsga2 = partial(Mutant, "core/strategies/nsga2.py", (f"{TESTS}/test_nsga2.py",))
evolution = partial(Mutant, "core/strategies/evolution.py", (f"{TESTS}/test_evolution.py",))
reinforce = partial(
    Mutant, "core/strategies/reinforce.py", (f"{TESTS}/test_reinforce_formulas.py",)
)
tpe = partial(Mutant, "core/strategies/tpe.py", (f"{TESTS}/test_tpe.py",))
grid = partial(Mutant, "core/strategies/grid.py", (f"{TESTS}/test_grid.py",))
local = partial(Mutant, "core/strategies/local.py", (f"{TESTS}/test_local.py",))
rungs = partial(Mutant, "core/strategies/halving_rungs.py", (f"{TESTS}/test_halving_rungs.py",))
brackets = partial(
    Mutant, "core/strategies/halving_brackets.py", (f"{TESTS}/test_halving_brackets.py",)
)
hyperband = partial(Mutant, "core/strategies/hyperband.py", (f"{TESTS}/test_halving_brackets.py",))
asha = partial(Mutant, "core/strategies/asha.py", (f"{TESTS}/test_asha.py",))
screening = partial(Mutant, "core/strategies/screening.py", (f"{TESTS}/test_screening.py",))

MUTANTS = (
    gp("gp-matern-3/2", "math.sqrt(5.0) * distance", "math.sqrt(3.0) * distance"),
    gp("gp-matern-square", "scaled**2 / 3.0", "scaled**2 / 5.0"),
    gp("gp-improvement-density", "+ deviation * density", "+ density"),
    gp(
        "gp-likelihood-determinant",
        "- float(np.log(np.diag(lower)).sum())",
        "+ float(np.log(np.diag(lower)).sum())",
    ),
    gp("gp-deviation-is-variance", "scale * np.sqrt(variance)", "scale * variance"),
    gp(
        "gp-variance-power", "(solved[:, 1:] ** 2).sum(axis=0)", "np.abs(solved[:, 1:]).sum(axis=0)"
    ),
    gp("gp-noise-squared", "noise * np.eye", "noise * noise * np.eye"),
    gp("gp-costs-unscaled", "(points - low) / np.where(span > 0.0, span, 1.0)", "points - low"),
    gp(
        "gp-weights-not-drawn",
        "rng.dirichlet(np.ones(points.shape[1]))",
        "np.ones(points.shape[1])",
    ),
    gp("gp-rank-off-by-one", "rank / max(1, size - 1)", "rank / max(1, size)"),
    gp("gp-one-hot-distance", "point[index] = math.sqrt(0.5)", "point[index] = 1.0"),
    gp("gp-best-is-worst", "float(costs.min())", "float(costs.max())"),
    gp("gp-forgets-the-newest", "next(bad, 0)", "next(bad, -1)"),
    nsga2("nsga2-no-elitism", "pool = self._parents + self._children", "pool = self._children"),
    nsga2("nsga2-worse-wins", "size=2).min()", "size=2).max()"),
    nsga2(
        "nsga2-crossover-chance", "rng.random() < self._crossover", "rng.random() > self._crossover"
    ),
    evolution("evolution-repeats-rivals", "replace=False", "replace=True"),
    evolution(
        "evolution-sample-of-two", "min(self._sample, len(self._alive))", "min(2, len(self._alive))"
    ),
    reinforce("reinforce-baseline-rate", "(1.0 - keep) * error\n", "keep * error\n"),
    reinforce(
        "reinforce-variance",
        "keep * (self._variance + (1.0 - keep) * error * error)",
        "keep * self._variance + (1.0 - keep) * error * error",
    ),
    reinforce("reinforce-no-root", "error / math.sqrt(self._variance)", "error / self._variance"),
    reinforce("reinforce-mean-count", "1.0 - 1.0 / self._rewarded", "1.0 / self._rewarded"),
    reinforce("reinforce-no-logarithm", "math.log(max(value, SMALLEST))", "max(value, SMALLEST)"),
    reinforce("reinforce-score-raw", "math.asinh(value) if unbounded", "value if unbounded"),
    reinforce("reinforce-slope", "slope = -advantage * chances", "slope = 0.0 * chances"),
    reinforce("reinforce-entropy-sign", "-chances * (logs", "chances * (logs"),
    tpe(
        "tpe-best-as-worst",
        '(max if objective.direction == "minimize" else min)',
        '(min if objective.direction == "minimize" else max)',
    ),
    grid("grid-stride-half", "total * 618_033_988_749_894_848 // 10**18", "total // 2"),
    local(
        "local-starts-off-by-one",
        "len(self._climb) >= self._starts",
        "len(self._climb) > self._starts",
    ),
    local(
        "local-forgets-known",
        "self._climb += [trial for trial in known",
        "[trial for trial in known",
    ),
    rungs(
        "rungs-rounded-down",
        "round(epochs / reduction ** len(down))",
        "int(epochs / reduction ** len(down))",
    ),
    rungs(
        "rungs-climb-total",
        "before, count = until, onward(count)",
        "before, count = until, onward(starters)",
    ),
    brackets(
        "brackets-not-one-at-least",
        "quota = max(1, len(ladder.rungs[rung]) // self._reduction)",
        "quota = len(ladder.rungs[rung]) // self._reduction",
    ),
    brackets("brackets-trainings-last", "min(size, candidates)", "size"),
    hyperband("hyperband-no-share", "len(rungs) * reduction**s / (s + 1)", "reduction**s"),
    asha(
        "asha-quota-up",
        "len(rungs[rung]) // self._params.reduction",
        "-(-len(rungs[rung]) // self._params.reduction)",
    ),
    asha("asha-trainings-root", "math.isqrt(n) // 2", "math.isqrt(n)"),
    screening("screening-brief-twice", "if brief < self.epochs", "if brief <= self.epochs"),
)
