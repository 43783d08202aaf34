"""The figures that trials carry, and what networks are for: which of them says how good one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What networks answer: which class a picture is of, or which objects are where.
Task = Literal["classification", "detection"]
Direction = Literal["maximize", "minimize"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number every trial may carry: how to name it, which way is better, its unit."""

    name: str
    label: str
    direction: Direction
    unit: Literal["share", "count", "bytes", "seconds", "milliseconds", "nats", "score"]


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("val_accuracy", "Accuracy", "maximize", "share"),
        Metric("val_loss", "Loss", "minimize", "nats"),
        Metric("val_map50", "mAP 50", "maximize", "share"),
        Metric("val_map", "mAP", "maximize", "share"),
        Metric("proxy", "Proxy score", "maximize", "score"),
        Metric("parameters", "Parameters", "minimize", "count"),
        Metric("macs", "MACs", "minimize", "count"),
        Metric("size_bytes", "File size", "minimize", "bytes"),
        Metric("nonzeros", "Non-zero weights", "minimize", "count"),
        Metric("compressed_bytes", "Compressed size", "minimize", "bytes"),
        Metric("latency_ms", "Latency, 1 image", "minimize", "milliseconds"),
        Metric("latency_batch_ms", "Latency, 32 images", "minimize", "milliseconds"),
        Metric("seconds", "Training time", "minimize", "seconds"),
        Metric("test_accuracy", "Test accuracy", "maximize", "share"),
        Metric("test_loss", "Test loss", "minimize", "nats"),
        Metric("test_map50", "Test mAP 50", "maximize", "share"),
        Metric("test_map", "Test mAP", "maximize", "share"),
    )
}
# By what a trained network is judged.
QUALITY: dict[Task, str] = {"classification": "val_accuracy", "detection": "val_map50"}
QUALITIES = ("val_accuracy", "val_loss", "val_map50", "val_map", "proxy")
LATENCIES = ("latency_ms", "latency_batch_ms")
OBJECTIVES = (
    *QUALITIES,
    "parameters",
    "macs",
    "size_bytes",
    "nonzeros",
    "compressed_bytes",
    *LATENCIES,
    "seconds",
)


def on_test(quality: str) -> str:
    """What a quality on the validation part is called on the test part."""
    return f"test_{quality.removeprefix('val_')}"
