"""Spaces of the ways to prune a parent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.candidates.pruning_goals import SWEEP
from core.errors import Problem, SpecError
from core.models.pruned_options import PRUNED, PrunedOptions
from core.parents.info import ParentInfo
from core.specs import LONGEST_NAME, Choice, Space, Value

# A choice matters only under some values of another: what goes, in which steps, trained how long.
_MATTERS: Mapping[str, tuple[str, Callable[[Value], bool]]] = {
    **dict.fromkeys(
        ("criterion", "target", "round_to", "cap"),
        ("granularity", lambda value: value == "channels"),
    ),
    "weight_criterion": ("granularity", lambda value: value != "channels"),
    # Two of every four is half of every layer, at once.
    **dict.fromkeys(("ratio", "scope", "schedule"), ("granularity", lambda value: value != "2:4")),
    "rounds": ("schedule", lambda value: value != "one_shot"),
    "distillation": ("epochs", lambda value: value != 0),
}

# Where only the default of these is tried, they are not worth a word.
_UNSAID = frozenset({"granularity", "target", "schedule", "round_to"})
# What has no meaning where every group has a share of its own.
_OF_THE_WHOLE = ("ratio", "scope", "target")


def pruning_space(
    of: ParentInfo, choices: Mapping[str, Sequence[Value]] | None = None, *, by_group: bool = False
) -> Space:
    """Return a space of prunings of ``of``: the recommended one or the given ``choices``.

    A choice of one value fixes it. One that matters only under some values of another exists only
    under these: a criterion of channels where channels go, say. Where it never matters it is left
    out, and so is what goes, of what, in which steps and in which multiples, where only its
    default is tried.

    Args:
        by_group: each group of channels loses one of the ratios, or nothing, whatever the others
            lose (as AMC searches, He et al. 2018).

    Raises:
        SpecError: by group something else than channels is to go.
    """
    tried = SWEEP if choices is None else choices
    if by_group:
        tried = _by_group(of, tried)
    # What others depend on has to stand before them.
    deciding = [key for key in ("granularity", "schedule", "epochs") if key in tried]
    found = [_choice(key, tried) for key in dict.fromkeys([*deciding, *tried])]
    meant = [choice for choice in found if choice is not None]
    said = [choice for choice in meant if not _goes_without_saying(choice)]
    return Space(
        name=f"prune {of.name}"[:LONGEST_NAME],
        family=PRUNED,
        # A space holds one choice at least.
        choices=tuple(said or meant),
        options={"parent": of.name},
    )


def _goes_without_saying(choice: Choice) -> bool:
    usual = PrunedOptions.model_fields[choice.name].default if choice.name in _UNSAID else None
    return choice.values == (usual,)


def _by_group(of: ParentInfo, tried: Mapping[str, Sequence[Value]]) -> dict[str, Sequence[Value]]:
    """Replace the common ratio in ``tried`` by one for each group that can be pruned."""
    if set(tried.get("granularity", ("channels",))) != {"channels"}:
        raise SpecError(
            [
                Problem(
                    "granularity",
                    "must be channels alone where each group has a share of its own; got "
                    f"{', '.join(map(str, tried['granularity']))}. Leave by_group out.",
                )
            ]
        )
    shares = tuple(dict.fromkeys((0.0, *tried.get("ratio", SWEEP["ratio"]))))
    rest = {key: values for key, values in tried.items() if key not in _OF_THE_WHOLE}
    numbers = [n for n, group in enumerate(of.groups, start=1) if group.free > 1]
    return rest | {"ratio": (0.0,)} | {f"ratio_{number}": shares for number in numbers}


def _choice(name: str, tried: Mapping[str, Sequence[Value]]) -> Choice | None:
    """Return the choice ``name`` with its condition, or None where it never matters."""
    values = tuple(tried[name])
    key, matters = _MATTERS.get(name, ("", bool))
    if key not in tried:
        return Choice(name=name, values=values)
    other = _choice(key, tried)
    given = tuple(value for value in other.values if matters(value)) if other else ()
    if other is None or not given:
        return None
    # Without a condition of its own it is there whenever the other is.
    when = {key: given} if len(given) < len(other.values) else other.when
    return Choice(name=name, values=values, when=when)
