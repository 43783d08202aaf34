"""The registry of estimators, and their parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.estimators.proxies.catalogue import ProxyName
from core.metrics import QUALITY
from core.registry import Params, Registry
from core.training.settings import FitSettings, NumberFormat, Teacher

Timed = Annotated[
    bool, Field(description="Latency: measure it, for 1 image and for 32; takes a second.")
]

TeacherShare = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="Share of the loss that is by the parent's outputs (knowledge distillation).",
    ),
]


class EstimatorParams(Params):
    """The base of an estimator's parameters.

    ``works_on`` says what it needs: images to train on from fresh weights, scenes with objects,
    a table of finished answers, or a trained parent to prune, be it a classifier (``parent``) or a
    detector. ``scores`` are the qualities it measures, ``proxy_epochs`` up to how many epochs it
    answers without training.
    """

    works_on: ClassVar[str] = "images"
    scores: ClassVar[tuple[str, ...]] = ("val_accuracy", "val_loss")
    proxy_epochs: ClassVar[int] = 0


ESTIMATORS = Registry("estimator", EstimatorParams)


class TrainingParams(EstimatorParams):
    """The settings of a candidate's training; the base of all that train."""

    epochs: Annotated[int, Field(ge=1, le=1000, description="Passes over the training images.")] = 8
    batch_size: Annotated[int, Field(ge=1, le=4096, description="Images in a training step.")] = 64
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Size of the first steps; it falls along a cosine.")
    ] = 0.01
    precision: NumberFormat = "auto"
    latency: Timed = False

    def fit_settings(self, epochs: int, until: int) -> FitSettings:
        """Return the settings of a training for ``epochs``, up to ``until``."""
        return FitSettings(epochs, self.batch_size, self.learning_rate, until)


class TableParams(EstimatorParams):
    """The speed of a table's answers, and which of them count."""

    works_on: ClassVar[str] = "table"

    trials_per_second: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="Trials a second: pace to watch it at; 0 is as fast as it goes.",
        ),
    ] = 0.0
    epochs: Annotated[
        int,
        Field(
            ge=0,
            le=999_999,
            description="Epochs: which of its accuracies counts; 0 is that after the most.",
        ),
    ] = 0


class ProxyParams(EstimatorParams):
    """The proxy that scores an untrained candidate, and the number of images."""

    scores: ClassVar[tuple[str, ...]] = ("proxy",)

    proxy: Annotated[
        ProxyName, Field(description="Score of the untrained network; the higher the better.")
    ] = "naswot"
    images: Annotated[
        int, Field(ge=2, le=1024, description="Training images that the score is taken on.")
    ] = 32


class PruningParams(TrainingParams):
    """The settings of a pruned network's fine-tuning."""

    works_on: ClassVar[str] = "parent"

    epochs: Annotated[
        int, Field(ge=0, le=1000, description="Passes over the training images after pruning.")
    ] = 4
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Size of the first steps; it falls along a cosine.")
    ] = 0.004
    latency: Timed = True
    teacher_share: TeacherShare = 0.5
    temperature: Annotated[
        float, Field(gt=0, le=20, description="How soft the parent's answers are made.")
    ] = 4.0

    def teacher(self, parent: Any) -> Teacher:
        """Return ``parent``, a Keras model, as the teacher of the networks pruned from it."""
        return Teacher(parent, self.teacher_share, self.temperature)


class DetectionParams(TrainingParams):
    """The settings of a detector's training."""

    works_on: ClassVar[str] = "scenes"
    scores: ClassVar[tuple[str, ...]] = ("val_map50", "val_map", "val_loss")

    epochs: Annotated[
        int, Field(ge=1, le=1000, description="Passes over the training pictures.")
    ] = 12
    batch_size: Annotated[int, Field(ge=1, le=512, description="Pictures in a training step.")] = 16
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Size of the largest steps; it rises, then falls.")
    ] = 0.003
    augmentation: Annotated[
        bool, Field(description="Augmentation: flip, zoom, shift and colour pictures at random.")
    ] = True

    def fit_settings(self, epochs: int, until: int) -> FitSettings:
        """Return the settings of a detector's training for ``epochs``, up to ``until``."""
        settings = super().fit_settings(epochs, until)
        return replace(settings, augmentation=self.augmentation)


