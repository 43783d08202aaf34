"""Arrays, zips of pictures and tables from somebody who means ill, drawn at random."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from tests.core.datasets.pictures import deep_png, deep_tiff, saved
from tests.fuzzing import Members, hostile_zip, spoilt

_TYPES = (
    *("|u1", "|i1", "<u2", ">u2", "<i8", ">f4", "<f8", "<f2", "|b1", "<U3", "|S4", "|O", "<c8"),
    *("<M8[D]", "|V7", "<f16", "<U100000000", "|S0", "<i16", "[('a', '<i4')]", "|u1" * 40),
)
_LENGTHS = (0, 1, 2, 3, 4, 8, 20, 21, 513, 10**6, 2**31, 2**62, 10**30, -1, True, False)
_NAMES = ("x", "y", "X", "x_train", "y_train", "x_test", "y_test", "arr_0", "arr_1", "arr_x", "é")
_GROUND = np.random.default_rng(0).integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)
_LABELS = np.arange(20) % 2


def hostile_npz(random: Random) -> bytes:
    """An ``.npz``: honest arrays of odd kinds, headers that lie, bytes that are none."""
    members: Members = {}
    names = random.choice((("x", "y"), ("x_train", "y_train", "x_test", "y_test")))
    for name in names:
        array = _images(random) if name.startswith("x") else _labels(random)
        members[f"{name}.npy"] = _npy(random, array)
    for _ in range(random.randint(0, 2)):
        members[random.choice(_NAMES) + random.choice((".npy", "", ".NPY", ".npy.npy"))] = _npy(
            random, _labels(random)
        )
    if random.random() < 0.5:
        return hostile_zip(random, members)
    return _packed(members)


def hostile_pictures(random: Random) -> bytes:
    """A ``.zip`` of one folder a class whose pictures are of all formats, some of them spoilt."""
    made = _pictures()
    members: Members = {}
    for number in range(16):
        kind, content = random.choice(made)
        for _ in range(random.choice((0, 0, 1, 3))):
            content = (
                _flipped(random, content) if random.random() < 0.7 else spoilt(random, content)
            )
        members[f"{'ab'[number % 2]}/{number}{kind}"] = content
    return hostile_zip(random, members) if random.random() < 0.3 else _packed(members)


def hostile_table(random: Random) -> bytes:
    """A table of the space of :data:`tests.core.tables.conftest.FOUR`, some of its text spoilt."""
    mark = random.choice(",;\t|")
    lines = ["blocks,width_1,width_2,val_accuracy@1,parameters", "1,4,,0.25,100", "2,8,8,0.5,300"]
    text = random.choice(("\n", "\r\n", "\r")).join(lines).replace(",", mark)
    encoded = random.choice((b"", b"\xef\xbb\xbf", b"sep=;\n")) + text.encode()
    return spoilt(random, encoded) if random.random() < 0.9 else encoded


def _images(random: Random) -> np.ndarray:
    x: np.ndarray = _GROUND
    shaped = random.choice(
        (x, x[..., 0], x.transpose(0, 3, 1, 2), x.transpose(1, 2, 3, 0), x[..., :2], x[0], x[:, 0])
    )
    kind = random.choice(("u1", "f4", "f8", "i8", ">u2", "?", "i1", "f2"))
    with np.errstate(all="ignore"):
        factor = random.choice((1.0, 1 / 255, -1.0, 1e30, 257.0, 0.0))
        scaled = shaped.astype(kind)
        scaled = scaled if factor == 1.0 else scaled * factor
        if scaled.dtype.kind == "f" and random.random() < 0.2:
            scaled.flat[random.randrange(scaled.size)] = random.choice((np.nan, np.inf, -np.inf))
    return np.asfortranarray(scaled) if random.random() < 0.2 else scaled


def _labels(random: Random) -> np.ndarray:
    y = _LABELS
    kinds: tuple[Any, ...] = (
        *(y, y[:, None], y[None], np.eye(2)[y], y.astype(float), y + 0.5, y.astype(str), y == 1),
        *(y.astype("S1"), y * 10**9 - 5, y.astype("U80"), np.ones((20, 3)), y[:7], np.array(3)),
        *(np.array(["a\u0301", "á"])[y], np.array(["", " "])[y], y.astype(float) * 1e300),
    )
    return np.asarray(random.choice(kinds))


def _npy(random: Random, array: np.ndarray) -> bytes:
    file = io.BytesIO()
    way = random.random()
    if way < 0.6:
        np.save(file, array)
        return file.getvalue()
    if way < 0.7:
        np.save(file, array)
        return _flipped(random, file.getvalue())
    shape = tuple(random.choice(_LENGTHS) for _ in range(random.randint(0, 5)))
    shape = random.choice((shape, array.shape))
    text = random.choice(
        (
            f"{{'descr': {random.choice(_TYPES)!r}, 'fortran_order': False, 'shape': {shape}, }}",
            f"{{'descr': {random.choice(_TYPES)!r}, 'shape': {shape}}}",
            "(" * random.randint(1, 5_000),
            f"{{'descr': '|u1', 'fortran_order': {shape}, 'shape': '{shape}'}}",
        )
    )
    header = text.encode() + b"\n"
    version = random.choice((b"\x01\x00", b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x00"))
    length = struct.pack("<H" if version == b"\x01\x00" else "<I", min(len(header), 65_535))
    return b"\x93NUMPY" + version + length + header + array.tobytes()


@cache
def _pictures() -> tuple[tuple[str, bytes], ...]:
    grey = Image.fromarray(_GROUND[0, ..., 0]).resize((16, 16))
    colour = Image.fromarray(_GROUND[1]).resize((16, 16))
    deep = np.arange(256, dtype=np.uint16).reshape(16, 16, 1) * 250
    exif = colour.getexif()
    exif[0x0112] = 6
    return (
        *((f".{kind.lower()}", saved(colour, kind)) for kind in ("PNG", "BMP", "WEBP", "PPM")),
        *(
            (".jpg", saved(colour, "JPEG", exif=exif)),
            (".jpg", saved(colour.convert("CMYK"), "JPEG")),
        ),
        *(
            (".tif", saved(grey, "TIFF")),
            (".gif", saved(grey, "GIF", save_all=True, append_images=[colour.convert("P")])),
        ),
        *(
            (".png", saved(colour.quantize(4), "PNG")),
            (".png", saved(colour.convert("RGBA"), "PNG")),
        ),
        *(
            (".png", deep_png(deep)),
            (".png", deep_png(deep.repeat(3, 2))),
            (".png", deep_png(deep.repeat(2, 2))),
        ),
        *((".tif", deep_tiff(deep)), (".tif", deep_tiff(deep.repeat(3, 2), order=">"))),
        (".tif", saved(Image.fromarray(_GROUND[0, ..., 0].astype(np.float32)), "TIFF")),
        *((".tif", saved(colour, "TIFF", compression="tiff_lzw")), (".jpg", saved(grey, "JPEG"))),
    )


def _flipped(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        if changed:
            changed[random.randrange(len(changed))] = random.choice((0, 1, 127, 128, 255))
    return bytes(changed[: random.randint(0, len(changed))] if random.random() < 0.1 else changed)


def _packed(members: Members) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()
