"""Every number of the read layer equals one counted from the events themselves, whatever is asked for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platforms.demonstration import NOW, demonstration
from replay.pipeline import Trial
from sqlalchemy import select

from data_access.connection import ConnectionUrls
from data_access.dimension import DIMENSIONS as ALL_DIMENSIONS
from data_access.dimension import GRAINS
from data_access.directory import Directory
from data_access.metric import Metric, Term
from data_access.queries import Reads
from data_access.registry import METRICS as ALL
from data_access.schema import MARTS, event
from data_access.scope import Period, Rights, Scope
from data_access.warehouse import open_engine


def narrowed(metric: Metric) -> bool:
    """Whether a side of it is of one channel or one category only."""
    return any(name in ("channel", "category") for side in metric.terms for name, _ in side.where)


DEMONSTRATION = Path(__file__).resolve().parents[1] / "etl" / "demo" / "site"
SINCE = date(2026, 10, 20)
TODAY = NOW.date()
ZONE = ZoneInfo("Asia/Shanghai")
_NUMBERS = ("numerator", "denominator", "value")
RIGHTS = Rights(("3410",))
# The metrics of the one platform loaded here, and what its mart can be asked by.
OWN = {key: metric for key, metric in ALL.items() if metric.theme.key == "grid_events" and metric.marts == ("event",)}
# What is of one channel or category only is kept by fewer of them.
METRICS = {key: metric for key, metric in OWN.items() if not narrowed(metric)}
DIMENSIONS = {name: column for name, column in ALL_DIMENSIONS.items() if column in MARTS["event"].dimensions}


@pytest.fixture(scope="module")
def trial(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    engine = open_engine(module_database.writer)
    with demonstration(SINCE) as server:
        environment = {"COCKPIT_PLATFORM_PORT": str(server.server_address[1])}
        opened = Trial(engine, DEMONSTRATION, tmp_path_factory.mktemp("data"), environment)
        opened.load("grid_platform")
        yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def counted(trial: Trial) -> pd.DataFrame:
    """What every event counts for and on which day, worked out from the events here and not in SQL."""
    with trial.engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(select(event)).mappings()]
    return pd.DataFrame([each for row in rows for each in contributions(row)])


def contributions(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One entry for each day on which an event counts."""
    of = {name: row[name] for name in DIMENSIONS.values()} | dict.fromkeys(MARTS["event"].measures, 0)
    reported, due = row["occurred_at"], row["due_at"]
    closed = row["closed_at"] if closes(row) else None
    yield of | {"day": local_day(reported), "reported": 1, "reported_closed": int(closed is not None)}
    if closed is not None:
        seconds = int((closed - reported).total_seconds())
        yield of | {
            "day": local_day(closed),
            "closed": 1,
            "closed_seconds": seconds,
            "rework": int(row["rework_count"] > 0),
        }
    if due is not None and row["status"] != "withdrawn":
        kept = closed is not None and closed <= due
        yield of | {"day": local_day(due), "due": 1, "on_time": int(kept), "overdue_open": int(closed is None)}


def closes(row: dict[str, Any]) -> bool:
    """Whether a close time counts: its status says so, or the source has no status."""
    return row["status"] == "closed" or (row["status"] == "unmapped" and row["status_source"] is None)


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


@pytest.fixture(scope="module")
def reads(trial: Trial, module_database: ConnectionUrls) -> Iterator[Reads]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine))
    engine.dispose()


