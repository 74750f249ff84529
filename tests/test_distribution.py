"""Quantiles of how long cases took lie between the bounds that are told, and few cases tell none."""

import math
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from filled_marts import Row, write_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import MARTS, division
from data_access.scope import Period, Rights, Scope
from data_access.spread import bucket_of
from data_access.value import RefusedError
from data_access.warehouse import open_engine

HOURS = METRICS["grid_events_hours"]
FIRST = date(2026, 3, 1)
MARCH = Scope("3410", Period(FIRST, date(2026, 3, 31)), Rights(("3410",)), date(2026, 11, 20))


@pytest.fixture(scope="module")
def writer(module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.writer)
    with engine.begin() as connection:
        for code, level, parent in (
            ("3410", "city", "34"),
            ("341002", "county", "3410"),
            ("341002001", "township", "341002"),
        ):
            told = {"code": code, "city_code": "3410", "level": level, "parent_code": parent}
            connection.execute(insert(division).values(**told, name_zh=code, name_en=code, valid_from=FIRST))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls, writer: Engine) -> Iterator[Reads]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine))
    engine.dispose()


def fill(engine: Engine, took: list[int]) -> None:
    """One case of so many seconds a day, in turn in one county and elsewhere; and one of another kind."""
    spread = MARTS["event"].spread
    assert spread is not None
    rows = [
        {
            "city_code": "3410",
            "day": FIRST + timedelta(days=number % 31),
            "county_code": ("341002", "341021")[number % 2],
        }
        | {"kind": "grid_event", "source_key": "trial", "bucket": bucket_of(seconds), "cases": 1}
        for number, seconds in enumerate(took)
    ]
    with engine.begin() as connection:
        connection.execute(delete(spread.table))
        connection.execute(
            insert(spread.table), [*rows, rows[0] | {"kind": "whistle_call", "bucket": 1}] if rows else []
        )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(took=st.lists(st.integers(0, 10_000_000), min_size=1, max_size=60), share=st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_lies_between_its_bounds(writer: Engine, reads: Reads, took: list[int], share: float) -> None:
    fill(writer, took)
    for scope, mine in ((MARCH, took), (MARCH.within("341002"), took[::2])):
        ((told, low, high, exact, cases, withheld),) = reads.distribution(HOURS, scope, [share]).values.tolist()
        assert (told, exact, cases, withheld) == (share, False, len(mine), False)
        if len(mine) < 12:
            assert math.isnan(low)
            assert math.isnan(high)
        else:
            assert low <= sorted(mine)[math.ceil(share * len(mine)) - 1] / 3600 <= high


def test_what_has_no_histogram_is_refused(reads: Reads) -> None:
    with pytest.raises(LookupError, match="no histogram"):
        reads.distribution(METRICS["grid_events_reported"], MARCH)
    with pytest.raises(RefusedError, match="kept for cities and counties"):
        reads.distribution(HOURS, MARCH.within("341002001"))
    nothing = reads.distribution(HOURS, MARCH.during(Period.month(2019, 1)))
    assert nothing[["low", "high"]].isna().all(axis=None)
    assert nothing["cases"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(("elsewhere", "told"), [(3, False), (30, True)])
def test_of_people_nothing_is_told_where_the_number_of_cases_is_not(
    writer: Engine, reads: Reads, elsewhere: int, told: bool
) -> None:
    days = METRICS["hotline_hours"]
    counted = {"341002001001": 15, "341021100001": elsewhere}
    write_rows(
        writer,
        [
            Row("event", FIRST, "hotline_ticket", {"closed": number, "closed_seconds": 3600 * number}, place)
            for place, number in counted.items()
        ],
    )
    spread = MARTS["event"].spread
    assert spread is not None
    with writer.begin() as connection:
        connection.execute(delete(spread.table))
        for place, number in counted.items():
            kept = {"city_code": "3410", "day": FIRST, "county_code": place[:6], "source_key": "trial"}
            measured = {"kind": "hotline_ticket", "bucket": bucket_of(3600), "cases": number}
            connection.execute(insert(spread.table).values(**kept, **measured))
    # Where a few are known to be elsewhere, what is in the county would tell how many.
    county = MARCH.within("341002")
    assert reads.total(days, county).withheld is not told
    found = reads.distribution(days, county, [0.5])
    assert found["withheld"].tolist() == [not told]
    assert found["cases"].isna().tolist() == [not told]
    assert found["low"].isna().tolist() == [not told]
