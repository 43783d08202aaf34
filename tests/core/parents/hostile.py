"""``.keras`` files from somebody who means ill, drawn at random."""

from __future__ import annotations

import json
from random import Random

from tests.fuzzing import Members, hostile_zip

_LAYERS = ("Dense", "Conv2D", "Lambda", "Embedding", "LSTM", "Functional", "Mine")
_NUMBERS = (0, -1, 8, 3.5, True, 10**6, 10**12, 10**400, "8", None, [8] * 50)


def hostile_keras(random: Random) -> bytes:
    """Draw a file: an honest description with odd numbers, then spoilt as any upload."""
    weights = bytes(random.choice((0, 100, 2**16, 2**22)))
    members: Members = {
        "config.json": json.dumps(_model(random)).encode(),
        "metadata.json": json.dumps(
            {"keras_version": random.choice(("3.15.1", "2.15.0", "9" * 300, 3))}
        ).encode(),
        "model.weights.h5": weights,
    }
    if random.random() < 0.1:
        members["config.json"] = random.choice((b"[", b'{"a":', b"9")) * random.randint(1, 2**20)
    return hostile_zip(random, members)


def _model(random: Random) -> object:
    number = random.choice(_NUMBERS)
    layers = [
        {
            "module": random.choice(("keras.layers", "mine", "builtins")),
            "class_name": random.choice(_LAYERS),
            "registered_name": random.choice((None, "mine>Layer")),
            "config": {"name": f"layer_{place}", "units": number, "filters": number},
            "build_config": {"input_shape": random.choice(([None, 8], [number, number], number))},
        }
        for place in range(random.randint(0, 5))
    ]
    inner: object = {"name": "net", "layers": layers, "input_layers": [["layer_0", 0, 0]]}
    for _ in range(random.choice((0, 0, 1, 40, 400))):
        inner = {"layers": [inner]}
    return {"class_name": "Functional", "module": "keras", "config": inner}
