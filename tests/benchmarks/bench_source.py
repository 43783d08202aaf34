"""What the source itself is like: lines, names, docstrings, and who uses what the pages share."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.settings import ROOT
from tests.benchmarks.figures import Figure, show

SUFFIXES = {".py", ".js", ".css", ".html", ".yaml"}
# Of commit 8c3fd17, by the same count.
LINES_BEFORE = 47_104
NOUN_FIRST = set("a an all each every how the those what when where whether which who why".split())
# The door and the commands bear the names of what they lead to; each migration has the same two.
APART = ("core/api/", "core/cli/", "core/__main__.py", "core/store/migrations/")
# One network read twice, with Keras and without: a layer has one name in both.
TWICE = {"WeightedFusion", "main"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def measure() -> list[Figure]:
    """Count, over ``core`` and ``pages``, what the house style asks for."""
    noun_first, documented = _docstrings()
    lengths = {path: _lines(path) for folder in ("core", "pages") for path in _files(folder)}
    longest, most = max(
        ((node.end_lineno or 0) - node.lineno + 1, f"{_at(path)}:{node.name}")
        for path in lengths
        for node in _functions(path)
    )
    named = _named_twice()
    lonely = _shared_by_one()
    file = max((path for path in lengths if path.suffix == ".py"), key=lambda path: lengths[path])
    estimators = sum(_lines(path) for path in _files("core/estimators"))
    return [
        Figure("lines of core and pages", sum(lengths.values()) / 1e3, "k", LINES_BEFORE / 1e3),
        Figure("lines of core/estimators", estimators / 1e3, "k", 2.2),
        Figure("lines of the longest file", lengths[file], "", 450, _at(file)),
        Figure("lines of the longest function", longest, "", 60, most),
        Figure("docstrings that begin with a noun", 100 * noun_first / documented, "%", 2),
        Figure("public names of core that stand twice", len(named), "", 0, ", ".join(named)),
        Figure("page parts that are shared by one page", len(lonely), "", 0, ", ".join(lonely)),
    ]


def _files(folder: str) -> list[Path]:
    found = (ROOT / folder).rglob("*")
    return [p for p in found if p.suffix in SUFFIXES and "library" not in p.parts and p.is_file()]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _at(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8") if path.suffix == ".py" else "")


def _functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(_tree(path)) if isinstance(node, Function))


def _docstrings() -> tuple[int, int]:
    """Return how many docstrings of functions begin with a noun clause, and how many there are."""
    texts = [
        text
        for folder in ("core", "pages")
        for path in _files(folder)
        for node in _functions(path)
        if not any("property" in ast.unparse(wrapper) for wrapper in node.decorator_list)
        and (text := ast.get_docstring(node))
    ]
    return sum(text.split()[0].lower() in NOUN_FIRST for text in texts), len(texts)


def _named_twice() -> list[str]:
    places: dict[str, set[str]] = defaultdict(set)
    for path in _files("core"):
        if _at(path).startswith(APART):
            continue
        for node in _tree(path).body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(_at(path))
    return sorted(name for name, at in places.items() if len(at) > 1 and name not in TWICE)


def _shared_by_one() -> list[str]:
    """Return the files of pages/components that only one page uses, through others or itself."""
    imports = {_at(path): _imported(path) for path in _files("pages") if path.suffix == ".py"}
    users: dict[str, set[str]] = defaultdict(set)
    for path in imports:
        parts = path.split("/")
        page = parts[2] if parts[1] == "parts" else parts[1].removesuffix(".py")
        if parts[1] == "components":
            continue
        open_ = [path]
        while open_:
            for name in imports.get(open_.pop(), ()):
                if page not in users[name]:
                    users[name].add(page)
                    open_.append(name)
    shared = (path for path in imports if path.startswith("pages/components/"))
    return sorted(path for path in shared if len(users[path]) == 1 and "__init__" not in path)


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pages"):
            module = (node.module or "").replace(".", "/")
            found |= {f"{module}.py", f"{module}/__init__.py"}
            found |= {f"{module}/{name.name}.py" for name in node.names}
    return found


if __name__ == "__main__":
    sys.exit(0 if show(measure()) else 1)
