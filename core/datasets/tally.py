"""Counts what an upload holds that is left out, or read otherwise than written, by reason."""

from __future__ import annotations

from dataclasses import dataclass, field

_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """What was left out for one reason: how many, and the first few by name."""

    reason: str
    count: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.first) else ""
        return f"{self.reason}: {self.count:,} ({', '.join(self.first)}{more})"


@dataclass
class Tally:
    """Counts what is left out, while reading."""

    counts: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def note(self, reason: str, name: str) -> None:
        """One more, of that name, for that reason."""
        self.counts[reason] = self.counts.get(reason, 0) + 1
        names = self.names.setdefault(reason, [])
        if len(names) < _NAMED:
            # A lone surrogate, which JSON allows, could be neither stored nor shown.
            names.append(name[:120].encode("utf-8", "replace").decode())

    def left_out(self) -> tuple[LeftOut, ...]:
        """By reason, in the order in which each was first met."""
        return tuple(
            LeftOut(reason, count, tuple(self.names[reason]))
            for reason, count in self.counts.items()
        )
