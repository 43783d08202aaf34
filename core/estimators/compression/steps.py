"""One step of pruning by a candidate's settings, and what it leaves of every layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from core.arrays import Array
from core.errors import EvaluationError, PruningError
from core.estimators.compression.rounds import gone_after, taken_in
from core.models.keras.calls import calls
from core.models.pruned_options import PrunedOptions
from core.parents.info import ParentInfo
from core.parents.sketch import group_ratios
from core.profile.counts import count
from core.profile.macs import products_of
from core.pruning.channels import choose_by_group, choose_channels, prune_to
from core.pruning.costs import CostModel
from core.pruning.graph import Graph, trace
from core.pruning.graph.graph import Mask
from core.pruning.losses import Samples
from core.pruning.selection import SelectionRule
from core.pruning.surgery import copied
from core.pruning.weights import SparseResult, apply_masks, prune_weights
from core.specs import Choices

# Of the outputs' scale: far above rounding, far below what a wrong channel does.
TOLERANCE = 1e-4
BYTES_A_WEIGHT = 4


@dataclass(frozen=True)
class PruningStep:
    """Round ``at`` of ``rounds`` of a candidate.

    Attributes:
        parent: the network that the first round prunes.
        samples: pictures and labels for the criteria that look at data.
    """

    settings: PrunedOptions
    choices: Choices
    parent: ParentInfo
    samples: Samples
    at: int = 0
    rounds: int = 1

    def pruned(self, model: keras.Model, initial: keras.Model | None, seed: int) -> keras.Model:
        """Prune ``model`` by this round; the original stays as it is.

        Args:
            initial: a network of the same layers; where it is given, single weights are rewound to
                its values.

        Raises:
            EvaluationError: it cannot be pruned so far, or it computes something else than its
                masked parent.
        """
        with blamed_on_pruning():
            if self.settings.granularity == "channels":
                return self._checked(model, *self._chosen(model, seed))
            sparse = self._sparse(model, seed)
        if initial is None:
            return sparse.model
        ticket = copied(initial, trace(initial))
        apply_masks(ticket, sparse.masks)
        return ticket

    def costs(self, model: keras.Model) -> dict[str, float]:
        """Return the costs of the parent, ``model``, after this step; bytes are estimated."""
        whole = {name: self.parent.metrics[name] for name in ("parameters", "macs", "size_bytes")}
        if self.settings.granularity != "channels":
            return whole
        with blamed_on_pruning():
            graph, kept = self._chosen(model, 0)
        left = CostModel(model, graph)
        parameters = float(left.parameters(kept))
        lost = whole["parameters"] - parameters
        return {
            "parameters": parameters,
            "macs": float(left.macs(kept)),
            "size_bytes": whole["size_bytes"] - BYTES_A_WEIGHT * lost,
        }

    def _chosen(self, model: keras.Model, seed: int) -> tuple[Graph, Mask]:
        settings = self.settings
        rule = SelectionRule(settings.scope, settings.round_to, self._taken(settings.cap))
        ratios = group_ratios(self.choices, settings, len(self.parent.groups))
        if ratios:
            shares = [self._taken(ratio) for ratio in ratios]
            return choose_by_group(
                model, shares, settings.criterion, rule, data=self.samples, seed=seed
            )
        return choose_channels(
            model,
            self._share(model),
            settings.criterion,
            rule,
            target=settings.target,
            data=self.samples,
            seed=seed,
        )

    def _checked(self, model: keras.Model, graph: Graph, kept: Mask) -> keras.Model:
        result = prune_to(model, graph, kept)
        # A GPU rounds convolutions of some widths to ten bits and of others not.
        with keras.device("cpu"):
            apart = result.disagreement(self.samples[0][:8])
        if not apart <= TOLERANCE:
            raise EvaluationError(
                f"The pruned network must compute what its masked parent does; they differ by "
                f"{apart:.1e} of the outputs' scale, more than {TOLERANCE:g}. It was not kept: "
                "this is a fault of a pruning rule, please report it with the parent."
            )
        return result.model

    def _sparse(self, model: keras.Model, seed: int) -> SparseResult:
        settings = self.settings
        pattern = "2:4" if settings.granularity == "2:4" else None
        share = None if pattern else gone_after(settings, settings.ratio, self.at, self.rounds)
        return prune_weights(
            model,
            share,
            settings.weight_criterion,
            settings.scope,
            pattern,
            data=self.samples,
            seed=seed,
        )

    def _share(self, model: keras.Model) -> float:
        """Return the share of ``model`` that this round removes.

        It is aimed at the parent's own parameters or MACs, so that what one round rounds up the
        next makes up for.
        """
        settings = self.settings
        whole = self.parent.metrics.get(settings.target)
        if whole is None:
            return self._taken(settings.ratio)
        left = 1 - gone_after(settings, settings.ratio, self.at, self.rounds)
        now: int = getattr(count(model), settings.target)
        return max(0.0, 1 - left * whole / now)

    def _taken(self, share: float) -> float:
        # A cap of all leaves nothing to share out over rounds.
        return share if share == 1 else taken_in(self.settings, share, self.at, self.rounds)


@contextmanager
def blamed_on_pruning() -> Iterator[None]:
    """Turn an error of the pruner into the candidate's own failure."""
    try:
        yield
    except PruningError as error:
        raise EvaluationError(str(error)) from error


def widths_of(parent: keras.Model, model: keras.Model, granularity: str) -> dict[str, Any]:
    """Return every layer before and after: channels, or remaining weights."""
    kind = "channels" if granularity == "channels" else "weights"
    measure = _channels if kind == "channels" else _nonzeros
    after = measure(model)
    rows = [
        {"layer": layer, "before": before, "after": after[layer]}
        for layer, before in (_channels if kind == "channels" else _weights)(parent).items()
    ]
    return {"kind": kind, "rows": rows}


def _kernels(model: keras.Model) -> dict[str, list[Array]]:
    """Return the kernels of each layer that has some, by its path."""
    found = {call.path: products_of(call).by_weight for call in calls(model)}
    return {path: [np.asarray(w) for w, _ in weights] for path, weights in found.items() if weights}


def _channels(model: keras.Model) -> dict[str, int]:
    shapes = {
        call.path: call.output_shapes[0] for call in calls(model) if products_of(call).by_weight
    }
    return {path: int(shape[-1] or 0) for path, shape in shapes.items()}


def _weights(model: keras.Model) -> dict[str, int]:
    return {path: sum(k.size for k in kernels) for path, kernels in _kernels(model).items()}


def _nonzeros(model: keras.Model) -> dict[str, int]:
    found = _kernels(model).items()
    return {path: sum(int(np.count_nonzero(k)) for k in kernels) for path, kernels in found}
