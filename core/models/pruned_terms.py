"""The words for the ways to prune."""

from __future__ import annotations

from collections.abc import Mapping

from core.models.pruning_methods import CRITERIA, SCHEDULES, WEIGHT_CRITERIA
from core.registry import Registry, Term
from core.specs import Value

_HAN = "Han, Pool, Tran & Dally 2015, Learning both Weights and Connections"
_FANG = "Fang et al. 2023, DepGraph"


def _terms(registry: Registry) -> dict[Value, Term]:
    return {
        entry.name: Term(entry.title, entry.summary, entry.source) for entry in registry.entries()
    }


# By the choice and its value, as a space of prunings has them.
PRUNING_TERMS: Mapping[str, Mapping[Value, Term]] = {
    "granularity": {
        "channels": Term(
            "whole channels (structured)",
            "Whole channels go, and with them every weight that makes or reads them: an ordinary "
            "smaller network is left, faster anywhere.",
            _FANG,
        ),
        "weights": Term(
            "single weights (unstructured)",
            "Single weights become zero wherever they are. The file packs smaller; it is faster "
            "only where software skips zeros.",
            _HAN,
        ),
        "2:4": Term(
            "two of every four weights (2:4)",
            "Of every four weights in a row two become zero, a pattern that some GPUs compute at "
            "twice the speed.",
            "Mishra et al. 2021, Accelerating Sparse Deep Neural Networks",
        ),
    },
    "criterion": _terms(CRITERIA),
    "weight_criterion": _terms(WEIGHT_CRITERIA),
    "scope": {
        "global": Term(
            "wherever least is lost (global)",
            "The least important of the whole network go, so that layers lose unequal shares.",
            _FANG,
        ),
        "local": Term(
            "the same share of every layer (local)",
            "The least important of each layer go, the same share everywhere.",
            _FANG,
        ),
    },
    "target": {
        "macs": Term("computation (MACs)", "The ratio is the share of MACs that goes.", _FANG),
        "parameters": Term("parameters", "The ratio is the share of parameters that goes.", _FANG),
        "channels": Term("channels", "The ratio is the share of channels that goes.", _FANG),
        "latency": Term(
            "time for an image (latency)",
            "The ratio is the share of the time for one picture that goes, measured here.",
            "Shen et al. 2022, Structural Pruning via Latency-Saliency Knapsack",
        ),
    },
    "schedule": _terms(SCHEDULES),
    "distillation": {
        False: Term("the labels alone", "The pruned network learns again from the labels.", _HAN),
        True: Term(
            "the parent as teacher too (distillation)",
            "The pruned network also learns to answer as its parent does, with its doubts.",
            "Hinton, Vinyals & Dean 2015, Distilling the Knowledge in a Neural Network",
        ),
    },
}
