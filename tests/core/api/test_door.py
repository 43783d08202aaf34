"""The one door stays light."""

from __future__ import annotations

from tests.conftest import HEAVY, imported


def test_the_door_and_the_web_server_stay_light() -> None:
    modules = "core.api, core.live.routes, core.jobs.supervisor, core.jobs.import_queue"
    assert not HEAVY & imported(f"import {modules}; core.api.presets(), core.api.glossary()")