def in_scope(counted: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The entries that a scope asks for."""
    chosen = counted["day"].between(scope.period.start, scope.period.end)
    if scope.division is not None:
        column = {6: "county_code", 9: "township_code", 12: "community_code"}[len(scope.division)]
        chosen &= counted[column] == scope.division
    for column, wanted in (("kind", scope.kinds), ("category", scope.categories), ("source_key", scope.sources)):
        if wanted:
            chosen &= counted[column].isin(wanted)
    return counted[chosen]


def expected(metric: Metric, entries: pd.DataFrame, as_of: date) -> tuple[float | None, float | None, float | None]:
    """Numerator, denominator and value by the metric's own words."""
    last = as_of - timedelta(days=1) if metric.complete_days_only else as_of
    entries = entries[entries["day"] <= last]
    above = counts(metric.numerator, entries)
    below = counts(metric.denominator, entries) if metric.denominator else None
    # Nothing counted of what is there is none.
    above = 0.0 if above is None and below is not None else above
    if above is None or (metric.denominator and not below):
        return above, below, None
    return above, below, metric.scale * (above / below if below else above)


def counts(side: Term, entries: pd.DataFrame) -> float | None:
    """What one side of a metric counts."""
    for name, members in side.where:
        entries = entries[entries[DIMENSIONS[name]].isin(members)]
    return float(entries[list(side.plus)].sum().sum()) if len(entries) else None


def same(found: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    """Equal up to the last bits of a division; None and NaN are the same."""
    return all(
        pd.isna(a) if b is None else a == pytest.approx(b, rel=1e-12) for a, b in zip(found, wanted, strict=True)
    )


DAYS = st.integers(-3, (TODAY - SINCE).days + 3).map(lambda number: SINCE + timedelta(days=number))
DIVISIONS = ["341002", "341021", "341024", "341002001", "341021100", "341002001001", "341003"]


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    first, second = draw(DAYS), draw(DAYS)
    return Scope(
        city="3410",
        period=Period(min(first, second), max(first, second)),
        rights=RIGHTS,
        as_of=draw(st.sampled_from([TODAY, TODAY - timedelta(days=9), TODAY + timedelta(days=30)])),
        division=draw(st.sampled_from([None, None, *DIVISIONS])),
        kinds=draw(st.sampled_from([(), (), ("grid_event",), ("hotline_ticket",)])),
        categories=draw(st.sampled_from([(), (), ("appearance",), ("appearance", "unmapped", "nothing")])),
        sources=draw(st.sampled_from([(), ("grid_platform",), ("nobody",)])),
    )


def answerable(scope: Scope, by: str = "county") -> bool:
    """Whether one mart keeps what is asked for together: categories are kept down to townships."""
    by_township = scope.division is None or len(scope.division) <= len("341002001")
    if not scope.categories:
        return by not in ("category", "channel", "unit") or by_township
    return by not in ("community", "grid") and by_township


@settings(max_examples=60, deadline=None)
@given(scope=scopes())
def test_totals_are_those_counted_from_the_events(reads: Reads, counted: pd.DataFrame, scope: Scope) -> None:
    if not answerable(scope):
        with pytest.raises(LookupError, match=r"keeps|told down to townships|does not take these filters together"):
            reads.totals(list(METRICS.values()), scope)
        return
    found = reads.totals(list(METRICS.values()), scope)
    entries = in_scope(counted, scope)
    for key, metric in METRICS.items():
        one = found[key]
        assert same((one.numerator, one.denominator, one.value), expected(metric, entries, scope.as_of)), key
        assert reads.total(metric, scope) == one


@settings(max_examples=30, deadline=None)
@given(scope=scopes(), metric=st.sampled_from(list(METRICS.values())), by=st.sampled_from(sorted(DIMENSIONS)))
def test_breakdowns_are_those_counted_from_the_events(
    reads: Reads, counted: pd.DataFrame, scope: Scope, metric: Metric, by: str
) -> None:
    if not answerable(scope, by):
        with pytest.raises(LookupError, match=r"keeps|told down to townships|does not take these filters together"):
            reads.breakdown(metric, by, scope)
        return
    found = reads.breakdown(metric, by, scope).set_index("code")
    groups = dict(list(in_scope(counted, scope).groupby(DIMENSIONS[by])))
    assert set(found.index) == set(groups)
    for code, entries in groups.items():
        row = tuple(found.loc[code, ["numerator", "denominator", "value"]])
        assert same(row, expected(metric, entries, scope.as_of)), code


@pytest.mark.parametrize("by", sorted(DIMENSIONS))
def test_every_metric_along_every_dimension_adds_up_to_the_city(reads: Reads, counted: pd.DataFrame, by: str) -> None:
    scope = Scope("3410", Period(SINCE, TODAY), RIGHTS, TODAY)
    for metric in METRICS.values():
        found = reads.breakdown(metric, by, scope)
        assert found["numerator"].sum() == reads.total(metric, scope).numerator
        groups = counted.groupby(DIMENSIONS[by])
        for code, entries in list(groups)[:40]:
            row = tuple(found.set_index("code").loc[code, ["numerator", "denominator", "value"]])
            assert same(row, expected(metric, entries, TODAY))


@pytest.mark.parametrize("by", ["county", "category", "channel", "source"])
def test_what_is_of_one_channel_or_category_only_is_counted_too(reads: Reads, counted: pd.DataFrame, by: str) -> None:
    scope = Scope("3410", Period(SINCE, TODAY), RIGHTS, TODAY)
    for metric in [metric for metric in OWN.values() if narrowed(metric)]:
        assert reads.total(metric, scope).value not in (None, 0)
        found = reads.breakdown(metric, by, scope).set_index("code")
        for code, entries in counted.groupby(DIMENSIONS[by]):
            wanted = expected(metric, entries, TODAY)
            row = tuple(found.loc[code, list(_NUMBERS)]) if code in found.index else (None, None, None)
            assert same(row, wanted), (metric.key, code)


@pytest.mark.parametrize("grain", GRAINS)
def test_series_are_those_counted_from_the_events(reads: Reads, counted: pd.DataFrame, grain: str) -> None:
    scope = Scope("3410", Period(SINCE, TODAY), RIGHTS, TODAY, division="341021")
    entries = in_scope(counted, scope)
    letter = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}[grain]
    first = pd.to_datetime(entries["day"]).dt.to_period(letter).dt.start_time
    for metric in METRICS.values():
        found = reads.series(metric, grain, scope)
        groups: dict[Any, pd.DataFrame] = dict(list(entries.groupby(first)))
        assert list(found["period"]) == sorted(groups)
        for row in found.itertuples():
            assert same((row.numerator, row.denominator, row.value), expected(metric, groups[row.period], TODAY))
