"""Uploads of annotated pictures, made afresh: good ones, to be spoilt by the tests."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

from core.datasets.builtin.loaders import load_fashion_mnist
from core.datasets.builtin.scenes import make_scenes
from core.datasets.scene_arrays import SceneArrays

Members = dict[str, bytes]


def png(width: int = 40, height: int = 30, color: Any = (200, 30, 30), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height), color).save(file, "PNG")
    return file.getvalue()


def coco_document() -> dict[str, list[dict[str, Any]]]:
    """Two pictures, three boxes of two classes whose ids are not in a row."""
    return {
        "images": [
            {"id": 5, "file_name": "a.png", "width": 40, "height": 30},
            {"id": 9, "file_name": "b.png", "width": 64, "height": 64},
        ],
        "categories": [{"id": 7, "name": "dog"}, {"id": 3, "name": "cat"}],
        "annotations": [
            {"id": 1, "image_id": 5, "category_id": 3, "bbox": [2, 4, 10, 20], "iscrowd": 0},
            {"id": 2, "image_id": 9, "category_id": 7, "bbox": [0.5, 1, 30, 31.5]},
            {"id": 3, "image_id": 9, "category_id": 3, "bbox": [40, 40, 10, 10]},
        ],
    }


def coco_members(document: Any = None) -> Members:
    text = json.dumps(coco_document() if document is None else document)
    return {"annotations.json": text.encode(), "a.png": png(), "b.png": png(64, 64)}


def yolo_members() -> Members:
    """Three pictures, the last without a label file."""
    return {
        "images/a.png": png(),
        "images/b.png": png(64, 64),
        "images/empty.png": png(50, 50),
        "labels/a.txt": b"1 0.5 0.5 0.25 0.2\n\n0 0.1 0.1 0.1 0.1\n",
        "labels/b.txt": b"0 0.25 0.75 0.5 0.5\r\n",
        "classes.txt": b"cat\ndog\n",
    }


def yaml_members() -> Members:
    """The same with the classes in YAML."""
    members = yolo_members()
    del members["classes.txt"]
    return members | {"data.yaml": b"path: ../pets\nnc: 2\nnames:\n  0: cat\n  1: dog\n"}


def scene_members(count: int, seed: int = 0) -> Members:
    """So many scenes of garments, 96×96, in COCO's format; classes are called by their number."""
    sprites = load_fashion_mnist()
    scenes = make_scenes(count, seed, sprites.x_train, sprites.y_train)
    drawn = [_objects(scenes, number) for number in range(count)]
    document = {
        "images": [{"id": n, "file_name": f"images/{n}.png"} for n in range(count)],
        "categories": [{"id": n, "name": f"garment {n}"} for n in range(10)],
        "annotations": [annotation for each in drawn for annotation in each],
    }
    pictures = {f"images/{n}.png": _png_of(scenes, n) for n in range(count)}
    return pictures | {"annotations.json": json.dumps(document).encode()}


def _objects(scenes: SceneArrays, number: int) -> list[dict[str, Any]]:
    present = scenes.labels[number] >= 0
    pairs = zip(scenes.labels[number][present], scenes.boxes[number][present].tolist(), strict=True)
    return [
        {"image_id": number, "category_id": int(label), "bbox": [x1, y1, x2 - x1, y2 - y1]}
        for label, (x1, y1, x2, y2) in pairs
    ]


def _png_of(scenes: SceneArrays, number: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(scenes.pictures[number]).save(file, "PNG")
    return file.getvalue()


def zipped(members: Members, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def unpacked(members: Members, folder: Path) -> Path:
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def voc_document(*objects: tuple[str, tuple[float, ...]], name: str = "a.png") -> bytes:
    """One picture of 40×30 pixels; boxes are xmin, ymin, xmax, ymax, counted from 1."""
    sides = ("xmin", "ymin", "xmax", "ymax")
    drawn = [
        f"<object><name>{called}</name><difficult>0</difficult><bndbox>"
        + "".join(f"<{side}>{value}</{side}>" for side, value in zip(sides, box, strict=True))
        + "</bndbox></object>"
        for called, box in objects
    ]
    size = "<size><width>40</width><height>30</height><depth>3</depth></size>"
    text = f"<annotation><filename>{name}</filename>{size}{''.join(drawn)}</annotation>"
    return text.encode()


def voc_members() -> Members:
    """Two pictures in the folders of BCCD, the second for testing."""
    return {
        "BCCD/Annotations/a.xml": voc_document(("dog", (3, 5, 12, 24)), ("cat", (1, 1, 40, 30))),
        "BCCD/Annotations/b.xml": voc_document(("cat", (11, 11, 20, 20)), name="b.jpg"),
        "BCCD/JPEGImages/a.png": png(),
        "BCCD/JPEGImages/b.png": png(),
        "BCCD/ImageSets/Main/test.txt": b"b\n",
        "BCCD/ImageSets/Main/train.txt": b"a\n",
    }
