"""What many screens ask for at once is read and drawn once: versions, refusals, panels that stayed as they were."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from box_asked import ask
from fake_city import CITY, NOW
from fake_reads import FakeFreshness, FakeReads
from flask_caching import Cache
from psycopg2.errors import QueryCanceled
from screen import build, demonstration_site, draw, said
from sqlalchemy.exc import OperationalError

from dashboard.factory import Cockpit
from dashboard.kept import drawings
from dashboard.kept.cache import CachedReads, Watch
from dashboard.kept.drawings import seen_alike
from dashboard.view import View
from data_access.metric import Metric, Text
from data_access.queries import Value
from data_access.registry import METRICS
from data_access.rights import Role, Viewer
from data_access.scope import Period, Rights, Scope
from data_access.site_text import SiteText
from data_access.value import Refusal, RefusedError
from data_access.versions import Versions


class _Counting(FakeFreshness):
    """Answers slowly, and counts how often it was asked."""

    versions_asked = sources_asked = 0

    def versions(self, cities: Any, known: Versions) -> Versions:
        self.versions_asked += 1
        time.sleep(0.05)
        return super().versions(cities, known)

    def sources(self, city: str, now: Any = None) -> Any:
        self.sources_asked += 1
        return super().sources(city, now)


def test_versions_are_read_by_one_for_all_that_ask_meanwhile() -> None:
    freshness, now = _Counting(), [0.0]
    watch = Watch(freshness, demonstration_site(), lambda: None, clock=lambda: now[0])
    with ThreadPoolExecutor(8) as threads:
        first = set(threads.map(lambda _: watch.token(), range(8)))
        now[0] = 1.0
        assert set(threads.map(lambda _: watch.token(), range(8))) == first
    assert len(first) == 1
    assert freshness.versions_asked == 2


def test_states_of_sources_are_read_with_news_and_every_three_seconds() -> None:
    freshness, now = _Counting(), [0.0]
    watch = Watch(freshness, demonstration_site(), lambda: None, clock=lambda: now[0])
    asked = []
    for moment, version in ((0.0, 1), (1.0, 1), (2.0, 1), (3.0, 1), (4.0, 2), (5.0, 2)):
        now[0], freshness.version = moment, version
        watch.token()
        asked.append(freshness.sources_asked)
    assert asked == [1, 1, 1, 2, 3, 3]


def test_a_refusal_is_found_out_once() -> None:
    asked: list[str] = []

    class Refusing(FakeReads):
        def total(self, metric: Metric, scope: Scope) -> Value:
            asked.append(metric.key)
            raise RefusedError(Refusal("not_closed", Text("未结束", "not over")))

    app = build()
    cache = Cache(app.server, config={"CACHE_TYPE": "SimpleCache"})
    reads = CachedReads(Refusing(), cache, Versions().of, "digest")
    scope = Scope(CITY, Period(date(2026, 9, 1), date(2026, 9, 30)), Rights((CITY,)), NOW.date())
    for _ in range(3):
        with pytest.raises(RefusedError) as error:
            reads.total(METRICS["grid_events_on_time"], scope)
        assert error.value.refusal.code == "not_closed"
    assert asked == ["grid_events_on_time"]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the panels that were drawn."""
    keys: list[str] = []
    draw = drawings._drawn

    def noted(panel: Any, view: Any) -> Any:
        keys.append(panel.key)
        return draw(panel, view)

    monkeypatch.setattr(drawings, "_drawn", noted)
    return keys


def asked(app: Cockpit, shown: str | None = None, search: str = "") -> str | None:
    """The digest of what a panel is told to show to somebody who asks; None where it may stay as it is."""
    return _told(app, {"panel:overview-headline": shown}, search)


def news(app: Cockpit, shown: str | None = None, search: str = "", key: str = "overview-headline") -> str | None:
    """The same, as a page asks by itself when there is news."""
    return _told(app, {f"panel:{key}": shown}, search, by_itself=True)


def _told(app: Cockpit, shown: dict[str, str | None], search: str, *, by_itself: bool = False) -> str | None:
    answer = ask(app.server.test_client(), search=search, shown=shown, by_itself=by_itself)
    assert answer.status_code == 200
    told = list(answer.get_json()["boxes"].values())
    return str(told[0]["shown"]) if told else None


