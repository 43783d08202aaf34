"""Types that are stored or sent: spaces, run specs, trials. All frozen, all JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    field_serializer,
    field_validator,
    model_validator,
)

from core.metrics import METRICS, Direction
from core.names import CHOICE_NAME
from core.registry import Params

Value = StrictBool | StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | StrictStr
Choices = Mapping[str, Value]
RunStatus = Literal["queued", "running", "paused", "finished", "failed", "stopped"]
TrialStatus = Literal["complete", "failed", "infeasible", "stopped_early"]
Box = tuple[tuple[float, float], ...]
LONGEST_NAME = 80
SEEDS = 2**31
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]

ENDED: frozenset[str] = frozenset({"finished", "failed", "stopped"})
TRAINED: frozenset[str] = frozenset({"complete", "failed", "stopped_early"})


def named(name: str, ending: str) -> str:
    """Return ``name`` with an ending, which stays whole where a long name is cut."""
    return name[: LONGEST_NAME - len(ending)] + ending


class Frozen(BaseModel):
    """Base of all that is stored: immutable, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Frozen):
    """One thing that may vary: its values, and when it exists at all.

    ``when`` maps the name of an earlier choice to the values under which this one exists; with
    several names, all must hold.
    """

    name: Annotated[str, Field(pattern=CHOICE_NAME, max_length=40)]
    values: tuple[Value, ...]
    when: dict[str, tuple[Value, ...]] = {}

    @field_validator("when", mode="before")
    @classmethod
    def _wrap_single_values(cls, when: Any) -> Any:
        if not isinstance(when, Mapping):
            return when
        return {k: v if isinstance(v, (list, tuple)) else (v,) for k, v in when.items()}


class Space(Frozen):
    """A declarative search space: a family, what may vary in it, and what is fixed.

    In YAML, ``choices`` is a mapping from a name to its values, or to ``{values, when}``.
    """

    name: Name
    family: str
    choices: tuple[Choice, ...]
    options: dict[str, Value] = {}

    @field_validator("choices", mode="before")
    @classmethod
    def _read_mapping(cls, choices: Any) -> Any:
        if not isinstance(choices, Mapping):
            return choices
        return [
            {"name": name, **(body if isinstance(body, Mapping) else {"values": body})}
            for name, body in choices.items()
        ]

    @field_serializer("choices")
    def _write_mapping(self, choices: tuple[Choice, ...]) -> dict[str, Any]:
        return {
            choice.name: {
                "values": list(choice.values),
                "when": {k: list(v) for k, v in choice.when.items()},
            }
            if choice.when
            else list(choice.values)
            for choice in choices
        }

    def choice(self, name: str) -> Choice:
        """Return the choice called ``name`` (KeyError when there is none)."""
        for choice in self.choices:
            if choice.name == name:
                return choice
        raise KeyError(name)


