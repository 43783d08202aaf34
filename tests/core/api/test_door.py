"""The one door stays light."""

from __future__ import annotations

from tests.conftest import HEAVY, imported


def test_the_door_and_the_web_server_stay_light() -> None:
    code = "import core.api, core.live, core.jobs.supervisor; core.api.presets()"
    assert not HEAVY & imported(code)
