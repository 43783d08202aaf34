"""A third kind of candidate, with an estimator for it: all that a new kind has to bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, ClassVar, get_args

from pydantic import Field

from core.candidates.base import CandidateKind, EstimatorInput
from core.datasets import DatasetInfo
from core.errors import EvaluationError
from core.estimators import EpochCallback, Estimator, Evaluation, EvaluationRequest
from core.estimators.catalogue import TrainingParams
from core.metrics import Task
from core.models.rules import ChoiceRule, FamilyOptions
from core.models.sketch.base import Sketch
from core.results.layout import TrialFolder
from core.specs import Choices

BITS = (2, 4, 8)


class QuantisedOptions(FamilyOptions):
    """Which parent, and in how many bits each of its weights is kept."""

    parent: str
    bits: Annotated[int, Field(ge=2, le=8)] = 8

    rules: ClassVar[tuple[ChoiceRule, ...]] = (
        ChoiceRule("bits", "bits of a weight", per_block=False, values=BITS),
    )

    def features(self, choices: Choices) -> Iterator[str]:
        yield f"{self.bits} bits"


class QuantisedKind(CandidateKind):
    """The parent's network with fewer bits in each weight."""

    inputs: ClassVar[Mapping[Task, EstimatorInput]] = {
        task: EstimatorInput("quantised", "quantisations of a trained network", is_space=True)
        for task in get_args(Task)
    }
    source_hint: ClassVar[str] = "a space of quantisations"
    work: ClassVar[tuple[str, str]] = ("quantises", "quantised")

    @property
    def options(self) -> type[QuantisedOptions]:
        return QuantisedOptions

    @property
    def parent_name(self) -> str:
        return str(self.space.options.get("parent"))

    def sketch(self, choices: Choices, info: DatasetInfo) -> Sketch:
        parent = self.parent()
        if parent is None:
            raise EvaluationError("Without a parent there is nothing to quantise.")
        # As many layers as the parent, and a share of its weights' bytes.
        share = int(choices["bits"]) / 32
        layers = (
            replace(one, parameters=round(one.parameters * share)) for one in parent.sketch.layers
        )
        return Sketch(tuple(layers))


class QuantisingParams(TrainingParams):
    """How long a quantised network learns on."""

    works_on: ClassVar[str] = "quantised"
    epochs: int = 1


class Quantising(Estimator):
    """Fewer bits are worse; nothing is trained."""

    def evaluate(self, request: EvaluationRequest, report: EpochCallback) -> Evaluation:
        report(1, {"val_accuracy": 0.5})
        bits = float(request.choices["bits"])
        accuracy = 1 - 1 / bits
        TrialFolder(request.folder).model.write_text(str(accuracy))
        figures = {"val_accuracy": accuracy, "val_loss": 1 - accuracy, "seconds": 0.1}
        return Evaluation({**figures, "macs": 1000.0 * bits}, epochs=1)

    def test(self, model_file: Path) -> dict[str, float]:
        return {"test_accuracy": float(model_file.read_text())}
