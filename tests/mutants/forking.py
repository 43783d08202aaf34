"""Runs pytest again and again, each time in a fork of a process that has the libraries loaded.

A script: ``python forking.py OUTPUT LIBRARY…`` in the folder of the tests. Every line that it reads
holds the arguments of one pytest in JSON; what that says goes to the file OUTPUT, its exit code is
printed. Importing TensorFlow takes seconds, a fork takes none.
"""

from __future__ import annotations

import importlib
import json
import os
import sys


def main(output: str, *libraries: str) -> None:
    """Import ``libraries``, then answer every line of standard input."""
    sys.path[0] = os.getcwd()
    for name in libraries:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _test(json.loads(line), output)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _test(arguments: list[str], output: str) -> None:
    """Run pytest, and end this process with its exit code."""
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    code = 3
    try:
        code = int(importlib.import_module("pytest").main(arguments))
    finally:
        # Without the end of the process that this one is a copy of.
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
