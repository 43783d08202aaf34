"""What was counted by reason, as it is told."""

from __future__ import annotations

from core.datasets.uploads.skipped_items import SkippedItems


def test_reasons_come_in_the_order_met_with_the_first_names() -> None:
    skipped = SkippedItems()
    for number in range(7):
        skipped.note("turned", f"{number}.png")
    skipped.note("cut \ud800", "a\ud800.png")
    turned, cut = map(str, skipped.left_out())
    assert turned == "turned: 7 (0.png, 1.png, 2.png, 3.png, 4.png, …)"
    assert cut.endswith(": 1 (a?.png)")
