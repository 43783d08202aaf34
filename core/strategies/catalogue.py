"""The registry of strategies, with their parameters."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from core.registry import Params, Registry


class StrategyParams(Params):
    """The base of a strategy's parameters."""

    @property
    def first_drawn(self) -> tuple[str, int]:
        """How many candidates are drawn at random before it learns, and the field that says so."""
        return "", 0


STRATEGIES = Registry("strategy", StrategyParams)


class EvolutionParams(StrategyParams):
    """Regularised evolution: how many live, and how many compete to be the parent."""

    population: Annotated[int, Field(ge=2, le=1000, description="Candidates alive at once")] = 20
    sample: Annotated[int, Field(ge=1, le=1000, description="Candidates that compete")] = 5

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "population", self.population

    @model_validator(mode="after")
    def _sample_fits(self) -> EvolutionParams:
        if self.sample > self.population:
            raise ValueError(
                f"sample must be at most population ({self.population}); got {self.sample}."
            )
        return self


class NSGA2Params(StrategyParams):
    """NSGA-II: the size of a generation, and how often two parents are mixed."""

    population: Annotated[int, Field(ge=2, le=1000, description="Candidates a generation")] = 20
    crossover: Annotated[float, Field(ge=0, le=1, description="Chance of two parents")] = 0.9

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "population", self.population


class LocalParams(StrategyParams):
    """Local search: from how many random candidates a climb picks its start."""

    starts: Annotated[int, Field(ge=1, le=1000, description="Random candidates a start")] = 10

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "starts", self.starts


class ReinforceParams(StrategyParams):
    """REINFORCE: how fast the controller learns, and what it is paid for."""

    learning_rate: Annotated[float, Field(gt=0, le=10, description="Learning rate")] = 0.2
    entropy: Annotated[float, Field(ge=0, le=10, description="Reward for variety (entropy)")] = 0.2
    decay: Annotated[float, Field(ge=0, lt=1, description="Memory of the average reward")] = 0.9
    warmup: Annotated[int, Field(ge=0, le=1000, description="Random candidates first")] = 10
    cost_weight: Annotated[
        float, Field(ge=0, le=10, description="Weight of the objectives after the first")
    ] = 0.07

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "warmup", self.warmup


class TPEParams(StrategyParams):
    """TPE: how many random candidates it starts from, how many it weighs up."""

    startup: Annotated[int, Field(ge=1, le=1000, description="Random candidates first")] = 10
    candidates: Annotated[int, Field(ge=1, le=1000, description="Values weighed up a choice")] = 24

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "startup", self.startup


class GPParams(StrategyParams):
    """Gaussian process: how many random candidates it starts from, how many it weighs up."""

    startup: Annotated[int, Field(ge=2, le=1000, description="Random candidates first")] = 10
    pool: Annotated[int, Field(ge=1, le=5000, description="Candidates weighed up a trial")] = 300

    @property
    def first_drawn(self) -> tuple[str, int]:
        return "startup", self.startup


class RungParams(StrategyParams):
    """Rungs: how short the first trainings are, and how few of them go on."""

    min_epochs: Annotated[
        int, Field(ge=1, le=1000, description="Epochs every candidate gets at least")
    ] = 2
    reduction: Annotated[
        int, Field(ge=2, le=100, description="One in how many is trained further")
    ] = 2


class HalvingParams(RungParams):
    """Successive halving: how many candidates compete in one round."""

    candidates: Annotated[int, Field(ge=2, le=10_000, description="Candidates a round")] = 16


class ScreeningParams(HalvingParams):
    """Screening: how many candidates are tried briefly in a round, and how few fully."""

    min_epochs: Annotated[
        int, Field(ge=1, le=1000, description="Epochs of the brief trial; 1 lets a proxy answer")
    ] = 1
    reduction: Annotated[
        int, Field(ge=2, le=1000, description="One in how many is trained fully")
    ] = 10
    candidates: Annotated[int, Field(ge=2, le=10_000, description="Candidates a round")] = 100


