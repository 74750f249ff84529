"""Shortly after midnight, when a source has nothing of the new day yet, a running month is judged as before."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fake_reads import FakeFreshness
from screen import build, draw, said
from test_screen_trust import ranks

from data_access.freshness import Feed, SourceState

MIDNIGHT = datetime.fromisoformat("2026-11-20T00:05:00+08:00")


class _Night(FakeFreshness):
    """Grid events end with yesterday, and a call is of this very minute."""

    def sources(self, city: str, now: Any = None) -> list[SourceState]:
        [events] = super().sources(city)
        feeds = (Feed("event", "hotline_ticket", self.now),)
        return [events, replace(events, key="hotline", source_time=self.now, feeds=feeds)]


def test_a_running_month_is_judged_by_the_days_that_are_over() -> None:
    app = build(freshness=_Night(now=MIDNIGHT), now=MIDNIGHT)
    assert "7" in ranks(app)
    # This share moves until 15 days after the month's end, as at any other time of the day.
    assert ranks(app, "?m=grid_events_closing_rate") == {"—"}
    assert "尚未成熟" not in said(draw(app, "overview-headline"))
