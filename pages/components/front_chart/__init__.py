"""The live front: a component that listens to a run's event stream in the browser.

A tick costs the server no script run: the component opens the WebSocket itself, keeps the trials
by number, and redraws with ``Plotly.react`` under a constant ``uirevision``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.specs import Run
from pages.components.axes import axes
from pages.components.palette import PALETTE
from pages.components.scripts import component, library, module_of, scripts_of

_FOLDER = Path(__file__).parent
# One module for the browser, in this order: a script that came from a string cannot import.
_SCRIPTS = (
    "words",
    "address",
    "library",
    "trials",
    "times",
    "evidence",
    "goals",
    "stream",
    "ticks",
    "figure",
    "cloud",
    "picture",
    "head",
    "parent",
    "pruned",
    "said",
    "panel",
    "controls",
    "sliders",
    "mount",
)


def source() -> str:
    """Return the component's JavaScript: all its files as one module."""
    return module_of(scripts_of(_FOLDER, _SCRIPTS))


# The same sentences without the chart, for a file.
_WORDS = ("words", "trials", "evidence", "goals", "head", "parent", "pruned", "said")


def words_source() -> str:
    """Return the JavaScript that words a front as the page does: functions only."""
    return module_of(scripts_of(_FOLDER, _WORDS))


@dataclass(frozen=True)
class FrontEvent:
    """What a viewer did: the trial they picked; what they just asked for; what they look at.

    ``view`` is the browser's word, for :func:`pages.components.axes.view_of`.
    """

    picked: int | None
    action: str | None
    opened: int | None
    view: object = None


def front_chart(run: Run, picked: int | None = None) -> FrontEvent:
    """Mount the live chart of ``run``; ``picked`` is the trial to ring at first.

    Returns:
        The picked trial's number. In the one script run that follows a click: ``"pause"``,
        ``"resume"`` or ``"stop"``, or the number of the trial whose page is to be opened.
    """
    across, up = axes(run.spec.objectives)
    result = component(_FOLDER, source())(
        key=f"front-{run.id}",
        data={
            "run": run.id,
            "axes": {"x": across.metric, "y": up.metric},
            "picked": picked,
            "palette": PALETTE,
            **library(),
        },
        default={"picked": picked, "view": None},
        on_picked_change=lambda: None,
        on_view_change=lambda: None,
        on_action_change=lambda: None,
        on_open_change=lambda: None,
    )
    return FrontEvent(result.picked, result.action, result.open, result.view)
