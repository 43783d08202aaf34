"""Makes trained Keras models smaller: channels removed for good, weights set to zero."""

from core.pruning.channels import PruneResult, prune_channels
from core.pruning.sensitivity import Sensitivity, sensitivity
from core.pruning.weights import SparseResult, apply_masks, prune_weights

__all__ = [
    "PruneResult",
    "Sensitivity",
    "SparseResult",
    "apply_masks",
    "prune_channels",
    "prune_weights",
    "sensitivity",
]
