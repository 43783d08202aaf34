"""The documents name what there is: paths, plug-ins, commands and settings."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from core.__main__ import app
from core.datasets import DATASETS
from core.estimators.catalogue import ESTIMATORS
from core.models.catalogue import FAMILIES
from core.presets import preset_mappings, preset_spaces
from core.settings import ROOT
from core.strategies.catalogue import STRATEGIES

DOCUMENTS = [
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    # What a changelog names was there at its time.
    if path.name != "CHANGELOG.md"
]
TEXTS = {path.name: path.read_text() for path in DOCUMENTS}
ALL = "\n".join(TEXTS.values())
# A path in the project, up to what no path holds; "mine" stands for a file to be written.
PATH = re.compile(r"`((?:core|pages|tests|docs|\.streamlit)/[\w./-]*)`")


@pytest.mark.parametrize("name", TEXTS)
def test_every_path_that_a_document_names_is_there(name: str) -> None:
    named = {path for path in PATH.findall(TEXTS[name]) if "mine" not in path}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_from_one_document_to_another_leads_somewhere(name: str) -> None:
    (folder,) = {path.parent for path in DOCUMENTS if path.name == name}
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", TEXTS[name])
    assert sorted(link for link in links if not (folder / link).exists()) == []


@pytest.mark.parametrize(
    "entry",
    [
        *(STRATEGIES.entries()),
        *(ESTIMATORS.entries()),
        *(FAMILIES.entries()),
        *(DATASETS.entries()),
    ],
    ids=lambda entry: entry.name,
)
def test_every_plug_in_is_named_in_the_documents(entry: object) -> None:
    names = {str(entry.name), str(entry.title)}
    assert any(name.lower() in ALL.lower() for name in names)


def test_every_preset_is_named_in_the_documents() -> None:
    assert [name for name in (*preset_spaces(), *preset_mappings()) if name not in ALL] == []


def test_every_command_of_the_terminal_is_named_in_the_documents() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"python -m core {name}" not in ALL] == []


def test_every_command_that_a_document_names_exists() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"python -m core (\w+)", ALL))
    assert named <= set(commands)


def test_every_setting_is_in_the_table_of_settings() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "core").rglob("*.py"))
    settings = set(re.findall(r'"(PARETOSCOPE_[A-Z_]+)"', code))
    assert len(settings) > 5
    assert sorted(name for name in settings if f"`{name}`" not in TEXTS["settings.md"]) == []
