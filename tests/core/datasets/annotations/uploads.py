"""Uploads of annotated pictures, made afresh: good ones, to be spoilt by the tests."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

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


def zipped(members: Members, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def unpacked(members: Members, folder: Path) -> Path:
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
