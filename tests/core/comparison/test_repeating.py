from __future__ import annotations

from core.comparison import repeats
from tests.core.comparison.test_groups import run


def test_repeats_take_the_next_seeds_that_nobody_had() -> None:
    first = run("Nets · seed 5", seed=5)
    known = [first, run("Nets · seed 6", seed=6), run("Nets", seed=7, strategy="random")]
    specs = repeats(first, known, 2)
    assert [spec.seed for spec in specs] == [7, 8]
    assert [spec.name for spec in specs] == ["Nets · seed 7", "Nets · seed 8"]


def test_repeats_differ_in_nothing_but_seed_and_name() -> None:
    first = run()
    own = {"name": first.spec.name, "seed": first.spec.seed}
    assert [spec.model_copy(update=own) for spec in repeats(first, [], 3)] == [first.spec] * 3


def test_a_long_name_is_cut_and_the_last_seed_is_followed_by_the_first() -> None:
    (spec,) = repeats(run("n" * 80, seed=2**31 - 1), [], 1)
    assert (spec.seed, len(spec.name)) == (0, 80)
    assert spec.name.endswith("n · seed 0")
