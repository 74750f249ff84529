"""A drawing is kept while all it was made from stands: never longer, and no shorter for what it does not show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_city import NOW
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw

from dashboard.kept import drawings, shared_files
from dashboard.kept.cache import Watch
from data_access.registry import METRICS
from data_access.versions import Versions
from layouts import collect_pages

PANELS = [(page.path, panel.key) for page in collect_pages() if page.metrics for panel in page.panels]
MARTS = {mart for metric in METRICS.values() for mart in metric.marts}


@dataclass
class _Marts(FakeFreshness):
    """Every mart has a version of its own."""

    versions_of: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARTS, 1))

    def versions(self, cities: Any, known: Versions) -> Versions:
        return Versions({(city, mart): number for city in cities for mart, number in self.versions_of.items()})


class _World:
    """Stand-ins that change, and the application that looks at them; `clock` is its own and that of its readings."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.freshness, self.reads, self.now = _Marts(), FakeReads(), NOW
        self.seconds = 0.0
        patch.setattr(Watch.__init__, "__defaults__", (lambda: self.seconds,))
        self.app = self.another()

    def another(self, shared: Path | None = None) -> Any:
        return build(self.reads, self.freshness, clock=lambda: self.now, shared=shared)

    def news(self, *marts: str) -> None:
        for mart in marts:
            self.freshness.versions_of[mart] += 1


def _more_of_everything(world: _World) -> None:
    world.reads.shift += 40
    world.news(*MARTS)


def _sources(**changed: Any) -> Callable[[_World], None]:
    def change(world: _World) -> None:
        for name, value in changed.items():
            setattr(world.freshness, name, value)

    return change


def _later(**more: float) -> Callable[[_World], None]:
    def change(world: _World) -> None:
        world.now += timedelta(**more)

    return change


CHANGES: dict[str, Callable[[_World], None]] = {
    "a minute later": _later(minutes=1),
    "more of everything": _more_of_everything,
    "a source is late": _sources(state="late"),
    "and fails": _sources(state="failed"),
    "for another reason": _sources(reason="SourceUnavailable"),
    "a source has been silent for a month": _sources(state="late", behind=timedelta(days=33)),
    "its history is being loaded": _sources(
        state="fresh", behind=None, loading=True, complete_from=NOW - timedelta(days=20)
    ),
    "codes without a meaning": _sources(loading=False, complete_from=None, unmapped=20_000),
    "the next day": _later(days=1),
}


def test_what_is_kept_is_what_would_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _World(monkeypatch)
    for _path, key in PANELS:
        draw(world.app, key)
    for name, change in CHANGES.items():
        change(world)
        world.seconds += 10
        fresh = world.another()
        astray = [key for _path, key in PANELS if repr(draw(world.app, key)) != repr(draw(fresh, key))]
        assert astray == [], name


def test_what_one_process_has_drawn_another_shows_for_as_long_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shared_files, "_WORTH_SECONDS", 0.0)
    world = _World(monkeypatch)
    one = world.another(tmp_path)
    for _path, key in PANELS:
        draw(one, key)
    other, drawn = world.another(tmp_path), []
    draw_one = drawings._drawn

    def noted(panel: Any, view: Any) -> Any:
        drawn.append(panel.key)
        return draw_one(panel, view)

    with monkeypatch.context() as patch:
        patch.setattr(drawings, "_drawn", noted)
        for _path, key in PANELS:
            draw(other, key)
    # Single records and where a number comes from are lines of the log.
    assert len(set(drawn)) <= 2, drawn
    for name, change in CHANGES.items():
        change(world)
        world.seconds += 10
        fresh = world.another()
        shown = {key: [repr(draw(app, key)) for app in (one, other, fresh)] for _path, key in PANELS}
        assert [key for key, pictures in shown.items() if len(set(pictures)) > 1] == [], name


def test_news_are_drawn_where_they_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    world, drawn = _World(monkeypatch), []
    draw_one = drawings._drawn

    def noted(panel: Any, view: Any) -> Any:
        drawn.append(panel.key)
        return draw_one(panel, view)

    monkeypatch.setattr(drawings, "_drawn", noted)
    for _path, key in PANELS:
        draw(world.app, key)
    everything = list(drawn)
    drawn.clear()
    for _path, key in PANELS:
        draw(world.app, key)
    # Single records and where a number comes from are lines of the log.
    again = set(drawn)
    assert len(again) <= 2
    drawn.clear()
    world.news("service_record")
    world.seconds += 10
    for _path, key in PANELS:
        draw(world.app, key)
    changed = set(drawn) - again
    assert changed
    assert len(changed) < len(everything) / 2
    assert not any(key.startswith(("grid-", "mediation-")) for key in changed)
