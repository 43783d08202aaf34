"""A run that has ended in one zip: its row and its trials as ``run.json``, its files beside."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from core.specs import Run, Trial
from core.store import Store

ROW, FILES = "run.json", "files/"
# A zip carries dates; the same run has the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def write_run(store: Store, run: Run, target: Path) -> None:
    """Write ``run``, its trials and all its files to the zip ``target``."""
    row = {
        "run": run.model_dump(mode="json"),
        "trials": [trial.model_dump(mode="json") for trial in store.trials.all_of(run.id)],
    }
    folder = store.files.run(run.id)
    with zipfile.ZipFile(target, "w") as packed:
        _add(packed, ROW, json.dumps(row, indent=1).encode())
        for path in _files(folder):
            _add(packed, FILES + path.relative_to(folder).as_posix(), path.read_bytes())


def read_row(source: Path) -> tuple[Run, list[Trial]]:
    """Return the run that the zip ``source`` holds, and its trials."""
    with zipfile.ZipFile(source) as packed:
        row = json.loads(packed.read(ROW))
    return Run.model_validate(row["run"]), [Trial.model_validate(each) for each in row["trials"]]


def unpack_files(source: Path, folder: Path) -> None:
    """Write the run's files of the zip ``source`` to ``folder``."""
    with zipfile.ZipFile(source) as packed:
        for name in packed.namelist():
            if name.startswith(FILES):
                place = folder / name.removeprefix(FILES)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packed.read(name))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, content)
