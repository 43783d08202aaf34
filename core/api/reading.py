"""What is known of runs and their trials."""

from __future__ import annotations

from core.api.designing import sketch
from core.api.opening import store
from core.bundles import packed
from core.candidates.catalogue import kind_of
from core.comparison import kinship
from core.comparison.kinship import Ancestor, Difference
from core.comparison.leaders import Leader, leader_of
from core.datasets import info
from core.live.events import changes
from core.metrics import METRICS
from core.models.sketch.base import Sketch
from core.pareto import front as _front
from core.presets import spec_to_yaml
from core.results.details import TrialDetail, csv_of, read_detail, spec_of
from core.scores import Samples, samples_in, score_of
from core.settings import home
from core.specs import Run, RunStatus, Trial, UnreadableRun


def runs(*statuses: RunStatus, owner: str | None = None, limit: int | None = None) -> list[Run]:
    """Return runs that can be read, newest first: in one of ``statuses``, of ``owner``, or all."""
    return store().runs.find(*statuses, owner=owner, limit=limit)


def unreadable_runs() -> list[UnreadableRun]:
    """Return the runs that :func:`runs` leaves out: of another version, or damaged."""
    return store().runs.unreadable()


def run(run_id: str) -> Run:
    """Return one run (NotFoundError if there is none)."""
    return store().runs.get(run_id)


def initial_message(run_id: str) -> str:
    """Return the first message of a run's event stream, as JSON."""
    return changes(store(), run_id, 0).text


def trials(run_id: str) -> list[Trial]:
    """Return a run's trials by number."""
    store().runs.get(run_id)
    return store().trials.of(run_id)


def trial(run_id: str, number: int) -> Trial:
    """Return one trial (NotFoundError if there is none)."""
    return store().trials.get(run_id, number)


def front(run_id: str) -> list[Trial]:
    """Return the non-dominated trials of a run under its own objectives, by its last objective."""
    return _front(store().trials.of(run_id), run(run_id).spec.objectives)


def description(run: Run, trial: Trial) -> str:
    """Describe a network: ``3 blocks, 8–32 channels``; empty where that is not possible."""
    return kind_of(run.spec.space).describe(trial.choices)


def samples(run_id: str) -> Samples:
    """Return the numbers of pictures behind a run's scores; empty if unknown."""
    return samples_in(store().files.split(run_id))


def leader(run: Run) -> Leader | None:
    """Return the best network by the run's first quality, with its certainty.

    None before there is one, and of a run that is after no quality.
    """
    return leader_of(store(), run)


def difference(run_id: str, number: int, other: int) -> Difference:
    """Return the differences in choices and results between two trials of a run."""
    own, there = trial(run_id, number), trial(run_id, other)
    return kinship.difference(run(run_id), own, there, samples(run_id))


def ancestors(run_id: str, number: int) -> tuple[Ancestor, ...]:
    """Return a trial's ancestors, nearest first; empty where the strategy breeds none."""
    return kinship.ancestors(trial(run_id, number), lambda parent: trial(run_id, parent))


def detail(run_id: str, number: int) -> TrialDetail:
    """Return everything known of one trial."""
    of, one = run(run_id), trial(run_id, number)
    facts = info(of.spec.dataset, home())

    def draw() -> Sketch:
        return sketch(of.spec.space, one.choices, of.spec.dataset)

    return read_detail(store().files, of, one, draw, facts.class_names)


def bundle(run_id: str, number: int) -> bytes:
    """Return a trained network as a zip: its file, how to run it, and its description.

    Raises:
        NotFoundError: there is no such trial, or its weights are gone.
    """
    of = run(run_id)
    facts = info(of.spec.dataset, home())
    return packed(of, detail(run_id, number), facts, samples(run_id))


def trial_spec_yaml(run_id: str, number: int) -> str:
    """Return the spec that makes this candidate again."""
    return spec_to_yaml(spec_of(run(run_id), trial(run_id, number)))


def front_rows(run_id: str) -> list[dict[str, float | str]]:
    """Return a row for each trial of :func:`front`: ``trial``, ``network``, its figures.

    Behind a score for which there is an interval stand its ends, ``val_accuracy_low`` and
    ``val_accuracy_high``.
    """
    of, known = run(run_id), samples(run_id)
    return [
        {"trial": trial.number, "network": description(of, trial), **_figures(trial, known)}
        for trial in front(run_id)
    ]


def _figures(trial: Trial, known: Samples) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name in METRICS:
        if name in trial.metrics:
            score = score_of(name, trial.metrics[name], known)
            figures[name] = score.value
            if score.low is not None and score.high is not None:
                figures |= {f"{name}_low": score.low, f"{name}_high": score.high}
    return figures


def trials_csv(run_id: str) -> str:
    """Return all trials of a run as CSV."""
    return csv_of(run(run_id), trials(run_id), samples(run_id))
