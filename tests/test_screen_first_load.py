"""What the screen says while a first load goes on, and what it does not judge until all is there."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from fake_city import NOW
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw, said
from test_screen_trust import ATTENTION, ranks

from data_access.metric import Metric
from data_access.scope import Scope


@pytest.mark.parametrize(
    ("lang", "listed"),
    [("zh", ("1 装载历史中", "12 分钟，历史装载中")), ("en", ("1 loading history", "12 min, history being loaded"))],
)
def test_a_first_load_that_goes_on_is_said_and_no_older_period_is_judged(lang: str, listed: tuple[str, ...]) -> None:
    """The newest days are judged; months of which records are still on their way are neither judged nor compared."""
    app = build(freshness=FakeFreshness(loading=True, complete_from=NOW - timedelta(days=90)))
    sources = said(draw(app, "overview-freshness", lang=lang))
    assert all(text in sources for text in listed), sources
    assert "7" in ranks(app)
    cards = said(draw(app, "overview-cards", lang=lang)[0])
    assert not any(change in cards for change in ("同比", "环比", "YoY", "MoM"))
    assert ranks(app, "?p=2026-05") == {"—"}
    before = said(draw(app, "overview-cards", "?p=2026-05", lang=lang)[0])
    assert ("历史装载中，暂不判定" if lang == "zh" else "history being loaded: not judged yet") in before


def test_a_source_that_is_read_for_the_first_time_is_no_alarm() -> None:
    app = build(freshness=FakeFreshness("missing", loading=True))
    sources = said(draw(app, "overview-freshness"))
    assert "首次装载中" in sources
    assert "失败" not in sources
    assert "0 按时" in sources
    notices = said(draw(app, ATTENTION))
    assert "多网合一平台首次装载中" in notices
    assert "从未装载" not in notices


def test_no_line_shows_months_that_are_still_being_loaded() -> None:
    asked: set[date] = set()

    class Noting(FakeReads):
        def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
            asked.add(scope.period.start)
            return super().series(metric, grain, scope)

        def matrix(self, metric: Metric, by: str, across: str, scope: Scope) -> pd.DataFrame:
            asked.add(scope.period.start)
            return super().matrix(metric, by, across, scope)

    for begun, first in ((datetime(2026, 8, 22, tzinfo=UTC), date(2026, 9, 1)), (NOW, date(2026, 11, 1))):
        app = build(Noting(), FakeFreshness(loading=True, complete_from=begun))
        for panel in ("overview-cards", "overview-ranking"):
            draw(app, panel)
        assert asked == {first}
        asked.clear()
    for panel in ("overview-cards", "overview-ranking"):
        draw(build(Noting()), panel)
    assert asked == {date(2025, 12, 1), date(2026, 6, 1)}
