"""A mutant: one term of a formula broken on purpose, and the tests that should see it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class MutantError(Exception):
    """A mutant cannot be made, or its tests cannot be run."""


@dataclass(frozen=True)
class Mutant:
    """A change of one place in one file.

    Attributes:
        file: what is changed, from the root of the project.
        tests: files or single tests that should fail then, as pytest is given them.
        name: what is broken, in a few words with hyphens.
        text: what stands in the file exactly once.
        mutated: what is put in its place.
    """

    file: str
    tests: tuple[str, ...]
    name: str
    text: str
    mutated: str

    def source(self, root: Path) -> str:
        """Return the text of the file below ``root`` with the change in it.

        Raises:
            MutantError: the text to be replaced is not there exactly once, or nothing changes.
        """
        found = (root / self.file).read_text()
        times = found.count(self.text)
        if times != 1 or self.text == self.mutated:
            raise MutantError(
                f"Mutant {self.name!r}: {self.text!r} must stand exactly once in {self.file} and "
                f"differ from {self.mutated!r}; it stands there {times} times. Bring the list in "
                "tests/mutants up to date with the code."
            )
        return found.replace(self.text, self.mutated)
