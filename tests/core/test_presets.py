"""YAML in and out, and the presets that come with the product."""

from __future__ import annotations

import pytest

from core import api
from core.errors import SpecError
from core.presets import preset_spaces, read_yaml
from core.specs import RunSpec, Space

pytestmark = pytest.mark.usefixtures("home")


def test_every_preset_is_sound() -> None:
    assert "quick" in api.presets()
    for space in preset_spaces().values():
        assert api.check_space(space) == space
        assert api.count(space) > 100


def test_newcomers_start_from_the_quick_search() -> None:
    assert next(iter(api.presets())) == "quick" and len(api.presets()) > 1


def test_quick_is_forty_trials_on_digits() -> None:
    quick = api.presets()["quick"]
    assert (quick.dataset, quick.budget.trials) == ("digits", 40)


def test_a_space_survives_yaml(space: Space) -> None:
    assert (
        api.space_from_yaml(api.space_to_yaml(preset_spaces()["convnet"]))
        == (preset_spaces()["convnet"])
    )
    assert Space.model_validate(read_yaml(api.space_to_yaml(space))) == space


def test_a_spec_survives_yaml() -> None:
    quick = api.presets()["quick"]
    assert api.spec_from_yaml(api.spec_to_yaml(quick)) == quick


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [", "not YAML"),
        ("- a\n- b", "Expected names and values"),
        ("!!python/object/apply:os.system ['true']", "not YAML"),
        ("", "Expected names and values"),
        ("[" * 3000, "not YAML"),
        ("a: &x [1, 2]\nb: *x", "anchors and aliases"),
        ("name: " + "x" * 300_000, "Expected at most 200,000 characters"),
    ],
)
def test_what_is_not_a_mapping_is_refused(text: str, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        api.space_from_yaml(text)


def test_a_pattern_is_no_number_of_base_60() -> None:
    read = read_yaml("goes: [channels, 2:4]\nratio: 2\nshare: 0.5\ndone: true")
    assert read == {"goes": ["channels", "2:4"], "ratio": 2, "share": 0.5, "done": True}


def test_the_docs_examples_are_sound() -> None:
    from core.settings import ROOT

    examples = sorted((ROOT / "docs" / "examples").glob("*.yaml"))
    assert examples
    for path in examples:
        assert isinstance(api.spec_from_yaml(path.read_text()), RunSpec)
