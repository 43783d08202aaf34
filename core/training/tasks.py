"""Chooses the trainer and the number format of a data set's networks."""

from __future__ import annotations

import tensorflow as tf

from core.datasets.prepare import Data
from core.metrics import Task
from core.training.classifier import ClassifierTrainer
from core.training.detector import DetectorTrainer
from core.training.settings import Precision
from core.training.trainer import Trainer

TRAINERS: dict[Task, type[Trainer]] = {
    "classification": ClassifierTrainer,
    "detection": DetectorTrainer,
}


def trainer_of(data: Data, precision: Precision = "float32", device: str = "cpu") -> Trainer:
    """Return the trainer of the data set's task, in the best number format of ``device``."""
    return TRAINERS[data.info.task](data, compute_dtype(precision, device))


def compute_dtype(precision: Precision, device: str) -> str:
    """Return ``float32``, ``float16`` or ``bfloat16``.

    Mixed precision computes in 16 bits and keeps weights in 32 (Micikevicius et al. 2018).
    ``auto`` takes it on GPUs with tensor cores for it (compute capability 7.0 and above): float16
    there, bfloat16 from 8.0 on, which needs no loss scaling. A processor gains nothing from it.
    """
    if precision == "float32":
        return "float32"
    capability = _capability() if device != "cpu" else (0, 0)
    if capability >= (8, 0):
        return "bfloat16"
    if capability >= (7, 0):
        return "float16"
    return "bfloat16" if precision == "mixed" else "float32"


def _capability() -> tuple[int, int]:
    """Return the compute capability of this process's GPU."""
    gpus = tf.config.get_visible_devices("GPU")
    details = tf.config.experimental.get_device_details(gpus[0]) if gpus else {}
    major, minor = details.get("compute_capability", (0, 0))
    return int(major), int(minor)
