"""YAML in and out, and the spaces and run specs that come with the product."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import Problem, SpecError
from core.specs import RunSpec, Space

MAX_CHARACTERS = 200_000
FOLDER = Path(__file__).parent / "spaces" / "presets"
FIRST = "quick"


def read_yaml(text: str) -> dict[str, Any]:
    """A YAML mapping, loaded safely.

    Raises:
        SpecError: it is not YAML, or not a mapping.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"Expected at most {MAX_CHARACTERS:,} characters; got {len(text):,}."
        raise SpecError([Problem("", message)])
    try:
        _refuse_aliases(text)
        data = yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SpecError([Problem("", f"This is not YAML: {_brief(error)}")]) from error
    if not isinstance(data, Mapping):
        kind = type(data).__name__
        raise SpecError([Problem("", f"Expected names and values ('name: …'); got a {kind}.")])
    return {str(name): value for name, value in data.items()}


def space_to_yaml(space: Space) -> str:
    return _write(space.model_dump(mode="json"))


def spec_to_yaml(spec: RunSpec) -> str:
    return _write(spec.model_dump(mode="json", exclude_none=True))


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


def _write(data: Mapping[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Loader(yaml.SafeLoader):
    """A pattern such as 2:4 is a word here; YAML 1.1 reads a number of base 60."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - typed by PyYAML
        first: [("tag:yaml.org,2002:str", re.compile(r"\d+:\d+$")), *known]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _Dumper(yaml.SafeDumper):
    """Lists of plain values on one line, as a person would write them."""


def _list(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    plain = not any(isinstance(item, (dict, list)) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)


_Dumper.add_representer(list, _list)


def _refuse_aliases(text: str) -> None:
    # A few lines of them unfold into gigabytes; no space needs any.
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (*name) are not allowed; write the value out")


def _brief(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    said = getattr(error, "problem", None) or (str(error) if isinstance(error, ValueError) else "")
    return f"{said or 'it cannot be read'}{where}."
