"""A measured figure, its target, and the table of them all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One number: kept when it is at most ``target``. ``detail`` says what else was seen."""

    name: str
    value: float
    unit: str
    target: float
    detail: str = ""

    @property
    def kept(self) -> bool:
        return self.value <= self.target


def show(figures: Collection[Figure]) -> bool:
    """Print the table; returns whether every target was kept."""
    table = Table("figure", "measured", "target", "", "detail", box=None, header_style="bold")
    for figure in figures:
        measured, target = (f"{v:.3g} {figure.unit}" for v in (figure.value, figure.target))
        verdict = "kept" if figure.kept else "[bold red]MISSED[/]"
        table.add_row(figure.name, measured, f"≤ {target}", verdict, figure.detail)
    Console(width=160).print(table)
    return all(figure.kept for figure in figures)
