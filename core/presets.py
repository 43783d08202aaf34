"""YAML in and out, and the spaces and run specs that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core import yaml_text
from core.errors import Problem, SpecError
from core.specs import RunSpec, Space

FOLDER = Path(__file__).parent / "spaces" / "presets"
FIRST = "quick"


def read_yaml(text: str) -> dict[str, Any]:
    """A YAML or JSON mapping, loaded safely.

    Raises:
        SpecError: it is not YAML, or not a mapping, or a name in it stands twice.
    """
    try:
        data = yaml_text.read(text)
    except yaml_text.YamlTextError as error:
        raise SpecError([Problem(error.field, str(error))]) from error
    if not isinstance(data, Mapping):
        kind = type(data).__name__
        raise SpecError([Problem("", f"Expected names and values ('name: …'); got a {kind}.")])
    return {str(name): value for name, value in data.items()}


def space_to_yaml(space: Space) -> str:
    return yaml_text.write(space.model_dump(mode="json"))


def spec_to_yaml(spec: RunSpec) -> str:
    return yaml_text.write(spec.model_dump(mode="json", exclude_none=True))


@cache
def preset_spaces() -> dict[str, Space]:
    """The built-in spaces, by name."""
    found = [Space.model_validate(read_yaml(path.read_text())) for path in _files(FOLDER)]
    return {space.name: space for space in found}


@cache
def preset_mappings() -> dict[str, dict[str, Any]]:
    """The built-in run specs, by name, as they are written; what newcomers start from is first."""
    paths = sorted(_files(FOLDER / "runs"), key=lambda path: path.stem != FIRST)
    return {path.stem: read_yaml(path.read_text()) for path in paths}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