class Objective(Frozen):
    """A metric and the way it should go; the direction defaults to the metric's own."""

    metric: str
    direction: Direction

    @model_validator(mode="before")
    @classmethod
    def _default_direction(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {"metric": data}
        if isinstance(data, Mapping) and "direction" not in data:
            metric = METRICS.get(str(data.get("metric")))
            data = {**data, "direction": metric.direction if metric else "maximize"}
        return data


class Limits(Params):
    """The limits on a candidate's costs; checked before any training."""

    parameters: Annotated[int, Field(gt=0)] | None = None
    macs: Annotated[int, Field(gt=0)] | None = None
    size_bytes: Annotated[int, Field(gt=0)] | None = None

    def given(self) -> dict[str, int]:
        """Return the limits that are set, by metric."""
        return {name: value for name, value in self if value is not None}

    def broken_by(self, costs: Mapping[str, float]) -> str:
        """Return the first limit that ``costs`` break, in words; empty if none."""
        for name, limit in self.given().items():
            if costs[name] > limit:
                label = METRICS[name].label.lower()
                return f"{label} must be at most {limit:,}; this one has {int(costs[name]):,}."
        return ""


class Budget(Params):
    """The end of a run: after so many trained candidates, minutes or epochs, whichever is first.

    A training that is under way when the minutes are over is ended after its epoch and leaves no
    trial; testing the front comes on top.

    Infeasible candidates cost nothing and are not counted. A candidate whose training goes on later
    is counted once; of its epochs, each is. When the last new candidate was trained, those that the
    strategy still wants to train on are.
    """

    trials: Annotated[int, Field(gt=0, le=100_000)] = 40
    minutes: Annotated[float, Field(gt=0, le=100_000)] | None = None
    epochs: Annotated[int, Field(gt=0, le=10_000_000)] | None = None


class Chosen(Frozen):
    """A registry entry by name, with its parameters."""

    name: str
    params: dict[str, Value] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data


class RunSpec(Frozen):
    """The specification of a search, complete enough to run it again."""

    name: Name
    dataset: str
    space: Space
    strategy: Chosen = Chosen(name="nsga2")
    estimator: Chosen = Chosen(name="training")
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1, max_length=4)] = (
        Objective(metric="val_accuracy", direction="maximize"),
        Objective(metric="parameters", direction="minimize"),
    )
    limits: Limits = Limits()
    budget: Budget = Budget()
    seed: Annotated[int, Field(ge=0, lt=SEEDS)] = 0
    notes: Annotated[str, Field(max_length=2000)] = ""


class Proposal(Frozen):
    """A strategy's proposal: the choices, and where they came from.

    ``epochs`` is how many to train in all; 0 leaves it to the estimator. ``continues`` is the
    number of the trial whose training goes on; it has the same choices.
    """

    choices: dict[str, Value]
    generation: int = 0
    parents: tuple[int, ...] = ()
    epochs: int = 0
    continues: int | None = None


class Trial(Frozen):
    """One try: what it was, what came of it. ``metrics`` is keyed as ``METRICS``.

    ``epochs`` were trained in all, those of the trial that it ``continues`` included. With fewer
    than the estimator's full number it is ``stopped_early``.
    """

    number: int
    status: TrialStatus
    choices: dict[str, Value]
    key: str
    generation: int = 0
    parents: tuple[int, ...] = ()
    metrics: dict[str, float] = {}
    epochs: int = 0
    continues: int | None = None
    reason: str = ""
    hypervolume: float | None = None
    ended: float = 0.0
    revision: int = 0


class Progress(Frozen):
    """The candidate whose turn it is: its number, how often it was begun, and the epoch it is in.

    ``began`` is how many seconds the run had worked when its turn came, at the end of the last one
    that counts against the budget; earlier versions left none.
    """

    number: int
    attempt: int = 1
    epoch: int = 0
    epochs: int = 0
    began: float | None = None


class Counts(Frozen):
    """The numbers of a run's candidates by how they ended.

    A trial that continues another takes its place: the one before is no longer counted.
    """

    complete: int = 0
    failed: int = 0
    infeasible: int = 0
    stopped_early: int = 0

    @property
    def trained(self) -> int:
        """Candidates that count against the budget."""
        return self.complete + self.failed + self.stopped_early


class Run(Frozen):
    """A run as the store sees it: its spec, its status, how far it is. Times are Unix seconds."""

    id: str
    name: str
    spec: RunSpec
    owner: str
    status: RunStatus
    reason: str = ""
    created: float
    started: float | None = None
    ended: float | None = None
    heartbeat: float | None = None
    active_seconds: float = 0.0
    request: Literal["", "pause", "stop", "yield"] = ""
    device: str = ""
    revision: int = 0
    counts: Counts = Counts()
    progress: Progress | None = None
    best: dict[str, float] = {}
    box: Box | None = None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


class Unreadable(Frozen):
    """A stored thing that this version cannot read: what is known of it, and why that is all.

    ``created`` is when it was last written (Unix seconds; 0.0 where nobody knows).
    """

    name: str
    created: float
    why: str


class UnreadableRun(Unreadable):
    """A stored run that this version cannot read."""

    id: str
    owner: str
    status: str
