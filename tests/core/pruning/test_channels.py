"""Channel pruning: targets, caps, rounding, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PruningError
from core.models.pruning_methods import CRITERIA
from core.profile.counts import count
from core.pruning import prune_channels, targets
from core.pruning.channels import choose_by_group, choose_channels, prune_to
from core.pruning.selection import SelectionRule
from tests.core.pruning.nets import random_net

RNG = np.random.default_rng(0)
DATA = RNG.normal(size=(20, 8, 8, 3)).astype(np.float32), RNG.integers(0, 5, 20)


def _plain(depth: int = 6, width: int = 32) -> keras.Model:
    convolutions = [keras.layers.Conv2D(width, 3, padding="same") for _ in range(depth)]
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, activation="softmax")]
    return keras.Sequential([keras.Input((8, 8, 3)), *convolutions, *head])


@pytest.mark.parametrize("criterion", CRITERIA.names())
@pytest.mark.parametrize("scope", ["global", "local"])
def test_every_criterion_prunes(criterion: str, scope: str) -> None:
    net = random_net(11)
    result = prune_channels(net, 0.5, criterion, scope, data=DATA)  # type: ignore[arg-type]
    assert result.model.count_params() < net.count_params()
    assert result.disagreement(DATA[0]) < 1e-5


@pytest.mark.parametrize("scope", ["global", "local"])
def test_half_the_channels_leave_a_quarter_of_the_parameters(scope: str) -> None:
    parent = _plain()
    left = prune_channels(parent, 0.5, scope=scope).model.count_params()  # type: ignore[arg-type]
    assert left / parent.count_params() == pytest.approx(0.25, rel=0.1)


@pytest.mark.parametrize("target", ["parameters", "macs"])
def test_target_is_met_and_hardly_overshot(target: str) -> None:
    parent = _plain()
    counts = count(prune_channels(parent, 0.6, target=target).model)  # type: ignore[arg-type]
    share = getattr(counts, target) / getattr(count(parent), target)
    assert 0.36 < share <= 0.4


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[float], float]], None]:
    """Sets a clock that goes by the share of the parameters that is left: no real one is right."""

    def set_to(reading: Callable[[float], float]) -> None:
        def share(net: keras.Model, parent: keras.Model) -> float:
            return reading(net.count_params() / parent.count_params())

        monkeypatch.setattr(targets, "warmed_up", lambda model: model)
        monkeypatch.setattr(targets, "time_share", share)

    return set_to


def test_latency_target_is_met_by_what_the_clock_says(clock: Any) -> None:
    clock(lambda left: 0.2 + 0.8 * left)
    result = prune_channels(_plain(), 0.4, target="latency")
    took = 0.2 + 0.8 * result.model.count_params() / result.parent.count_params()
    assert 0.5 < took <= 0.6
    assert result.disagreement(DATA[0]) < 1e-5


def test_latency_that_no_cut_lessens_is_out_of_reach(clock: Any) -> None:
    clock(lambda left: 1.0)
    with pytest.raises(PruningError, match="at most 0.00 .* got 0.4 of the latency"):
        prune_channels(_plain(), 0.4, target="latency")


def test_real_clock_sees_that_nearly_nothing_is_left() -> None:
    wide = [keras.layers.Conv2D(96, 3, padding="same") for _ in range(3)]
    parent = keras.Sequential([keras.Input((32, 32, 3)), *wide])
    graph, least = choose_channels(parent, 0.85, rule=SelectionRule("local", cap=0.9))
    left = targets.cost_of(parent, graph, "latency")
    assert left(least) < left(np.ones(graph.count, np.bool_)) == 1.0


def test_what_is_left_is_a_multiple() -> None:
    result = prune_channels(_plain(), 0.45, round_to=8)
    widths = {width.after for group in result.groups for width in group[:1]} - {5}
    assert widths <= {8, 16, 24, 32}
    assert widths != {32}


def test_no_group_loses_more_than_the_cap() -> None:
    parent = _plain()
    kernel, bias = parent.layers[0].get_weights()
    # Most filters of the first layer matter least of all: without a cap they would all go.
    kernel[..., 4:] *= 1e-3
    parent.layers[0].set_weights([kernel, bias])
    assert prune_channels(parent, 0.1, "fpgm", cap=1.0).groups[0][0].after < 24
    assert prune_channels(parent, 0.1, "fpgm", cap=0.25).groups[0][0].after == 24


def test_a_layer_keeps_its_most_important_channel() -> None:
    result = prune_channels(_plain(), 0.99, "l2", "local", cap=1.0)
    assert {group[0].after for group in result.groups[:-1]} == {1}


def test_layers_left_alone_keep_their_width() -> None:
    parent = _plain()
    name = parent.layers[2].name
    result = prune_channels(parent, 0.5, keep=[name])
    (kept,) = [width for group in result.groups for width in group if width.layer == name]
    assert kept.after == kept.before


def test_least_important_filter_goes_first() -> None:
    parent = _plain(2, 4)
    kernel, bias = parent.layers[0].get_weights()
    kernel[..., 2] = 1e-4
    parent.layers[0].set_weights([kernel, bias])
    small = prune_channels(parent, 0.25, "l1", "local").model
    np.testing.assert_array_equal(small.layers[0].get_weights()[0], np.delete(kernel, 2, -1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ratio": 1.0}, r"ratio must be in \[0, 1\); got 1.0"),
        ({"ratio": -0.1}, r"ratio must be in \[0, 1\); got -0.1"),
        ({"ratio": 0.5, "scope": "all"}, "scope must be 'global' or 'local'; got 'all'"),
        ({"ratio": 0.5, "target": "bytes"}, "target must be one of .*; got 'bytes'"),
        ({"ratio": 0.5, "criterion": "l3"}, "Unknown criterion 'l3'. Known: l2, l1, "),
        ({"ratio": 0.5, "criterion": "taylor"}, "'taylor' looks at data; got data=None"),
        ({"ratio": 0.5, "criterion": "scale"}, "'scale' finds nothing to go by"),
        ({"ratio": 0.5, "round_to": 0}, "round_to must be a whole number, at least 1; got 0"),
        ({"ratio": 0.5, "round_to": 1.5}, "round_to must be a whole number.*got 1.5"),
        ({"ratio": 0.5, "round_to": float("nan")}, "round_to must be a whole number.*got nan"),
        ({"ratio": 0.5, "round_to": 64}, "round_to=64 leaves nothing to take: .* Lower"),
        ({"ratio": 0.5, "cap": 0.0}, r"cap must be in \(0, 1\]; got 0.0"),
        ({"ratio": 0.5, "cap": 0.4}, "at most the cap of a group, 0.4; got 0.5"),
        ({"ratio": 0.9, "cap": 0.3, "target": "macs"}, "ratio must be at most 0.4. to be reached"),
    ],
)
def test_bad_requests_are_refused_with_the_way_out(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PruningError, match=said):
        prune_channels(_plain(2, 32), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("scope", ["global", "local"])
def test_cap_is_never_exceeded_by_rounding(scope: str) -> None:
    result = prune_channels(_plain(3, 7), 0.8, scope=scope, cap=0.8)  # type: ignore[arg-type]
    assert min(group[0].after for group in result.groups[:-1]) >= 2


@pytest.mark.parametrize("target", ["macs", "latency"])
def test_what_depends_on_an_open_size_is_refused(target: str) -> None:
    image = keras.Input((None, None, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(8, 3)(image))
    net = keras.Model(image, keras.layers.Dense(5)(x))
    with pytest.raises(PruningError, match=r"must be fixed; got \(None, None, 3\)"):
        prune_channels(net, 0.5, target=target)  # type: ignore[arg-type]


def test_layer_that_cannot_be_made_again_is_named() -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.Lambda(lambda tensor: 2 * tensor, name="odd")(image)
    net = keras.Model(image, keras.layers.Dense(5)(keras.layers.Conv2D(8, 3)(x)))
    with pytest.raises(PruningError, match="Layer 'odd' \\(Lambda\\) cannot be made again"):
        prune_channels(net, 0.5)


def test_activation_that_cannot_be_made_again_is_named_without_its_code() -> None:
    def odd(tensor: object) -> object:
        return tensor

    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(8, 3, activation=odd, name="odd")(image)
    net = keras.Model(image, keras.layers.Dense(5)(keras.layers.Conv2D(8, 3)(x)))
    with pytest.raises(
        PruningError, match="Layer 'odd' \\(Conv2D\\) .* no Lambda layer"
    ) as refused:
        prune_channels(net, 0.5)
    assert "{" not in str(refused.value)


@pytest.mark.parametrize("activation", [keras.layers.LeakyReLU(0.2), keras.layers.ReLU(0.5)])
def test_layer_as_activation_comes_through_the_cut(activation: keras.layers.Layer) -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(8, 3, activation=activation)(image)
    net = keras.Model(image, keras.layers.Dense(5)(keras.layers.Flatten()(x)))
    assert prune_channels(net, 0.5).disagreement(DATA[0]) < 1e-5


def test_channels_that_are_chosen_are_those_that_are_then_cut() -> None:
    net = random_net(11)
    graph, kept = choose_channels(net, 0.5, "l1", SelectionRule("local"))
    whole, cut = prune_channels(net, 0.5, "l1", "local"), prune_to(net, graph, kept)
    np.testing.assert_array_equal(whole.kept, kept)
    np.testing.assert_array_equal(whole.model(DATA[0]), cut.model(DATA[0]))


def test_arguments_may_be_given_by_their_places() -> None:
    by_places = prune_channels(_plain(), 0.45, "l1", "local", 8, (), None, 0)
    assert {group[0].after for group in by_places.groups[:-1]} == {16}


def test_every_group_loses_its_own_share_up_to_the_cap() -> None:
    parent = _plain(3, 16)
    result = prune_to(
        parent, *choose_by_group(parent, [0.5, 0.0, 0.95, 0.9], rule=SelectionRule(cap=0.75))
    )
    assert [group[0].after for group in result.groups] == [8, 16, 4, 5]
    assert result.disagreement(DATA[0]) < 1e-5


def test_shares_of_groups_are_rounded_to_multiples() -> None:
    parent = _plain(2, 16)
    result = prune_to(
        parent, *choose_by_group(parent, [0.4, 0.6, 0.0], rule=SelectionRule(round_to=4))
    )
    assert [group[0].after for group in result.groups] == [12, 8, 5]


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ([0.5, 0.5], "one for each of the 3 groups; got 2"),
        ([0.5, -0.5, 0.0], r"ratio must be in \[0, 1\); got -0.5"),
        ([7.0, 0.5, 0.0], r"ratio must be in \[0, 1\); got 7.0"),
    ],
)
def test_shares_that_do_not_fit_the_groups_are_refused(ratios: list[float], said: str) -> None:
    with pytest.raises(PruningError, match=said):
        choose_by_group(_plain(2, 16), ratios)


def test_target_out_of_reach_is_never_less_than_none() -> None:
    # Nothing may go, and a measured time that is no shorter is no share at all.
    with pytest.raises(PruningError, match=r"at most 0\.\d\d to be reached"):
        prune_channels(_plain(2, 32), 1 - 1e-9, target="latency", cap=0.01)


def test_share_of_channels_is_reached_in_spite_of_rounding() -> None:
    # A group alone would lose five of sixteen, and so none where eight are to stay.
    result = prune_channels(_plain(6, 16), 0.3, "l2", "local", round_to=8)
    assert {group[0].after for group in result.groups[:-1]} == {8}


@pytest.mark.parametrize("target", ["channels", "macs"])
def test_network_with_nothing_left_to_cut_is_refused(target: str) -> None:
    for net, known in (
        (_plain(2, 1), {}),
        (_plain(2, 8), {"keep": [layer.name for layer in _plain(2, 8).layers[:2]]}),
        (keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Dense(4)]), {}),
    ):
        named = {key: [layer.name for layer in net.layers[:2]] for key in known}
        with pytest.raises(PruningError, match="Nothing is left to cut.*because.*Take ratio=0"):
            prune_channels(net, 0.5, target=target, **named)  # type: ignore[arg-type]


def test_channels_that_a_criterion_cannot_judge_count_as_well() -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.BatchNormalization()(keras.layers.Conv2D(16, 3)(image))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(16, 3)(x))
    net = keras.Model(image, keras.layers.Dense(5)(x))
    result = prune_channels(net, 0.4, "scale")
    assert [group[0].after for group in result.groups] == [3, 16, 5]
    with pytest.raises(PruningError, match="at most 0.43 .*32 may go.*'scale' judges 16 of them"):
        prune_channels(net, 0.5, "scale")


def test_any_output_that_is_no_number_is_a_disagreement() -> None:
    image = keras.Input((8, 8, 3))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(8, 3)(image))
    broken = keras.layers.Dense(2, bias_initializer=keras.initializers.Constant(np.nan))
    net = keras.Model(image, [keras.layers.Dense(2)(x), broken(x)])
    assert np.isnan(prune_channels(net, 0.5).disagreement(DATA[0]))


@given(st.floats(0.05, 0.85), st.sampled_from(["global", "local"]), st.sampled_from([1, 2, 4]))
@settings(max_examples=10, deadline=None)
def test_share_of_channels_is_met_up_to_one_a_group(ratio: float, scope: str, step: int) -> None:
    net = _plain(3, 24)
    rule = SelectionRule(scope, step)  # type: ignore[arg-type]
    graph, kept = choose_channels(net, ratio, "random", rule)
    free = np.concatenate([group.free for group in graph.groups])
    assert (~kept[free]).sum() >= ratio * len(free) - 3
