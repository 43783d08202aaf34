"""What the Compare page claims, and what it does not."""

from __future__ import annotations

from core.comparison import Comparison, compare
from core.datasets.part_sizes import PartSize
from core.scores import Samples
from pages.components.compare_words import amount, notes, single_line, verdict
from tests.core.comparison.test_groups import flat, run
from tests.seeds import OBJECTIVES


def compared(**accuracies: list[float]) -> Comparison:
    """Searches named by their strategy, one run for each accuracy."""
    runs = [
        (run(name, seed, name), flat(accuracy))
        for name, own in accuracies.items()
        for seed, accuracy in enumerate(own)
    ]
    return compare(runs, OBJECTIVES)


def said(found: Comparison) -> tuple[str, str]:
    return verdict(found.rankings("trials"), "trials", found.common_spending("trials"))


def test_a_clear_winner_is_called_better_with_both_figures() -> None:
    drawn, evolved = [0.5, 0.6, 0.55, 0.5, 0.6], [0.8, 0.9, 0.85, 0.8, 0.9]
    headline, trust = said(compared(random=drawn, nsga2=evolved))
    assert headline.startswith("nsga2 did better: after 2 trials it covers")
    assert "76.5 %" in headline and "49.5 %" in headline
    assert "over 5 and 5 seeds do not overlap" in trust


def test_overlapping_ranges_are_never_called_better() -> None:
    headline, trust = said(compared(random=[0.5, 0.8, 0.6], nsga2=[0.7, 0.9, 0.75]))
    assert "is ahead, but not for sure" in headline
    assert "overlap" in trust and "may be luck" in trust


def test_ranges_of_three_seeds_that_lie_apart_may_be_luck() -> None:
    headline, trust = said(compared(random=[0.5, 0.6, 0.55], nsga2=[0.8, 0.9, 0.85]))
    assert "is ahead, but not for sure" in headline and "so few seeds prove little" in trust


def test_two_seeds_prove_little_and_one_proves_less() -> None:
    headline, trust = said(compared(random=[0.1, 0.2], nsga2=[0.8, 0.9]))
    assert "not for sure" in headline and "so few seeds prove little" in trust
    assert "One run each" in said(compared(random=[0.1], nsga2=[0.9]))[1]
    assert "random has one run only" in said(compared(random=[0.1], nsga2=[0.8, 0.9]))[1]


KNOWN: Samples = {"validation": PartSize(288)}


def test_one_run_alone_has_the_interval_of_its_best_score() -> None:
    alone = compared(random=[0.97])
    assert single_line(alone, lambda _: KNOWN) == (
        "Best accuracy: random 97.0 % (94.3 to 98.4 %, 288 validation pictures)."
    )
    assert single_line(alone, lambda _: {}) == ""
    assert single_line(compared(random=[0.9, 0.97]), lambda _: KNOWN) == ""


def test_two_single_runs_below_a_standard_error_are_not_told_apart() -> None:
    def end(*best: float) -> str:
        found = compared(random=[best[0]], nsga2=[best[1]])
        return single_line(found, lambda _: KNOWN).rpartition(")")[2]

    assert end(0.96, 0.97) == ": no difference that these pictures can show."
    assert end(0.90, 0.97) == "."


def test_equal_figures_are_level() -> None:
    assert "are level" in said(compared(random=[0.5], nsga2=[0.5]))[0]


def test_runs_left_out_and_runs_that_go_on_are_reported() -> None:
    new = run("New", strategy="tpe").model_copy(update={"status": "running"})
    text = " ".join(notes(compare([(run(), flat(0.5)), (new, [])], OBJECTIVES), "trials"))
    assert "Left out so far" in text and "New" in text and "1 run is not finished" in text


def test_what_was_spent_is_reported_in_its_unit() -> None:
    assert amount("trials", 1) == "1 trial"
    assert amount("epochs", 320) == "320 epochs"
    assert amount("seconds", 125) == "2 min 5 s of training"
