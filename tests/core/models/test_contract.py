"""What every family of the registry keeps: one function, two readings that agree."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.models import build, sketch
from core.models.catalogue import FAMILIES
from core.models.rules import ChoiceRule
from core.presets import preset_spaces
from core.profile.counts import count
from core.spaces import sample
from core.specs import Choices, Space, Value
from tests.conftest import HEAVY, imported

SHAPES = {"classification": (32, 32, 3), "detection": (96, 96, 3)}
# The published nasnet repeats each cell four times, efficientdet its neck three times: once and
# twice have every layer there is.
SHORTER: dict[str, Choices] = {
    "nasnet": {"repeats": 1},
    "efficientdet": {"bifpn_repeats": 2, "head_depth": 2, "depth_multiplier": 0.5},
}
CASES = [
    *(Space(name=family, family=family, choices=()) for family in FAMILIES.names()),
    *preset_spaces().values(),
]


def least(family: str) -> dict[str, Value]:
    """The choices that ``family`` cannot do without, at their first values."""
    options = FAMILIES.entry(family).params
    needed = [rule for rule in options.rules if rule.required]
    whole = {rule.stem: first_value(rule) for rule in needed if not rule.per_block}
    blocks = int(whole.get(options.counter, options.max_blocks))
    each = {
        f"{rule.stem}_{block}": first_value(rule)
        for rule in needed
        if rule.per_block
        for block in range(1, blocks + 1)
    }
    return whole | each | SHORTER.get(family, {})


def first_value(rule: ChoiceRule) -> Value:
    if rule.values:
        return rule.values[0]
    return False if rule.low is None else rule.low


def shape_for(family: str) -> tuple[int, int, int]:
    return SHAPES[FAMILIES.entry(family).params.task]


def some_choices(space: Space) -> Choices:
    if not space.choices:
        return least(space.family)
    return sample(space, np.random.default_rng(1))


@pytest.fixture(params=CASES, ids=lambda space: space.name, scope="module")
def case(request: pytest.FixtureRequest) -> Space:
    return request.param


@pytest.fixture(scope="module")
def model(case: Space) -> keras.Model:
    return build(
        case.family,
        input_shape=shape_for(case.family),
        classes=5,
        choices=some_choices(case),
        **case.options,
    )


def test_sketch_equals_keras_layer_by_layer(case: Space, model: keras.Model) -> None:
    drawn = sketch(
        case.family,
        some_choices(case),
        input_shape=shape_for(case.family),
        classes=5,
        options=case.options,
    )
    # A layer that is called again is drawn again; the MACs below count all its calls.
    first = [one for one in drawn.layers if "#" not in one.name]
    got = [(one.name, one.kind, one.output_shape, one.parameters) for one in first]
    expected = [
        (layer.name, type(layer).__name__, tuple(layer.output.shape[1:]), layer.count_params())
        for layer in model.layers
    ]
    # Keras lists branches in an order of its own.
    assert sorted(got) == sorted(expected)
    counts = count(model)
    assert (drawn.parameters, drawn.macs) == (counts.parameters, counts.macs)


def test_outputs_are_what_the_task_asks_for(case: Space, model: keras.Model) -> None:
    shape = shape_for(case.family)
    y = model(np.random.default_rng(0).random((3, *shape), dtype=np.float32))
    if FAMILIES.entry(case.family).params.task == "classification":
        assert y.shape == (3, 5)
        assert y.numpy().sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    else:
        assert isinstance(y, list)
        assert all(len(each) == 3 and np.isfinite(each).all() for each in y)


def test_moving_statistics_are_quick_enough_for_short_training(model: keras.Model) -> None:
    kinds = keras.layers.BatchNormalization
    assert {layer.momentum for layer in model.layers if isinstance(layer, kinds)} == {0.9}


def test_every_family_is_described() -> None:
    assert all(entry.summary and entry.title != entry.name for entry in FAMILIES.entries())


def test_no_sketch_needs_tensorflow() -> None:
    wanted = [(family, least(family), shape_for(family)) for family in FAMILIES.names()]
    program = (
        "from core.models import sketch\n"
        f"for family, choices, shape in {wanted!r}:\n"
        "    sketch(family, choices, input_shape=shape, classes=10)"
    )
    assert not HEAVY & imported(program)
