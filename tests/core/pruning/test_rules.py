"""What every rule keeps: a network around its kind of call computes what its masked parent does."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest

from core.models.keras.calls import calls
from core.pruning import prune_channels
from core.pruning.rules import FUNCTION_RULES, LAYER_RULES, RULES
from tests.core.pruning.nets import randomise
from tests.core.pruning.samples import FUNCTIONS, LAYERS, OWN, WHOLE, Sample

KINDS = [
    *((name, LAYERS) for name in RULES),
    *((name, FUNCTIONS) for name in FUNCTION_RULES),
    *((kind.__name__, OWN) for kind in LAYER_RULES),
]


def _sample(kind: str, samples: dict[str, Sample]) -> Sample:
    if kind not in samples:
        pytest.fail(f"The rule for {kind!r} has no sample call: add one to {__package__}.samples.")
    return samples[kind]


def _net_around(kind: str, sample: Sample, rng: np.random.Generator) -> keras.Model:
    """Dense layers before and after one call, so that channels are made, pass it and are read."""
    rank = re.search(r"\dD", kind)
    sides = (4,) * (int(rank[0][0]) if rank else 2)
    image = keras.Input((*sides, 3))
    x = sample(keras.layers.Dense(8)(image))
    model = keras.Model(image, keras.layers.Dense(2)(keras.layers.Dense(6)(x)))
    randomise(model, rng)
    return model


@pytest.mark.parametrize(("kind", "samples"), KINDS, ids=[kind for kind, _ in KINDS])
def test_every_rule_keeps_to_the_masked_parent(kind: str, samples: dict[str, Sample]) -> None:
    rng = np.random.default_rng(0)
    net = _net_around(kind, _sample(kind, samples), rng)
    assert kind in {call.kind for call in calls(net)}
    result = prune_channels(net, 0.5, "random", "local")
    assert result.disagreement(rng.normal(size=(3, *net.input_shape[1:]))) <= 1e-5
    first, *between, _ = (width for group in result.groups for width in group)
    assert (first.after == first.before) == (kind in WHOLE)
    assert all(width.after < width.before for width in between)
