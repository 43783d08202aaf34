"""``python -m tests.mutants [NAME…]``: break one term of a formula at a time; do the tests see it?

A name stands for all mutants that begin with it; without any, all are tried.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from core.settings import ROOT
from tests.mutants import fronts, once_alive, proxies, pruning, strategies
from tests.mutants.mutant import Mutant, MutantError
from tests.mutants.running import Outcome, outcomes

MUTANTS: tuple[Mutant, ...] = (
    *once_alive.MUTANTS,
    *strategies.MUTANTS,
    *fronts.MUTANTS,
    *proxies.MUTANTS,
    *pruning.MUTANTS,
)


def main(names: Sequence[str]) -> int:
    """Try the mutants that begin with one of ``names``; the exit status is 0 if none is alive."""
    chosen = [mutant for mutant in MUTANTS if mutant.name.startswith(tuple(names) or "")]
    unused = [name for name in names if not any(each.name.startswith(name) for each in chosen)]
    if unused:
        print(f"No mutant begins with {', '.join(unused)}.", file=sys.stderr)
        return 2
    try:
        return 0 if show(outcomes(chosen, ROOT)) else 1
    except MutantError as error:
        print(error, file=sys.stderr)
        return 2


def show(found: Iterable[Outcome]) -> bool:
    """Print what became of each mutant, and the total; return whether none is alive."""
    table = Table("mutant", "file", "", "seconds", box=None, header_style="bold")
    console, done = Console(width=120), list[Outcome]()
    for each in found:
        done.append(each)
        verdict = "killed" if each.killed else "[bold red]ALIVE[/]"
        table.add_row(each.mutant.name, each.mutant.file, verdict, f"{each.seconds:.1f}")
        # Told at once, too: all of them take minutes.
        print(f"{len(done)} {each.mutant.name}", file=sys.stderr)
    console.print(table)
    alive = sum(not each.killed for each in done)
    share = alive / max(1, len(done))
    seconds = sum(each.seconds for each in done)
    console.print(f"{alive} of {len(done)} mutants alive ({share:.0%}), {seconds:.0f} s")
    return not alive


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
