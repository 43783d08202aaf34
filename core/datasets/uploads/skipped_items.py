"""Counts by reason what was left out of an upload or read otherwise than written."""

from __future__ import annotations

from dataclasses import dataclass, field

_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """The items left out or read otherwise for one reason: their number, the first few names."""

    reason: str
    count: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.first) else ""
        return f"{self.reason}: {self.count:,} ({', '.join(self.first)}{more})"


@dataclass
class _Counts:
    """Names by the reason why each was noted."""

    counts: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, name: str, count: int) -> None:
        self.counts[reason] = self.counts.get(reason, 0) + count
        names = self.names.setdefault(reason, [])
        # A lone surrogate, which JSON allows, could be neither stored nor shown.
        shown = name[:120].encode("utf-8", "replace").decode()
        names += [shown] * min(count, _NAMED - len(names))

    def summed(self) -> tuple[LeftOut, ...]:
        """Return the counts by reason, in the order in which each was first met."""
        return tuple(
            LeftOut(reason, count, tuple(self.names[reason]))
            for reason, count in self.counts.items()
        )


@dataclass
class SkippedItems:
    """Counts what is left out, and what is read otherwise than it is written, while reading."""

    _left: _Counts = field(default_factory=_Counts)
    _read: _Counts = field(default_factory=_Counts)

    def note(self, reason: str, name: str, count: int = 1) -> None:
        """Add ``count`` items called ``name`` that were left out for ``reason``."""
        self._left.add(reason, name, count)

    def remark(self, reason: str, name: str) -> None:
        """Add an item called ``name`` that is kept, but read otherwise than written."""
        self._read.add(reason, name, 1)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return the items left out, by reason, in the order in which each was first met."""
        return self._left.summed()

    def notes(self) -> tuple[LeftOut, ...]:
        """Return the items read otherwise, by reason, in the order in which each was first met."""
        return self._read.summed()
