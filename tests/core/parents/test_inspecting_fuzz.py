"""Whatever bytes come as a ``.keras`` file: they are taken or refused in words, and cost little.

``PARETOSCOPE_FUZZ_SECONDS`` makes it longer; it then prints the dearest file.
"""

from __future__ import annotations

import io
import json
import os
import resource
import time
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from core.errors import CoreError
from core.parents.inspecting import CONFIG_BYTES, inspect_model

SECONDS = float(os.environ.get("PARETOSCOPE_FUZZ_SECONDS", "0"))
CPU_SECONDS = 0.5
KINDS = ("Functional", "Sequential", "Dense", "Conv2D", "Lambda", "InputLayer", "Embedding")

numbers = st.integers() | st.integers(10**300, 10**400) | st.floats() | st.booleans()
leaves = st.none() | numbers | st.text(max_size=20) | st.sampled_from(KINDS)
keys = st.sampled_from(
    "class_name module config layers units filters kernel_size build_config input_shape "
    "registered_name name batch_input_shape groups depth_multiplier".split()
)
configs = st.recursive(
    leaves,
    lambda part: st.lists(part, max_size=5) | st.dictionaries(keys, part, max_size=6),
    max_leaves=40,
)
texts = st.one_of(
    configs.map(lambda config: json.dumps(config).encode("utf-8", "surrogatepass")),
    configs.map(lambda c: json.dumps({"class_name": "Functional", "config": c}).encode("utf-8")),
    st.binary(max_size=200),
    st.integers(1, CONFIG_BYTES // 4).map(lambda depth: b"[" * depth),
    st.integers(1, CONFIG_BYTES // 4).map(lambda size: b"[" + b"{}," * (size // 3) + b"0]"),
    st.integers(1, 300_000).map(lambda digits: b"9" * digits),
)
members = st.fixed_dictionaries(
    {},
    optional={
        "config.json": texts,
        "metadata.json": texts | st.just(b'{"keras_version": "3.15.1"}'),
        "model.weights.h5": st.binary(max_size=100) | st.integers(0, 2**22).map(bytes),
        "saved_model.pb": st.just(b""),
    },
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """An archive of such members, some of its bytes changed; or anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=500))
    file = io.BytesIO()
    packed = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, content in draw(members).items():
            archive.writestr(name, content)
    content = bytearray(file.getvalue())
    for _ in range(draw(st.integers(0, 3))):
        at = len(content) - 1 - draw(st.integers(0, min(400, len(content) - 1)))
        content[at] = draw(st.integers(0, 255))
    return bytes(content)


def cost(content: bytes) -> float:
    """The CPU seconds that inspecting takes; anything but a CoreError passes through."""
    start = time.process_time()
    try:
        inspect_model(io.BytesIO(content), "net.keras")
    except CoreError as error:
        assert len(str(error)) < 2000
    return time.process_time() - start


@seed(12)
@settings(max_examples=150, database=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_any_file_is_taken_or_refused_in_words(content: bytes) -> None:
    cost(content)


def costs_of(number: int) -> list[float]:
    """The costs of some hundred files that the seed ``number`` draws."""
    costs: list[float] = []

    @seed(number)
    @settings(max_examples=300, database=None, suppress_health_check=list(HealthCheck))
    @given(files())
    def look(content: bytes) -> None:
        costs.append(cost(content))

    look()
    return costs


@pytest.mark.skipif(not SECONDS, reason="PARETOSCOPE_FUZZ_SECONDS says how long")
def test_any_file_for_a_long_time() -> None:
    end, worst, tried = time.monotonic() + SECONDS, 0.0, 0
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while time.monotonic() < end:
        costs = costs_of(int(np.random.default_rng(tried).integers(2**31)))
        worst, tried = max(worst, *costs), tried + len(costs)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun) / 1024
    print(f"{tried} files: at worst {worst:.2f} CPU s, {grown:.0f} MB more at the peak")
    assert worst <= CPU_SECONDS
