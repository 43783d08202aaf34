"""The pages' JavaScript without a browser: node runs the very modules that are served."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from core.settings import ROOT
from pages.components.scripts import modules

NODE = shutil.which("node")
TESTS = Path(__file__).parent
without_node = pytest.mark.skipif(NODE is None, reason="Node.js is not installed.")


@cache
def _tree() -> TemporaryDirectory[str]:
    """Return a folder with the pages' scripts, those that Python makes too, and their tests."""
    tree = TemporaryDirectory(prefix="scripts-")
    texts = {f"pages/{path}": text for path, text in modules().items()}
    for file in TESTS.rglob("*.js"):
        texts[file.relative_to(ROOT).as_posix()] = file.read_text(encoding="utf-8")
    for path, text in {**texts, "package.json": '{"type": "module"}'}.items():
        place = Path(tree.name) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return tree


def run_node(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run node where the scripts lie as they are served, and their tests beside them."""
    command = [str(NODE), *arguments]
    return subprocess.run(command, cwd=_tree().name, capture_output=True, text=True)


def ask(code: str, *names: str) -> Any:
    """Return what ``code`` tells by ``console.log`` as JSON.

    Args:
        names: scripts of the front's chart; what they export goes by its own name.
    """
    imports = "".join(
        f'import * as m{at} from "./pages/components/front_chart/{name}.js";'
        f"Object.assign(globalThis, m{at});"
        for at, name in enumerate(names)
    )
    done = run_node("--input-type=module", "-e", imports + code)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
