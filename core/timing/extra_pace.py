"""What candidates take beside being trained: a rule of thumb, as in core.timing.estimates."""

from __future__ import annotations

from dataclasses import dataclass

from core.candidates.computation import ExtraWork
from core.timing.training_pace import Rule

# Of each round a layer: reading the network's graph, choosing, rebuilding, the check against the
# masked network, keeping what is trained then. Processor seconds of 22 prunings of 15 layers on the
# digits: without training and timing 0.3 s more than the traces that they share save, and in three
# rounds 0.55 s more.
A_LAYER = 0.02


@dataclass(frozen=True)
class ExtraPace:
    """Seconds that the extra work of candidates takes.

    Attributes:
        candidate: for each candidate.
        run: for the whole run.
        epoch: for each epoch.
    """

    candidate: float = 0.0
    run: float = 0.0
    epoch: float = 0.0


def pace_of(extra: ExtraWork, rule: Rule) -> ExtraPace:
    """Return the seconds that ``extra`` takes, where ``rule`` says what a forward pass does."""
    forward = rule.forward(extra.parent)
    return ExtraPace(
        candidate=A_LAYER * extra.layers + forward * extra.passes,
        run=forward * extra.run_passes,
        epoch=forward * extra.epoch_passes,
    )
