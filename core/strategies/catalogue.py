"""The strategies there are, with their parameters."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from core.registry import Params, Registry

STRATEGIES = Registry("strategy")


class EvolutionParams(Params):
    """Regularised evolution: how many live, and how many compete to be the parent."""

    population: Annotated[int, Field(ge=2, le=1000, description="Candidates alive at once")] = 20
    sample: Annotated[int, Field(ge=1, le=1000, description="Candidates that compete")] = 5

    @model_validator(mode="after")
    def _sample_fits(self) -> EvolutionParams:
        if self.sample > self.population:
            raise ValueError(
                f"sample must be at most population ({self.population}); got {self.sample}."
            )
        return self


class NSGA2Params(Params):
    """NSGA-II: the size of a generation, and how often two parents are mixed."""

    population: Annotated[int, Field(ge=2, le=1000, description="Candidates a generation")] = 20
    crossover: Annotated[float, Field(ge=0, le=1, description="Chance of two parents")] = 0.9


STRATEGIES.add(
    "nsga2",
    "core.strategies.nsga2:NSGA2",
    NSGA2Params,
    summary="Breeds from the whole front (NSGA-II): the usual choice for two or more objectives.",
)
STRATEGIES.add(
    "evolution",
    "core.strategies.evolution:RegularisedEvolution",
    EvolutionParams,
    summary="Regularised evolution: mutates a good candidate, retires the oldest.",
)
STRATEGIES.add(
    "random",
    "core.strategies.random:RandomSearch",
    summary="Random search: every architecture equally likely. The baseline to beat.",
)
