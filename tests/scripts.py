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

from pages.components.scripts import modules

NODE = shutil.which("node")
without_node = pytest.mark.skipif(NODE is None, reason="Node is not installed.")


def write_modules(folder: Path) -> None:
    """Write all scripts, and the constants that Python makes, as they are served."""
    for path, text in modules().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')


@cache
def _folder() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="scripts-")
    write_modules(Path(folder.name))
    return folder


def ask(code: str, *paths: str) -> Any:
    """Return what ``code`` tells by ``console.log`` as JSON, with all that ``paths`` export."""
    folder = Path(_folder().name)
    imports = "".join(
        f"import * as m{at} from {json.dumps((folder / path).as_uri())};"
        f"Object.assign(globalThis, m{at});"
        for at, path in enumerate(paths)
    )
    command = [str(NODE), "--input-type=module", "-e", imports + code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
