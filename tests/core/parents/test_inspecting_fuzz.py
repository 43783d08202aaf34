"""Whatever bytes come as a ``.keras`` file: they are taken or refused in words."""

from __future__ import annotations

import io
import json
import zipfile
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.errors import CoreError
from core.parents.inspecting import CONFIG_BYTES, inspect_model
from tests.core.parents.hostile import hostile_keras
from tests.fuzzing import fuzzed

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


def check_look(content: bytes) -> None:
    """Inspect the file; anything but a short refusal passes through."""
    try:
        inspect_model(io.BytesIO(content), "net.keras")
    except CoreError as error:
        assert len(str(error)) < 2000


@fuzzed
@given(files())
def test_any_file_is_taken_or_refused_in_words(content: bytes) -> None:
    check_look(content)


@fuzzed
@given(st.randoms(use_true_random=False))
def test_honest_file_that_was_spoilt_is_taken_or_refused_in_words(random: Random) -> None:
    check_look(hostile_keras(random))
