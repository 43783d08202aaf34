"""What a candidate will be, before it is made: one door for spaces of families and of parents."""

from __future__ import annotations

from core.datasets import DatasetInfo
from core.errors import EvaluationError, NotFoundError, StoreError, UnknownNameError
from core.metrics import Task
from core.models import sketch
from core.models.catalogue import family_options
from core.models.catalogue import task_of as task_of_family
from core.models.pruned_options import PRUNED, PrunedOptions
from core.models.sketch.base import Sketch
from core.parents.info import ParentInfo
from core.parents.repository import parent
from core.parents.sketch import pruned_sketch
from core.paths import home
from core.specs import Choices, Space


def sketch_of(space: Space, choices: Choices, info: DatasetInfo) -> Sketch:
    """Return the layers of a candidate and their costs, in microseconds and without TensorFlow.

    Those of a pruned network are estimates, see :func:`core.parents.sketch.pruned_sketch`.

    Raises:
        EvaluationError: the candidate cannot be made for these images.
    """
    if space.family == PRUNED:
        settings = settings_of(space, choices)
        return pruned_sketch(parent_of(space), settings, choices)
    return sketch(
        space.family,
        choices,
        input_shape=info.image_shape,
        classes=len(info.class_names),
        options=space.options,
    )


def description_of(space: Space, choices: Choices) -> str:
    """Return a candidate in at most 40 characters that a person can say: ``3 blocks, 8–32
    channels``.

    Empty where its family is not known here, or its choices are none that the family understands:
    a store may come from another version.
    """
    try:
        if space.family == PRUNED:
            return settings_of(space, choices).describe(choices)
        return family_options(space.family, space.options).describe(choices)
    except (EvaluationError, UnknownNameError, TypeError, ValueError):
        return ""


def task_of(space: Space) -> Task | None:
    """Return what the networks of ``space`` answer; None of a parent that is gone: nobody knows."""
    if space.family != PRUNED:
        return task_of_family(space.family)
    try:
        return parent_of(space).task
    except EvaluationError:
        return None


def parent_of(space: Space) -> ParentInfo:
    """Return the parent whose pruning ``space`` varies.

    Raises:
        EvaluationError: it is not kept here any more.
    """
    try:
        return parent(str(space.options.get("parent")), home())
    except (NotFoundError, StoreError) as error:
        raise EvaluationError(str(error)) from error


def settings_of(space: Space, choices: Choices) -> PrunedOptions:
    """Return how a candidate of a space of pruned networks is made: its choices, the rest as fixed.

    Raises:
        EvaluationError: a value is out of its bounds.
    """
    whole = {name: value for name, value in choices.items() if name in PrunedOptions.model_fields}
    settings = family_options(PRUNED, {**space.options, **whole})
    if not isinstance(settings, PrunedOptions):
        raise TypeError(f"The options of {PRUNED!r} must be PrunedOptions; got {settings!r}.")
    return settings
