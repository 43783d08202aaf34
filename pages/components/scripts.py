"""Owns the pages' JavaScript: ES modules, served under an address that changes when they change,
and how a chart of our own is mounted with them."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import plotly
import streamlit as st

from core.metrics import METRICS, UNCOUNTED, Metric
from core.models.pruned_terms import PRUNING_TERMS
from core.scores import NO_DIFFERENCE
from pages.components.axes import ACROSS, EDGE, UP

PAGES = Path(__file__).parent.parent
# The one module that lies on no disk: it is made of what Python knows.
CONSTANTS = "components/constants.js"

# Streamlit makes a module of a string, which can import by whole addresses only. It may ask for a
# mount anew while the first waits for its import: only the newest is done, and closes.
# A browser keeps what it failed to fetch under that address: it is asked for by another.
_MOUNT = """const newest = new WeakMap();
const imported = async (address) => {
  for (let again = 0; ; again += 1) {
    try {
      return await import(again ? `${address}?again=${again}` : address);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
};
export default async (component) => {
  const { parentElement } = component;
  newest.set(parentElement, component);
  const module = await imported(new URL(ADDRESS, window.location.origin).href);
  if (newest.get(parentElement) !== component) return undefined;
  const close = module.default(component);
  return () => newest.get(parentElement) === component && close();
};
"""
_IMPORT = re.compile(r'^import [^;]*?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?", re.MULTILINE)


@cache
def modules() -> dict[str, str]:
    """Return the text of every script by its path under ``pages``."""
    files = sorted(PAGES.rglob("*.js"))
    own = {file.relative_to(PAGES).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return {CONSTANTS: _constants(), **own}


@cache
def version() -> str:
    """Return a version of all scripts together, which changes when one of them does."""
    return hashlib.sha256(json.dumps(modules()).encode()).hexdigest()[:12]


def served() -> dict[str, str]:
    """Return the scripts by their address below ``/assets/scripts/``."""
    return {f"{version()}/{path}": text for path, text in modules().items()}


def address(path: str) -> str:
    """Return the URL path of a script on this server."""
    return f"{base()}/assets/scripts/{version()}/{path}"


def base() -> str:
    """Return the path under which the pages are served: ``/x``, or nothing."""
    given = st.get_option("server.baseUrlPath").strip("/")
    return f"/{given}" if given else ""


def library() -> dict[str, str]:
    """Return the URL path of the chart library: the pages' base path, the version."""
    return {"base": base(), "version": plotly.__version__}


@st.cache_resource(show_spinner=False)
def component(folder: Path) -> Callable[..., Any]:
    """Register the chart in ``folder``: HTML and CSS named after it, and its ``mount.js``.

    Once a process: registering again at each script run would log a warning.
    """
    name = folder.name
    return st.components.v2.component(
        f"paretoscope.{name}",
        html=(folder / f"{name}.html").read_text(encoding="utf-8"),
        css=(folder / f"{name}.css").read_text(encoding="utf-8"),
        js=mount_script(address(entry(folder))),
        isolate_styles=False,
    )


def mount_script(address: str) -> str:
    """Return the script by which Streamlit mounts a chart: it imports the module at ``address``."""
    return _MOUNT.replace("ADDRESS", json.dumps(address))


def entry(folder: Path) -> str:
    """Return the path of the script that mounts the chart in ``folder``."""
    return (folder / "mount.js").relative_to(PAGES).as_posix()


def graph(path: str) -> list[str]:
    """Return the paths of a script and of all that it imports, none before what it imports."""
    found: dict[str, None] = {}

    def visit(one: str) -> None:
        for name in _IMPORT.findall(modules()[one]):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(one), name))
            if imported not in found:
                visit(imported)
        found[one] = None

    visit(path)
    return list(found)


def bundle(path: str) -> str:
    """Return a script and all that it imports as one, for a file behind which no server stands.

    No two of them may call something by one name.
    """
    texts = (_IMPORT.sub("", modules()[one]) for one in graph(path))
    return "\n".join(_EXPORT.sub("", text) for text in texts)


def _constants() -> str:
    known = {
        "METRICS": {name: _written(metric) for name, metric in METRICS.items()},
        "ACROSS": ACROSS,
        "UP": UP,
        "UNCOUNTED": UNCOUNTED,
        "NO_DIFFERENCE": NO_DIFFERENCE,
        "CRITERIA": _criteria(),
        "EDGE": asdict(EDGE),
    }
    lines = [f"export const {name} = {json.dumps(value)};" for name, value in known.items()]
    return "\n".join(lines) + "\n"


def _criteria() -> dict[str, str]:
    """Return the short name of each criterion: the term in brackets behind its plain words."""
    titles = {
        str(name): term.title
        for choice in ("criterion", "weight_criterion")
        for name, term in PRUNING_TERMS[choice].items()
    }
    found = {name: re.search(r"\(([^()]+)\)$", title) for name, title in titles.items()}
    return {name: term[1] if term else f"{name} choice" for name, term in found.items()}


def _written(metric: Metric) -> dict[str, str | None]:
    """Return a metric's fields for the browser: all but its source."""
    fields = ("name", "label", "title", "part", "direction", "unit", "summary")
    return {field: getattr(metric, field) for field in fields}
