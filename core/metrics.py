"""The metrics that trials carry, and the quality of each task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# What networks answer: which class a picture is of, or which objects are where.
Task = Literal["classification", "detection"]
Direction = Literal["maximize", "minimize"]
# The pictures that scores are taken on.
Part = Literal["validation", "test"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number every trial may carry: how to name it, which way is better, its unit.

    ``summary`` says in a sentence what it is, ``source`` where it is defined. A ``proportion`` is
    the share of pictures that were answered rightly: an interval can be given for it.
    """

    name: str
    label: str
    direction: Direction
    unit: Literal["share", "count", "bytes", "seconds", "milliseconds", "nats", "score"]
    summary: str
    source: str
    proportion: bool = False

    @property
    def part(self) -> Part | None:
        """The pictures that it was taken on; None where it is no score."""
        if self.name.startswith("test_"):
            return "test"
        return "validation" if self.name.startswith("val_") else None

    @property
    def title(self) -> str:
        """The label with the part where the label does not say it: ``Accuracy (validation)``."""
        return f"{self.label} (validation)" if self.part == "validation" else self.label


_VALIDATION = "taken on the validation pictures, which a search sees and is steered by"
_TEST = "taken once, when the run ends, on pictures that the search never saw"
_COCO = "Lin et al. 2014, Microsoft COCO"
METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "val_accuracy", "Accuracy", "maximize", "share",
            f"The share of pictures whose class is named rightly, {_VALIDATION}. The best of many "
            "such scores is a little too good: its test accuracy says how much.",
            "Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.3",
            proportion=True,
        ),
        Metric(
            "val_loss", "Loss", "minimize", "nats",
            f"How surprised the network is by the right answers (cross-entropy), {_VALIDATION}. "
            "It also counts how sure an answer was; 0 is perfect.",
            "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2",
        ),
        Metric(
            "val_map50", "mAP 50", "maximize", "share",
            "How well objects are found: precision averaged over recall, then over the classes. A "
            f"box counts if it overlaps the true one by half (IoU 0.50). It is {_VALIDATION}.",
            "Everingham et al. 2010, The PASCAL VOC Challenge",
        ),
        Metric(
            "val_map", "mAP", "maximize", "share",
            "How well objects are found and how exactly: the mean of the mAP at ten overlaps, IoU "
            f"0.50 to 0.95, {_VALIDATION}.",
            _COCO,
        ),
        Metric(
            "proxy", "Proxy score", "maximize", "score",
            "What an untrained network looks worth; quick to find, and only a hint. Scores of two "
            "proxies cannot be compared.",
            "Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS",
        ),
        Metric(
            "parameters", "Parameters", "minimize", "count",
            "How many numbers (weights) the network has learned and must keep.",
            "Canziani, Paszke & Culurciello 2016, An Analysis of Deep Neural Network Models",
        ),
        Metric(
            "macs", "MACs", "minimize", "count",
            "How many multiplications, each with an addition, one picture takes "
            "(multiply-accumulates): the arithmetic, whatever the machine.",
            "Howard et al. 2017, MobileNets, section 3.1",
        ),
        Metric(
            "size_bytes", "File size (Keras)", "minimize", "bytes",
            "The size of the .keras file: an archive that holds the weights, four bytes each, and "
            "a description of every layer. Of a small network the description is most of it.",
            "Keras 3: saving and serialisation, the .keras format",
        ),
        Metric(
            "nonzeros", "Non-zero weights", "minimize", "count",
            "How many weights are not zero: what is left where single weights were pruned.",
            "Han, Pool, Tran & Dally 2015, Learning both Weights and Connections",
        ),
        Metric(
            "compressed_bytes", "Compressed size", "minimize", "bytes",
            "The size of the .keras file packed with bzip2, in which zeros take hardly any room.",
            "Zhu & Gupta 2017, To Prune, or Not to Prune",
        ),
        Metric(
            "latency_ms", "Latency, 1 image", "minimize", "milliseconds",
            "How long this machine takes to answer one picture: the median of many passes.",
            "Reddi et al. 2020, MLPerf Inference Benchmark (single stream)",
        ),
        Metric(
            "latency_batch_ms", "Latency, 32 images", "minimize", "milliseconds",
            "How long this machine takes to answer 32 pictures at once: the median of many passes.",
            "Reddi et al. 2020, MLPerf Inference Benchmark (offline)",
        ),
        Metric(
            "seconds", "Training time", "minimize", "seconds",
            "How long the network was trained here, validation included.",
            "The clock of the process that trained it",
        ),
        Metric(
            "test_accuracy", "Test accuracy", "maximize", "share",
            f"The share of pictures whose class is named rightly, {_TEST}. What to expect of "
            "pictures yet to come.",
            "Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.3",
            proportion=True,
        ),
        Metric(
            "test_loss", "Test loss", "minimize", "nats",
            f"How surprised the network is by the right answers (cross-entropy), {_TEST}.",
            "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2",
        ),
        Metric(
            "test_map50", "Test mAP 50", "maximize", "share",
            f"How well objects are found at an overlap of half (IoU 0.50), {_TEST}.",
            "Everingham et al. 2010, The PASCAL VOC Challenge",
        ),
        Metric(
            "test_map", "Test mAP", "maximize", "share",
            f"How well objects are found, the mean over IoU 0.50 to 0.95, {_TEST}.",
            _COCO,
        ),
    )
}  # fmt: skip
# By what a trained network is judged.
QUALITY: dict[Task, str] = {"classification": "val_accuracy", "detection": "val_map50"}
QUALITIES = ("val_accuracy", "val_loss", "val_map50", "val_map", "proxy")
# Stands in for a quality that only a training tells, where nobody was trained.
STAND_IN = "proxy"
LATENCIES = ("latency_ms", "latency_batch_ms")
# Measured by the clock, so that other work on the device changes them.
TIMED = (*LATENCIES, "seconds")
# Beside the MACs of a network, where there are any: its layers of which not all MACs are known.
UNCOUNTED = "macs_uncounted"
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
    """Return the test metric of a validation metric."""
    return f"test_{quality.removeprefix('val_')}"


def at_least(name: str, figures: Mapping[str, float]) -> bool:
    """Return whether a metric is a lower bound: MACs where some layers' are unknown."""
    return name == "macs" and figures.get(UNCOUNTED, 0) > 0
