"""What can be a name, wherever a person gives one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from core import api
from core.errors import CoreError
from core.names import fault_of, tidy

SPEC = {"name": "x", "dataset": "digits", "space": "convnet_small"}

pytestmark = pytest.mark.usefixtures("home", "no_supervisor")


@pytest.mark.parametrize(
    "name",
    ["Zoë", "a", "<b>mine</b>", "李小龙", "می‌خواهم", "👩‍💻 run", "été · seed 3", "x" * 80, "مرحبا"],
)
def test_what_people_are_called_is_a_name(name: str) -> None:
    assert fault_of(tidy(name), 80) == ""


BAD = [
    ("", "got 0"),
    (" \t\n ", "got 0"),
    ("x" * 10_000, "got 10,000"),
    ("a\u202eb", "U+202E"),
    ("a\u2066b", "U+2066"),
    ("\u200b\u200b", "U+200B"),
    ("\u200d\u200c", "can be seen"),
    ("\u3164", "can be seen"),
    ("\u0301", "can be seen"),
    ("a\0b", "U+0000"),
    ("a\ud800", "U+D800"),
    ("a\ufeffb", "U+FEFF"),
    ("a\x1b[31m", "U+001B"),
]


@pytest.mark.parametrize(("name", "words"), BAD)
def test_what_cannot_be_seen_or_is_too_long_is_no_name(name: str, words: str) -> None:
    assert words in fault_of(tidy(name), 80)


@pytest.mark.parametrize("name", [name for name, _ in BAD if name.strip()])
@pytest.mark.parametrize(
    "give",
    [
        lambda name: api.check(SPEC | {"name": name}),
        lambda name: api.launch(api.check(SPEC), name),
        lambda name: api.save_space(api.space("convnet_small").model_copy(update={"name": name})),
        lambda name: api.save_space(
            api.space("convnet_small").model_copy(update={"name": "mine"}), name
        ),
        lambda name: api.rename(api.launch(api.check(SPEC)), name),
        lambda name: api.spec_from_yaml(f"name: '{name}'\ndataset: digits\nspace: convnet_small"),
        lambda name: api.check(SPEC | {"dataset": name}),
        lambda name: api.space(name),
    ],
    ids=["run", "owner", "space", "owner of a space", "rename", "yaml", "data", "lookup"],
)
def test_every_door_refuses_it_in_a_few_words(give: Callable[[str], object], name: str) -> None:
    with pytest.raises(CoreError) as caught:
        give(name)
    said = str(caught.value)
    assert len(said) < 1000 and not re.search("[\x00-\x08\x1b\ud800-\udfff\u202e\u2066]", said)


def test_the_two_forms_of_a_letter_are_one_owner() -> None:
    both = [unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD")]
    runs = [api.run(api.launch(api.check(SPEC), name)) for name in both]
    assert {run.owner for run in runs} == {"Zoë"}


def test_a_name_is_kept_tidy() -> None:
    assert api.check(SPEC | {"name": "  my \n run  "}).name == "my run"
