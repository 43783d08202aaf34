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
from pages.components.scripts import bundle, component, library

_FOLDER = Path(__file__).parent
# What is said of a front, without the chart.
_WORDS = "components/front_chart/said.js"


def words_source() -> str:
    """Return the JavaScript that says of a front what the page says, as one script for a file."""
    return bundle(_WORDS)


@dataclass(frozen=True)
class FrontEvent:
    """A viewer's action: the trial they picked, what they requested, what they view.

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
    result = component(_FOLDER)(
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
