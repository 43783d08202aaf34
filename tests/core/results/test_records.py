"""What an evaluation leaves behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.results.records import Curves, confusion_matrix, write_evaluation


def written(path: Path, y: np.ndarray, probabilities: np.ndarray) -> dict[str, np.ndarray]:
    x = np.linspace(0, 1, len(y) * 4, dtype=np.float32).reshape(len(y), 2, 2, 1)
    write_evaluation(path / "evaluation.npz", x, y, probabilities)
    with np.load(path / "evaluation.npz", allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_rows_of_the_confusion_matrix_are_true_classes() -> None:
    matrix = confusion_matrix(np.array([0, 0, 2, 2, 2]), np.array([0, 1, 2, 2, 0]), 3)
    assert matrix.tolist() == [[1, 1, 0], [0, 0, 0], [1, 0, 2]]


def test_most_confident_mistakes_come_first(tmp_path: Path) -> None:
    y = np.array([1, 1, 0, 1])
    probabilities = np.array([[0.6, 0.4], [0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    arrays = written(tmp_path, y, probabilities)
    assert arrays["example_confidence"].tolist() == [0.9, 0.6, 0.8, 0.7]
    assert arrays["example_true"].tolist() == [1, 1, 0, 1]
    assert arrays["example_predicted"].tolist() == [0, 0, 0, 1]


def test_hits_vary_in_class_and_are_at_most_twelve(tmp_path: Path) -> None:
    y = np.repeat([0, 1, 2], [30, 30, 2])
    probabilities = np.eye(3)[y] * 0.8 + 0.05
    arrays = written(tmp_path, y, probabilities)
    assert len(arrays["example_true"]) == 12
    assert np.bincount(arrays["example_true"]).tolist() == [5, 5, 2]


def test_images_are_bytes(tmp_path: Path) -> None:
    arrays = written(tmp_path, np.array([0, 1]), np.array([[0.9, 0.1], [0.2, 0.8]]))
    assert arrays["example_images"].dtype == np.uint8
    assert arrays["example_images"].min() == 0
    assert arrays["example_images"].max() == 255


def test_no_hits_at_all_is_fine(tmp_path: Path) -> None:
    arrays = written(tmp_path, np.array([0, 0]), np.array([[0.1, 0.9], [0.2, 0.8]]))
    assert arrays["example_predicted"].tolist() == [1, 1]


def test_curves_come_back_as_they_were_written(tmp_path: Path) -> None:
    curves = Curves(("epoch", "loss"))
    curves.add(1, {"loss": 0.5, "accuracy": 0.1})
    curves.write(tmp_path / "curves.json")
    again = Curves.read(tmp_path / "curves.json")
    assert again.columns == curves.columns == {"epoch": [1], "loss": [0.5]}