class DetectorPruningParams(DetectionParams):
    """The settings of a pruned detector's fine-tuning."""

    works_on: ClassVar[str] = "detector"

    epochs: Annotated[
        int, Field(ge=0, le=1000, description="Passes over the training pictures after pruning.")
    ] = 4
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Size of the largest steps; it rises, then falls.")
    ] = 0.002
    latency: Timed = True
    teacher_share: TeacherShare = 0.5

    def teacher(self, parent: Any) -> Teacher:
        """Return ``parent``, a Keras model, as the teacher of the detectors pruned from it."""
        return Teacher(parent, self.teacher_share)


class ProxyThenTrainingParams(TrainingParams):
    """A proxy's score for all, and a training for the best."""

    proxy_epochs: ClassVar[int] = 1

    epochs: Annotated[int, Field(ge=2, le=1000, description="Passes over the training images.")] = 8
    proxy: Annotated[
        ProxyName, Field(description="Score of the untrained network; the higher the better.")
    ] = "naswot"
    images: Annotated[
        int, Field(ge=2, le=1024, description="Training images that the score is taken on.")
    ] = 32


ESTIMATORS.add(
    "training",
    "core.estimators.training:Training",
    TrainingParams,
    title="Training",
    summary="Every candidate for a few epochs; then it is validated.",
    source="Elsken, Metzen & Hutter 2019, Neural Architecture Search: A Survey, section 4",
)
ESTIMATORS.add(
    "table",
    "core.estimators.table:Table",
    TableParams,
    title="Table of finished answers",
    summary="Every candidate is looked up in what others have trained: a search in seconds.",
    source="Dong & Yang 2020, NAS-Bench-201",
)
ESTIMATORS.add(
    "proxy",
    "core.estimators.proxy:Proxy",
    ProxyParams,
    title="Zero-cost proxy",
    summary="Every candidate is scored before any training: quick, and only a hint.",
    source="Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS",
)
ESTIMATORS.add(
    "pruning",
    "core.estimators.pruning:Pruning",
    PruningParams,
    title="Pruning",
    summary="A trained network is pruned, fine-tuned and validated.",
    source="Cheng, Zhang & Shi 2024, A Survey on Deep Neural Network Pruning",
)
ESTIMATORS.add(
    "detection",
    "core.estimators.training:Training",
    DetectionParams,
    title="Detector training",
    summary="Every detector for a few epochs; then it is asked what it finds.",
    source="Lin et al. 2014, Microsoft COCO",
)
ESTIMATORS.add(
    "detector_pruning",
    "core.estimators.pruning:Pruning",
    DetectorPruningParams,
    title="Detector pruning",
    summary="A trained detector is pruned, fine-tuned and asked what it finds.",
    source="Cheng, Zhang & Shi 2024, A Survey on Deep Neural Network Pruning",
)
ESTIMATORS.add(
    "proxy_then_training",
    "core.estimators.proxy_then_training:ProxyThenTraining",
    ProxyThenTrainingParams,
    aliases=("sieve",),
    title="Proxy first, then training",
    summary="Scored by a proxy where one epoch is asked for, trained otherwise: for the strategies "
    "that stop early, above all screening.",
    source="Abdelfattah et al. 2021, Zero-Cost Proxies, section 5",
)


def works_on(name: str) -> str:
    """Return the kind of input that the estimator ``name`` needs."""
    return ESTIMATORS.entry(name).params.works_on


def trained_scores(name: str) -> frozenset[str]:
    """Return the qualities of networks that it trains itself: none for a table."""
    params = ESTIMATORS.entry(name).params
    return frozenset(QUALITY.values()).intersection(
        () if params.works_on == "table" else params.scores
    )
