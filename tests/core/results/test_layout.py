"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.results.layout import Files, TrialFolder


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def write_model(files: Files, number: int) -> None:
    with files.new_trial("r", number) as folder:
        (folder / "model.keras").write_text(str(number))


def test_the_files_of_a_trial_have_the_names_that_earlier_versions_gave_them(
    tmp_path: Path,
) -> None:
    folder = TrialFolder(tmp_path)
    network = (folder.model, folder.head, folder.state, folder.round_model, folder.round_number)
    assert [file.name for file in network] == [
        "model.keras",
        "head.json",
        "state.npz",
        "round.keras",
        "round.json",
    ]
    answers = (folder.evaluation, folder.detections, folder.test_detections)
    assert [file.name for file in answers] == [
        "evaluation.npz",
        "detections.npz",
        "test_detections.npz",
    ]
    written = (folder.curves, folder.widths, folder.network, folder.latency)
    assert [file.name for file in written] == [
        "curves.json",
        "widths.json",
        "network.json",
        "latency.json",
    ]
    assert {file.parent for file in (*network, *answers, *written)} == {tmp_path}


def test_a_trial_appears_when_its_block_ends_well(files: Files) -> None:
    with files.new_trial("r", 1) as folder:
        (folder / "curves.json").write_text("{}")
        assert not files.trial("r", 1).exists()
    assert (files.trial("r", 1) / "curves.json").exists()


def test_a_trial_that_fails_leaves_nothing(files: Files) -> None:
    with pytest.raises(RuntimeError), files.new_trial("r", 1) as folder:
        (folder / "model.keras").write_text("half")
        raise RuntimeError
    assert list((files.run("r") / "trials").iterdir()) == []


def test_only_the_fronts_models_are_kept(files: Files) -> None:
    for number in range(3):
        write_model(files, number)
    files.keep_models("r", {1})
    assert [files.model("r", n).exists() for n in range(3)] == [False, True, False]
    assert files.trial("r", 0).exists()


def test_dropping_a_model_takes_the_training_state_too(files: Files) -> None:
    for number in range(2):
        with files.new_trial("r", number) as folder:
            for name in ("model.keras", "state.npz", "curves.json"):
                (folder / name).write_text("")
    files.drop_models("r", {1, 7})
    left = [{file.name for file in files.trial("r", number).iterdir()} for number in range(2)]
    assert left == [{"model.keras", "state.npz", "curves.json"}, {"curves.json"}]


def test_what_was_set_aside_waits_until_its_trial_is_there(files: Files) -> None:
    with pytest.raises(RuntimeError), files.new_trial("r", 1) as folder:
        (folder / "state.npz").write_text("half")
        files.set_aside("r", 1, folder)
        raise RuntimeError
    files.clear_drafts("r", but=1)
    assert (files.aside("r", 1) / "state.npz").read_text() == "half"
    write_model(files, 1)
    assert not files.aside("r", 1).exists() and files.model("r", 1).exists()


def test_what_was_set_aside_for_another_trial_is_cleared(files: Files) -> None:
    files.aside("r", 1).mkdir(parents=True)
    files.clear_drafts("r", but=2)
    assert not files.aside("r", 1).exists()


def test_what_a_killed_worker_kept_of_a_training_is_gone_on_from(files: Files) -> None:
    for number, state in ((1, "further on"), (2, "another's")):
        draft = files.trial("r", number).with_name(f"{number:06d}.77.draft")
        draft.mkdir(parents=True)
        (draft / "state.npz").write_text(state)
    files.aside("r", 1).mkdir()
    files.take_up("r", 1)
    assert (files.aside("r", 1) / "state.npz").read_text() == "further on"
    assert list((files.run("r") / "trials").iterdir()) == [files.aside("r", 1)]


def test_a_draft_without_a_state_leaves_what_was_set_aside(files: Files) -> None:
    files.aside("r", 1).mkdir(parents=True)
    (files.aside("r", 1) / "state.npz").write_text("half")
    files.trial("r", 1).with_name("000001.77.draft").mkdir()
    files.take_up("r", 1)
    assert (files.aside("r", 1) / "state.npz").read_text() == "half"
    assert list((files.run("r") / "trials").iterdir()) == [files.aside("r", 1)]


def test_what_a_killed_worker_left_is_cleared(files: Files) -> None:
    write_model(files, 0)
    draft = files.run("r") / "trials" / "000001.77.draft"
    draft.mkdir()
    files.clear_drafts("r")
    assert not draft.exists() and files.model("r", 0).exists()
