"""Adds one upload in a separate process: ``python -m core.jobs.upload FOLDER``.

At a low priority: it holds no slot, and must disturb no run.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.jobs import errands, processes
from core.jobs.uploading import FILE, REPORT, REQUEST, SAMPLES, Source, UploadRequest
from core.settings import home

if TYPE_CHECKING:
    from core.datasets import ImportReport


def main() -> None:
    """Do what the request in the folder says that is named on the command line."""
    processes.step_aside()
    do(Path(sys.argv[1]), home())


def do(place: Path, folder: Path) -> None:
    """Take in the upload at ``place`` under ``folder``; leave there what came of it, or why not."""
    request = UploadRequest.model_validate_json((place / REQUEST).read_bytes())

    def work() -> None:
        opened = nullcontext(request.source) if request.source else (place / FILE).open("rb")
        with opened as source:
            if request.samples:
                _write_samples(request, source, place / SAMPLES)
            else:
                report = _taken_in(request, source, folder)
                (place / REPORT).write_text(report.model_dump_json(), encoding="utf-8")

    errands.do_errand(place, work, f"{request.filename} cannot be read")


def _write_samples(request: UploadRequest, source: Source, target: Path) -> None:
    from core.datasets.uploads.archive import DEFAULT_LIMITS
    from core.datasets.uploads.images import image_samples

    pictures = image_samples(
        source,
        filename=request.filename,
        limits=DEFAULT_LIMITS,
        side=request.side or DEFAULT_LIMITS.least_side,
        fit=request.fit,
        count=request.samples,
    )
    np.save(target, pictures, allow_pickle=False)


def _taken_in(request: UploadRequest, source: Source, folder: Path) -> ImportReport:
    # Each brings in what it needs; a table much more than images.
    from core.datasets import import_dataset, import_scenes, info

    filename, name = request.filename, request.name
    if request.kind == "images":
        return import_dataset(
            source, filename=filename, name=name, home=folder, side=request.side, fit=request.fit
        )
    if request.kind == "scenes":
        return import_scenes(source, filename=filename, name=name, home=folder, side=request.side)
    from core.tables import import_table

    about = info(request.images, folder) if request.images else None
    return import_table(
        source, name=name, home=folder, filename=filename, space=request.space, images=about
    )


if __name__ == "__main__":
    main()