def test_a_panel_is_drawn_once_for_all_who_see_the_same_until_there_is_news(drawn: list[str]) -> None:
    freshness, now = FakeFreshness(), [NOW]
    app = build(freshness=freshness, clock=lambda: now[0])
    shown = asked(app)
    assert shown is not None
    assert [news(app, shown) for _ in range(3)] == [None] * 3
    # Who shows something else than what was drawn is told, and so is who opens the page.
    assert (news(app, "0" * 16), asked(app)) == (shown, shown)
    assert len(drawn) == 1
    # Another month is another drawing; what tells no ages lasts longer than a minute.
    assert news(app, shown, "?p=2026-09") not in (None, shown)
    now[0] += timedelta(minutes=1)
    news(app)
    assert len(drawn) == 2


def test_who_asks_for_what_is_being_drawn_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    draw_one = drawings._drawn

    def slowly(panel: Any, view: Any) -> Any:
        begun.append(panel.key)
        time.sleep(0.2)
        return draw_one(panel, view)

    monkeypatch.setattr(drawings, "_drawn", slowly)
    app = build()
    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(lambda _: news(app), range(6)))) == 1
    assert len(begun) == 1


def test_news_that_another_process_told_the_browser_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [10.0]
    monkeypatch.setattr(Watch.__init__, "__defaults__", (lambda: now[0],))

    class Growing(FakeReads):
        more = 0

        def totals(self, metrics: Any, scope: Scope) -> dict[str, Value]:
            found = super().totals(metrics, scope)
            return {
                key: replace(one, value=None if one.value is None else one.value + self.more)
                for key, one in found.items()
            }

    freshness, reads = FakeFreshness(), Growing()
    ahead, behind = build(reads, freshness), build(reads, freshness)
    told = behind.server.test_client().get("/version").get_json()["version"]
    before = said(draw(behind, "overview-cards", version=told))
    # The other one looks once a second, a little before this one.
    now[0], freshness.version, reads.more = 11.1, freshness.version + 1, 1000
    news = ahead.server.test_client().get("/version").get_json()["version"]
    assert news != told
    now[0] = 10.9
    assert said(draw(behind, "overview-cards", version=news)) != before


def test_what_is_a_line_of_the_log_is_drawn_each_time(drawn: list[str]) -> None:
    app = build()
    for _ in range(2):
        draw(app, "glossary-origin", "?p=2026-09&m=mediation_written")
        draw(app, "glossary-list", "?p=2026-09&m=mediation_written")
    assert sorted(drawn) == ["glossary-list", "glossary-origin", "glossary-origin"]


def test_what_could_not_be_read_in_time_is_tried_again(drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    late = OperationalError("SELECT", {}, QueryCanceled("canceling statement due to statement timeout"))

    class Slow(FakeReads):
        slow = True

        def totals(self, metrics: Any, scope: Scope) -> dict[str, Value]:
            if self.slow:
                raise late
            return super().totals(metrics, scope)

    reads = Slow()
    app = build(reads)
    before = said(draw(app, "overview-cards"))
    reads.slow = False
    assert said(draw(app, "overview-cards")) != before
    assert len(drawn) == 2


def test_a_browser_that_has_not_heard_of_news_yet_has_nothing_read_again() -> None:
    freshness, now = _Counting(), [0.0]
    watch = Watch(freshness, demonstration_site(), lambda: None, clock=lambda: now[0])
    old = watch.token()
    now[0], freshness.version = 1.0, 2
    new = watch.token()
    before = freshness.versions_asked
    for known in (old, new, None, ""):
        watch.reading(known)
    assert freshness.versions_asked == before
    for _ in range(3):
        watch.reading("what another process told")
    assert freshness.versions_asked == before + 1
    # Two pieces of news later the first is still old news.
    for moment in (2.0, 3.0):
        now[0], freshness.version = moment, int(moment) + 1
        watch.token()
    before = freshness.versions_asked
    watch.reading(old)
    assert freshness.versions_asked == before


def test_a_role_that_was_read_otherwise_shows_no_drawing_of_the_one_before() -> None:
    def key(role: Role, small_count: int) -> Any:
        site = demonstration_site().model_copy(update={"small_count": small_count})
        scope = Scope(CITY, Period.month(2026, 10), Rights.everything([CITY]), NOW.date())
        viewer = Viewer("office", "analyst", role)
        return seen_alike("box", cast(View, SimpleNamespace(viewer=viewer, site=site, scope=scope, now=NOW, kind=str)))

    role = Role(name=SiteText(zh="甲", en="A"), pages=("*",), export=True)
    assert key(role, 5) == key(role.model_copy(), 5)
    assert key(role, 5) != key(role.model_copy(update={"export": False}), 5)
    assert key(role, 5) != key(role, 10)
