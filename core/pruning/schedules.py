"""How a share to be removed is spread over rounds; owned by a module that needs no Keras."""

from core.models.pruned_schedules import cumulative, of_the_rest

__all__ = ["cumulative", "of_the_rest"]
