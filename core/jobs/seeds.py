"""The seed of each training, from its run's."""

from __future__ import annotations

import numpy as np


def training_seed(run_seed: int, number: int) -> int:
    """Return the seed of the training that began with trial ``number``."""
    return int(np.random.SeedSequence([run_seed, number]).generate_state(1)[0])
