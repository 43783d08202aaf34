"""YAML in and out, and the spaces and run specs that come with the product."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core import yaml_text
from core.errors import Problem, SpecError
from core.names import shown
from core.specs import RunSpec, Space

FOLDER = Path(__file__).parent / "spaces" / "presets"
FIRST = "quick"
# The longer first, as the shorter begins them.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_yaml(text: str) -> dict[str, Any]:
    """Parse a YAML or JSON mapping, loaded safely.

    Raises:
        SpecError: it is not YAML, or not a mapping, or a name in it stands twice.
    """
    try:
        data = yaml_text.read(text)
    except yaml_text.YamlTextError as error:
        raise SpecError([Problem(error.field, str(error))]) from error
    if not isinstance(data, Mapping):
        got = "nothing" if data is None else shown(data)
        raise SpecError([Problem("", f"Expected names and values ('name: …'); got {got}.")])
    return {str(name): value for name, value in data.items()}


def text_of(content: bytes) -> str:
    """Decode a file's content, as UTF-8 or by its byte order mark.

    Raises:
        SpecError: it is no text, or too much of it.
    """
    named = (name for mark, name in _MARKS if content.startswith(mark))
    encoding = next(named, "utf-8-sig")
    if len(content) > 4 * yaml_text.MOST_CHARACTERS + 4:
        most = yaml_text.MOST_CHARACTERS
        message = f"Expected at most {most:,} characters; got {len(content):,} bytes. Shorten it."
        raise SpecError([Problem("", message)])
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"Expected text in UTF-8; byte {error.start:,} is none. Save it as UTF-8."
        raise SpecError([Problem("", message)]) from error


def space_to_yaml(space: Space) -> str:
    return yaml_text.write(space.model_dump(mode="json"))


def spec_to_yaml(spec: RunSpec) -> str:
    return yaml_text.write(spec.model_dump(mode="json", exclude_none=True))


@cache
def preset_spaces() -> dict[str, Space]:
    """Return the built-in spaces, by name."""
    found = [Space.model_validate(read_yaml(path.read_text())) for path in _files(FOLDER)]
    return {space.name: space for space in found}


@cache
def preset_mappings() -> dict[str, dict[str, Any]]:
    """Return the built-in run specs, by name, as written; the newcomers' comes first."""
    paths = sorted(_files(FOLDER / "runs"), key=lambda path: path.stem != FIRST)
    return {path.stem: read_yaml(path.read_text()) for path in paths}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
