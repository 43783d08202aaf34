"""What training a network takes on two idle CPU cores: a rule of thumb, its constants measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.candidates.computation import PASSES, Computation
from core.metrics import Task

# To trace a network twice and time it, a layer: processor seconds of 22 networks of 15 layers.
LATENCY = 0.012


@dataclass(frozen=True)
class Rule:
    """A rule of thumb for two idle CPU cores.

    Attributes:
        overhead: seconds to save and weigh any network.
        layer: seconds to build and trace each of its layers.
        step: seconds each of its layers adds to every step of training, whatever its size.
        picture: seconds an epoch takes for every picture, whatever the network is.
        values: numbers that layers give out a second: normalisation, activations, sums and
            depthwise convolutions are limited by fetching and storing them.
        macs: multiply-accumulates a second: what dense convolutions add.
    """

    overhead: float
    layer: float
    step: float
    picture: float
    values: float
    macs: float

    def candidate(self, work: Computation, *, timed: bool = False) -> float:
        """Return a network's seconds beside its epochs, with its latency if ``timed``."""
        return self.overhead + (self.layer + LATENCY * timed) * work.layers

    def forward(self, work: Computation) -> float:
        """Return the seconds of a forward pass for a picture."""
        return work.values / self.values + work.macs / self.macs

    def epoch(self, work: Computation, pictures: int, batch: int) -> float:
        """Return the seconds of an epoch of so many pictures, ``batch`` of them a step."""
        steps = math.ceil(pictures / batch) * self.step * work.layers
        return steps + pictures * (self.picture + PASSES * self.forward(work))


RULES: dict[Task, Rule] = {
    # Fitted to 63 networks of 13 to 120 layers and 0.01 to 17 million MACs: 20 of convnet_small and
    # 5 of mobilenet_small on the digits, in batches of 32; 5 of mobilenet, in batches of 64, and 33
    # of convnet, in batches of 128, on Fashion-MNIST. The mean of each space is met within 10 %,
    # single networks within 10 to 16 % (one standard deviation). The machine was busy, so it was
    # processor seconds that were measured (but of 21 of convnet): building and tracing keeps one
    # core busy, epochs of the digits 1.5, those of larger pictures 1.7. A rate of their own for
    # depthwise MACs explains nothing that values do not.
    "classification": Rule(0.1, 0.025, 1.8e-4, 0.0, 2.7e9, 1.6e11),
    # The processor seconds of four that detect-quick tries, 5 to 35 million MACs, in scenes of
    # 96×96: an epoch of 2,000 took 10.1 s and 0.26 s a million MACs, the rest 6.5 s. What does not
    # depend on the network is changing, matching and judging the pictures. Two idle cores need
    # between half of that and all of it.
    "detection": Rule(6.5, 0.0, 0.0, 0.005, math.inf, 2.3e10),
}
