"""Bytes of files, plain and compressed."""

from __future__ import annotations

import bz2
from pathlib import Path

import numpy as np

from core.profile.files import compressed_bytes, file_bytes


def test_zeros_compress_and_noise_does_not(tmp_path: Path) -> None:
    zeros, noise = tmp_path / "zeros", tmp_path / "noise"
    zeros.write_bytes(bytes(100_000))
    noise.write_bytes(np.random.default_rng(0).bytes(100_000))
    assert file_bytes(zeros) == file_bytes(noise) == 100_000
    assert compressed_bytes(zeros) < 1_000
    assert compressed_bytes(noise) > 99_000


def test_compressed_size_is_that_of_bzip2_over_chunks(tmp_path: Path) -> None:
    content = b"paretoscope " * 200_000
    (tmp_path / "file").write_bytes(content)
    assert compressed_bytes(tmp_path / "file") == len(bz2.compress(content))
