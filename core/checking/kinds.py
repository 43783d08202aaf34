"""What a run works on: images, scenes, a table of finished answers, or a parent to prune."""

from __future__ import annotations

from collections.abc import Iterator

from core.candidates.description import parent_of
from core.datasets import DatasetInfo
from core.errors import EvaluationError, Problem
from core.estimators.catalogue import ESTIMATORS, works_on
from core.models.catalogue import task_of
from core.models.pruned_options import PRUNED
from core.parents.info import ParentInfo
from core.specs import RunSpec, Space

KINDS = {
    "images": "images to train on",
    "scenes": "scenes with objects to find",
    "table": "a table of finished answers",
    "parent": "prunings of a trained network",
    "detector": "prunings of a trained detector",
}


def kind_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """Yield a table is answered from, images are trained on, a parent is pruned: never
    otherwise.
    """
    kind = kind_of(spec.space, info)
    fitting = [entry.name for entry in ESTIMATORS.entries() if works_on(entry.name) == kind]
    if spec.estimator.name not in fitting:
        pruned = spec.space.family == PRUNED
        what = f"The space {spec.space.name!r}" if pruned else f"The data {info.name!r}"
        yield Problem(
            "estimator.name",
            f"{what} is {KINDS[kind]}, which {spec.estimator.name!r} cannot use. "
            f"Choose {' or '.join(repr(name) for name in fitting)}{_other_way(spec)}.",
        )


def _other_way(spec: RunSpec) -> str:
    """Return for who does want to prune: where the spaces come from that can be."""
    if works_on(spec.estimator.name) not in ("parent", "detector"):
        return ""
    return ", or take a space of prunings: from the Prune page, or python -m core prune"


def kind_of(space: Space, info: DatasetInfo) -> str:
    """Return what an estimator has to work on, as :data:`core.estimators.catalogue.Kind` names
    it.
    """
    if info.table is not None:
        return "table"
    finds = info.task == "detection"
    if space.family == PRUNED:
        return "detector" if finds else "parent"
    return "scenes" if finds else "images"


def task_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """Yield objects are found by detectors, classes told apart by the others."""
    family = spec.space.family
    if family == PRUNED or task_of(family) == info.task:
        return
    finds = info.task == "detection"
    yield Problem(
        "space",
        f"The family {family!r} {'tells classes apart' if finds else 'finds objects'}, and "
        f"{info.name!r} asks {'where objects are' if finds else 'which class an image is of'}. "
        f"Choose a space of {'detectors' if finds else 'classifiers'}, or other data.",
    )


def parent_problems(spec: RunSpec, info: DatasetInfo) -> Iterator[Problem]:
    """Yield a space of prunings needs its parent, and the data set that the parent knows."""
    if spec.space.family != PRUNED or info.table is not None:
        return
    try:
        parent = parent_of(spec.space)
    except EvaluationError as error:
        yield Problem("space.options.parent", str(error))
        return
    if parent.dataset != info.name:
        yield Problem(
            "dataset",
            f"The parent {parent.title!r} knows the images of {parent.dataset!r}; got "
            f"{info.name!r}. Choose {parent.dataset!r}.",
        )
    yield from _group_problems(spec.space, parent)


def _group_problems(space: Space, parent: ParentInfo) -> Iterator[Problem]:
    """Yield shares of groups that the parent has not."""
    for choice in space.choices:
        number = choice.name.removeprefix("ratio_")
        if number.isdecimal() and int(number) > len(parent.groups):
            yield Problem(
                f"space.choices.{choice.name}",
                f"The parent {parent.title!r} has {len(parent.groups)} groups of channels; got a "
                f"share for group {number}. Remove it.",
            )
