"""The files beside the database: splits, models, curves. Written aside, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import StoreError
from core.profile.timings import TIMINGS

# A network, and how a detector is read: in a trial's folder as in a parent's, in homes that exist
# and in the example. One that is downloaded has another name (core/bundles/packing.py).
MODEL, HEAD = "model.keras", "head.json"


class _File:
    """The path of a file with a fixed name, as an attribute of its folder."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, folder: TrialFolder, owner: type) -> Path:
        return folder.path / self.name


@dataclass(frozen=True)
class TrialFolder:
    """The files of one trial, be it finished, set aside or still a draft."""

    path: Path

    # The network as it was trained.
    model = _File(MODEL)
    # Each score by epoch.
    curves = _File("curves.json")
    # Where a training got to that may go on.
    state = _File("state.npz")
    # What a classifier answers to the validation images.
    evaluation = _File("evaluation.npz")
    # How a detector is read, and what it finds in pictures of either part.
    head = _File(HEAD)
    detections = _File("detections.npz")
    test_detections = _File("test_detections.npz")
    # Every layer before and after pruning, and the layers that are left.
    widths = _File("widths.json")
    network = _File("network.json")
    # The network that a round of pruning trains, as it was before, and which round that is.
    round_model = _File("round.keras")
    round_number = _File("round.json")
    # Milliseconds for one batch.
    latency = _File(TIMINGS)

    @property
    def weights(self) -> tuple[Path, ...]:
        """The model, and what a training that may go on needs beside it."""
        return self.model, self.state, self.round_model


class Files:
    """The folders and files of runs under the home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, run_id: str) -> Path:
        return self.home / "runs" / run_id

    def split(self, run_id: str) -> Path:
        return self.run(run_id) / "split.npz"

    def trial(self, run_id: str, number: int) -> Path:
        return self.run(run_id) / "trials" / f"{number:06d}"

    def model(self, run_id: str, number: int) -> Path:
        return TrialFolder(self.trial(run_id, number)).model

    @contextmanager
    def new_trial(self, run_id: str, number: int) -> Iterator[Path]:
        """Yield an empty folder that becomes the trial's if the block succeeds.

        What was set aside for the trial is gone then.

        Raises:
            StoreError: the home folder is gone; nothing is made in its place.
        """
        if not self.home.is_dir():
            raise StoreError(f"The folder {self.home} is gone: it was moved or removed.")
        target = self.trial(run_id, number)
        draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            yield draft
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
            shutil.rmtree(self.aside(run_id, number), ignore_errors=True)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def aside(self, run_id: str, number: int) -> Path:
        """Return the folder of the trial's interrupted training, if there is one."""
        target = self.trial(run_id, number)
        return target.with_name(f"{target.name}.aside.draft")

    def set_aside(self, run_id: str, number: int, draft: Path) -> None:
        """Keep ``draft``, the folder of a new trial, for its training to go on from."""
        aside = self.aside(run_id, number)
        shutil.rmtree(aside, ignore_errors=True)
        draft.rename(aside)

    def keep_models(self, run_id: str, numbers: Collection[int]) -> None:
        """Delete the weights of all trials but these."""
        held = {
            int(path.name)
            for path in self.run(run_id).glob("trials/*")
            if path.name.isdigit() and any(file.exists() for file in TrialFolder(path).weights)
        }
        self.drop_models(run_id, held.difference(numbers))

    def drop_models(self, run_id: str, numbers: Iterable[int]) -> None:
        """Delete the weights of these trials; their curves and scores stay."""
        for number in numbers:
            for file in TrialFolder(self.trial(run_id, number)).weights:
                file.unlink(missing_ok=True)

    def take_up(self, run_id: str, number: int) -> None:
        """Remove unfinished trials; set aside what is left of trial ``number``, if that is enough.

        A process that was killed left it as a draft, further on than what was set aside before.
        """
        target = self.trial(run_id, number)
        for draft in target.parent.glob(f"{target.name}.[0-9]*.draft"):
            if TrialFolder(draft).state.exists():
                self.set_aside(run_id, number, draft)
        self.clear_drafts(run_id, but=number)

    def clear_drafts(self, run_id: str, *, but: int | None = None) -> None:
        """Remove unfinished trials, except what was set aside for trial ``but``."""
        kept = None if but is None else self.aside(run_id, but)
        for draft in self.run(run_id).glob("trials/*.draft"):
            if draft != kept:
                shutil.rmtree(draft, ignore_errors=True)

    def delete(self, run_id: str) -> None:
        """Remove all files of a run.

        Raises:
            StoreError: the disk refused.
        """
        try:
            shutil.rmtree(self.run(run_id))
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(
                f"The files of run {run_id!r} could not be removed: {error.strerror}. "
                f"Remove {self.run(run_id)} by hand."
            ) from error