STRATEGIES.add(
    "nsga2",
    "core.strategies.nsga2:NSGA2",
    NSGA2Params,
    title="NSGA-II",
    group="Evolution",
    summary="Breeds from the whole front: the usual choice for two or more objectives.",
    source="Deb, Pratap, Agarwal & Meyarivan 2002, NSGA-II",
)
STRATEGIES.add(
    "evolution",
    "core.strategies.evolution:RegularisedEvolution",
    EvolutionParams,
    title="Regularised evolution",
    group="Evolution",
    summary="Changes one choice of a good candidate, retires the oldest.",
    source="Real, Aggarwal, Huang & Le 2019, Regularized Evolution",
)
STRATEGIES.add(
    "gp",
    "core.strategies.gp:GaussianProcess",
    GPParams,
    title="Gaussian process (ParEGO)",
    group="Model-based",
    summary="Learns to predict the scores and tries what promises most. Good for few trials.",
    source="Knowles 2006, ParEGO",
)
STRATEGIES.add(
    "tpe",
    "core.strategies.tpe:TPE",
    TPEParams,
    title="Tree-structured Parzen estimator (TPE)",
    group="Model-based",
    summary="Learns which values good candidates have and bad ones lack; by Optuna.",
    source="Bergstra, Bardenet, Bengio & Kégl 2011; Optuna",
)
STRATEGIES.add(
    "reinforce",
    "core.strategies.reinforce:Reinforce",
    ReinforceParams,
    title="Reinforcement learning (REINFORCE)",
    group="Model-based",
    summary="A controller that is rewarded for good candidates. Needs many trials.",
    source="Williams 1992; Zoph & Le 2017",
)
STRATEGIES.add(
    "asha",
    "core.strategies.asha:ASHA",
    RungParams,
    title="Asynchronous successive halving (ASHA)",
    group="Early stopping",
    summary="Trains many candidates briefly and the best of them further, without rounds. "
    "Saves epochs.",
    source="Li et al. 2020, Massively Parallel Hyperparameter Tuning",
)
STRATEGIES.add(
    "halving",
    "core.strategies.halving:SuccessiveHalving",
    HalvingParams,
    title="Successive halving",
    group="Early stopping",
    summary="Trains many candidates briefly, the best of them further, in rounds. Saves epochs.",
    source="Jamieson & Talwalkar 2016, Non-stochastic Best Arm Identification",
)
STRATEGIES.add(
    "hyperband",
    "core.strategies.hyperband:Hyperband",
    RungParams,
    title="Hyperband",
    group="Early stopping",
    summary="Rounds of successive halving, from many brief trainings to few full ones. "
    "Saves epochs.",
    source="Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018, Hyperband",
)
STRATEGIES.add(
    "screening",
    "core.strategies.screening:Screening",
    ScreeningParams,
    aliases=("sieve",),
    title="Screening",
    group="Early stopping",
    summary="A brief trial of many candidates, a full training for the best few. Scored by a proxy "
    "first, the trial needs no training at all.",
    source="Abdelfattah et al. 2021, Zero-Cost Proxies, section 5",
)
STRATEGIES.add(
    "random",
    "core.strategies.random:RandomSearch",
    title="Random search",
    group="Baselines",
    summary="Every architecture equally likely. The baseline to beat.",
    source="Bergstra & Bengio 2012; Li & Talwalkar 2020",
)
STRATEGIES.add(
    "local",
    "core.strategies.local:LocalSearch",
    LocalParams,
    title="Local search",
    group="Baselines",
    summary="Changes one choice of the best at a time; restarts when stuck.",
    source="White, Nolen & Savani 2021, Local Search for NAS",
)
STRATEGIES.add(
    "grid",
    "core.strategies.grid:Grid",
    title="Grid search",
    group="Baselines",
    summary="Every combination once, in even steps through the whole space.",
    source="Bergstra & Bengio 2012, section 1",
)
