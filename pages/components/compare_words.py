"""Owns the sentences of the Compare page: who did better, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.comparison import Comparison, Ranking, Spent
from core.metrics import METRICS
from core.scores import NO_DIFFERENCE, Samples, score_of
from core.specs import RunSpec
from pages.components.text import count, duration, metric, noun, plain, share, titled

SPENT: dict[Spent, str] = {
    "trials": "Trials",
    "seconds": "Training time",
    "epochs": "Epochs",
}
# The ranges of two equal searches with n seeds each lie apart by chance in 2 n! n! / (2n)! of all
# cases: with three seeds in 10 %, with five in 0.8 %.
SURE_SEEDS = 5
# More scores than this are no sentence; the chart has them all.
MOST_SINGLE = 3

_REACHABLE = "all that could be reached"

HYPERVOLUME = (
    "The front's hypervolume, as a share of a box with straight scales: across from nothing to the "
    "dearest of the networks that the searches may try (or the limit), up from none right to all "
    "right. Of one search it is the figure of its own page; where searches were measured along "
    "other lines, it reaches to the dearest of these trials. 100 % would be a perfect network that "
    "costs nothing. The chart beside it has a logarithmic scale and is closer in, so the share "
    "cannot be read off it."
)
IMPORTANCE = (
    "How much of the differences in score a choice explains by itself (main effect, ε²); point at "
    "a bar for the mean of each value. It says nothing of choices that only work together, and a "
    "search tries what it likes more often: with few trials, take it as a hint."
)


def amount(axis: Spent, spent: float) -> str:
    """Format the spending: ``40 trials``, ``2 min 5 s of training``, ``320 epochs``."""
    if axis == "seconds":
        return f"{duration(spent)} of training"
    noun = "trial" if axis == "trials" else "epoch"
    return count(spent, noun if spent == 1 else f"{noun}s")


def verdict(rankings: Sequence[Ranking], axis: Spent, spent: float) -> tuple[str, str]:
    """Return a headline that names the winner, and a line on how certain that is."""
    first = rankings[0]
    after = amount(axis, spent)
    if len(rankings) == 1:
        headline = f"After {after}, {_name(first)} covers {share(first.median)} of {_REACHABLE}."
        return headline, f"{_spread(first)} Add another search to compare it with."
    second = rankings[1]
    figures = f"{share(first.median)} of {_REACHABLE}"
    if share(first.median) == share(second.median):
        names = f"{_name(first)} and {_name(second)}"
        headline = f"{names} are level: after {after} both cover {figures}."
        return headline, _trust(first, second)
    how = "did better" if _is_sure(first, second) else "is ahead, but not for sure"
    behind = f"{_name(second)} {share(second.median)}"
    headline = f"{_name(first)} {how}: after {after} it covers {figures}, {behind}."
    return headline, _trust(first, second)


def differ_line(differences: Mapping[str, Sequence[str]]) -> str:
    """Return ``They differ in strategy (nsga2 / random).``"""
    if not differences:
        return ""
    parts = [
        f"**{aspect}** ({plain(' / '.join(dict.fromkeys(values)))})"
        for aspect, values in differences.items()
    ]
    return f"They differ in {' and '.join(parts)}."


def one_data(specs: Sequence[RunSpec]) -> bool:
    """Return whether all use the same data; without that no winner can be named."""
    return len({spec.dataset for spec in specs}) == 1


def single_line(comparison: Comparison, samples_of: Callable[[str], Samples]) -> str:
    """Return how sure the best scores of searches with a single run are.

    Empty without such a search, and of scores for which there is no interval.

    Args:
        samples_of: what the scores of a run, by its id, were taken on.
    """
    up = comparison.objectives[0].metric
    single = [group for group in comparison.groups if len(group.runs) == 1][:MOST_SINGLE]
    scores = [
        score_of(up, float(group.middle.values[-1, 0]), samples_of(group.runs[0].id))
        for group in single
    ]
    if METRICS[up].part is None or not any(score.interval for score in scores):
        return ""
    scored = [
        f"{plain(group.name)} {metric(up, score.value)} ({score.evidence})"
        for group, score in zip(single, scores, strict=True)
    ]
    alike = len(scores) == 2 and not scores[0].differs_from(scores[1])
    return f"Best {noun(up)}: {'; '.join(scored)}{f': {NO_DIFFERENCE}' if alike else ''}."


def notes(comparison: Comparison, axis: Spent) -> list[str]:
    """Return notes for the reader: runs left out, under way, or of unequal length."""
    found: list[str] = []
    if comparison.waiting:
        metrics = " and ".join(titled(each.metric) for each in comparison.objectives)
        names = plain(", ".join(run.name for run in comparison.waiting[:5]))
        found.append(f"Left out so far, for want of a complete trial with {metrics}: {names}.")
    runs = [run for group in comparison.groups for run in group.runs]
    going = sum(not run.has_ended for run in [*runs, *comparison.waiting])
    if going:
        word = "run is" if going == 1 else "runs are"
        found.append(f"{going} {word} not finished: the figures move on by themselves.")
    spent, longest = comparison.common_spending(axis), comparison.longest(axis)
    if longest > spent * 1.05:
        end = f"where the shortest run stands; the longest is at {amount(axis, longest)}"
        found.append(f"Compared after {amount(axis, spent)}, {end}.")
    return found


def ranking_rows(rankings: Sequence[Ranking]) -> list[dict[str, str]]:
    """Return the rankings as a table of Markdown, the best first."""
    return [
        {
            "Search": _name(each),
            "Seeds": str(each.group.seeds),
            "Covers": share(each.median),
            "Range": f"{share(each.least)} to {share(each.most)}" if each.group.seeds > 1 else "–",
        }
        for each in rankings
    ]


def _name(ranking: Ranking) -> str:
    return plain(ranking.group.name)


def _is_sure(first: Ranking, second: Ranking) -> bool:
    enough = min(first.group.seeds, second.group.seeds) >= SURE_SEEDS
    return enough and not first.overlaps(second)


def _spread(ranking: Ranking) -> str:
    if ranking.group.seeds == 1:
        return "One run: repeat it with other seeds to see how much of this is luck."
    low, high = share(ranking.least), share(ranking.most)
    return f"Median of {ranking.group.seeds} seeds, which range from {low} to {high}."


def _trust(first: Ranking, second: Ranking) -> str:
    single = [each for each in (first, second) if each.group.seeds == 1]
    if len(single) == 2:
        return "One run each: another seed may turn this round. Repeat both with several seeds."
    if single:
        return f"{_name(single[0])} has one run only. Repeat it with several seeds."
    ranges = " and ".join(f"{share(e.least)} to {share(e.most)}" for e in (first, second))
    seeds = f"{first.group.seeds} and {second.group.seeds} seeds"
    if first.overlaps(second):
        return f"The ranges over {seeds} overlap ({ranges}): this much may be luck."
    if min(first.group.seeds, second.group.seeds) < SURE_SEEDS:
        return f"The ranges over {seeds} do not overlap ({ranges}), but so few seeds prove little."
    return f"The ranges over {seeds} do not overlap ({ranges})."
