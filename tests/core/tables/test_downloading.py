"""A published table from a real server: kept when it is the one, refused when it was touched."""

from __future__ import annotations

import csv
import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from core.tables import FORMATS, download_table, import_table
from tests.reference import NASBENCH_MACRO, skip_without

NAME = "nasbench_macro"
MACRO = FORMATS[NAME]


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that the table is fetched from, on a server of this machine."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/macro.json"
    monkeypatch.setitem(FORMATS, NAME, replace(MACRO, address=address))
    yield folder / "macro.json"
    server.shutdown()
    server.server_close()


def entry(accuracy: float) -> dict[str, object]:
    return {"test_acc": [accuracy] * 3, "mean_acc": accuracy, "params": 387_882, "flops": 7e6}


def expect(monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    monkeypatch.setitem(FORMATS, NAME, replace(FORMATS[NAME], sha256=sha256))


def test_the_table_that_is_known_is_kept_and_a_changed_one_refused(
    home: Path, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.write_text(json.dumps({"00000000": entry(45.0), "00000001": entry(64.0)}))
    known = import_table(served, name="known", home=home).info.table
    assert known is not None
    expect(monkeypatch, known.sha256)
    served.write_text(json.dumps({"00000000": entry(45.0), "00000001": entry(64.01)}))
    with pytest.raises(DataError, match=f"must have the SHA-256 {known.sha256}"):
        download_table(NAME, home)
    assert [path.name for path in home.rglob("*") if path.is_dir()] == ["datasets", "known"]
    # The same figures in another order and file are the same table.
    served.write_text(json.dumps({"00000001": entry(64.0), "00000000": entry(45.0)}, indent=2))
    assert download_table(NAME, home).info.table == known


def test_rounding_of_the_source_does_not_matter(home: Path, served: Path) -> None:
    served.write_text(json.dumps({"00000000": entry(float(np.float32(45.32)))}))
    table = import_table(served, name="noisy", home=home).info.table
    assert table is not None
    column = table.column("val_accuracy")
    assert column is not None and column.high == 0.4532


@pytest.mark.parametrize("text", ["{", '{"0": {}}', '{"0": 1}', '{"0": {"test_acc": [1]}}'])
def test_a_damaged_file_is_refused(home: Path, served: Path, text: str) -> None:
    served.write_text(text)
    with pytest.raises(DataError, match="entry 1 cannot be read"):
        download_table(NAME, home)
    assert not (home / "datasets").exists()


def test_a_file_that_is_not_there_is_refused_with_a_way_out(home: Path, served: Path) -> None:
    with pytest.raises(DataError, match=r"could not be fetched .*404.*tables import FILE"):
        download_table(NAME, home)


def test_a_table_without_an_address_can_only_be_imported(home: Path) -> None:
    with pytest.raises(DataError, match="Only these tables can be downloaded: nasbench_macro"):
        download_table("nasbench201", home)


def test_the_known_sum_is_that_of_the_published_figures(home: Path, tmp_path: Path) -> None:
    skip_without(NASBENCH_MACRO)
    with gzip.open(NASBENCH_MACRO, "rt") as file:
        rows = list(csv.DictReader(file))
    runs = [[float(row[f"cifar10_test_acc_run{run}"]) for run in range(3)] for row in rows]
    entries = {
        row["arch"]: {"test_acc": run, "params": int(row["params"]), "flops": int(row["flops"])}
        for row, run in zip(rows, runs, strict=True)
    }
    path = tmp_path / "macro.json"
    path.write_text(json.dumps(entries))
    for file in (path, NASBENCH_MACRO):
        name = file.suffix.strip(".")
        table = import_table(file, name=name, home=home, expected=MACRO.sha256).info.table
        assert table is not None and table.sha256 == MACRO.sha256
