"""What a metric is made of: how many there are on a day, sides from two marts, days of rest, town and country."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert
from trial_metric import ANY, trial_metric

from data_access.asking import beginning, periods
from data_access.connection import ConnectionUrls
from data_access.dimension import GRAINS
from data_access.directory import Directory
from data_access.metric import term
from data_access.queries import Reads
from data_access.schema import MARTS, calendar_day, division
from data_access.schema.kinds import KINDS
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine

CITY, RIGHTS = "3410", Rights(("3410",))
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
REGISTERED = term("membership", "joined", minus=("departed",), stock=True, name=ANY, kind="volunteer")
MINUTES = term("service_record", "minutes", name=ANY)
PLACES = {"341002001001": "urban", "341002001201": "rural", "341021100001": "urban"}


def scope(first: date, last: date, division: str | None = None) -> Scope:
    return Scope(CITY, Period(first, last), RIGHTS, LAST, division)


@pytest.fixture(scope="module")
def writer(module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.writer)
    levels = {CITY: "city", "341002": "county", "341021": "county", **dict.fromkeys(PLACES, "community")}
    with engine.begin() as connection:
        for code, level in levels.items():
            told = {
                "code": code,
                "city_code": CITY,
                "level": level,
                "parent_code": CITY,
                "valid_from": date(2020, 1, 1),
            }
            names = {"name_zh": code, "name_en": code, "urban_rural": PLACES.get(code)}
            connection.execute(insert(division).values(**told, **names))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls) -> Iterator[Reads]:
    engine = open_engine(module_database.reader)
    yield Reads(engine, Directory(engine))
    engine.dispose()


def fill(engine: Engine, mart: str, rows: list[tuple[date, str, dict[str, int]]]) -> None:
    """Put rows (day, community, measures) into every grain of a mart, and nothing else."""
    with engine.begin() as connection:
        for grain in MARTS[mart].tables:
            connection.execute(delete(grain.table))
            for day, place, measures in rows:
                told = dict.fromkeys(grain.dimensions, "unmapped")
                known = {"county_code": place[:6], "township_code": place[:9], "community_code": place}
                told |= {name: code for name, code in known.items() if name in grain.dimensions}
                values = dict.fromkeys(MARTS[mart].measures, 0) | measures
                kind = {"service_record": "volunteer_service"}.get(mart, next(iter(KINDS[mart])))
                row = told | values | {"kind": kind, "city_code": CITY, "day": day}
                connection.execute(insert(grain.table).values(**row))


DAYS = st.integers(0, 364).map(lambda number: FIRST + timedelta(days=number))
JOINED = st.lists(st.tuples(DAYS, st.sampled_from(sorted(PLACES)), st.integers(0, 9), st.integers(0, 3)), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=JOINED, first=DAYS, last=DAYS, grain=st.sampled_from(GRAINS))
def test_how_many_there_are_is_the_sum_of_all_days_before(
    writer: Engine, reads: Reads, changes: list[tuple[date, str, int, int]], first: date, last: date, grain: str
) -> None:
    fill(writer, "membership", [(day, place, {"joined": j, "departed": d}) for day, place, j, d in changes])
    first, last = min(first, last), max(first, last)
    asked = scope(first, last)

    def there(on: date, place: str = "") -> float:
        return float(sum(j - d for day, where, j, d in changes if day <= on and where.startswith(place)))

    known = any(day <= last for day, *_ in changes)
    assert reads.total(trial_metric(REGISTERED), asked).value == (there(last) if known else None)
    found = reads.breakdown(trial_metric(REGISTERED), "county", asked).set_index("code")["value"].to_dict()
    assert found == {place[:6]: there(last, place[:6]) for day, place, *_ in changes if day <= last}
    told = reads.series(trial_metric(REGISTERED), grain, asked)
    by_day = dict(zip(told["period"].dt.date, told["value"], strict=True))
    ends = {each: min(last, next_of(grain, each) - timedelta(days=1)) for each in periods(grain, first, last)}
    assert by_day == ({day: there(end) for day, end in ends.items()} if known else {})


def next_of(grain: str, day: date) -> date:
    return next(each for each in (day + timedelta(days=n) for n in range(1, 400)) if beginning(grain, each) == each)


def test_one_side_may_be_of_another_mart(writer: Engine, reads: Reads) -> None:
    town, village, other = sorted(PLACES)
    fill(
        writer, "membership", [(FIRST, town, {"joined": 4}), (FIRST, other, {"joined": 5}), (LAST, town, {"joined": 1})]
    )
    fill(
        writer,
        "service_record",
        [(date(2026, 3, 2), town, {"minutes": 80}), (date(2026, 3, 8), village, {"minutes": 20})],
    )
    each = trial_metric(MINUTES, REGISTERED)
    assert reads.total(each, scope(FIRST, date(2026, 6, 30))).value == 100 / 9
    assert reads.total(each, scope(FIRST, LAST)).value == 10
    by_county = reads.breakdown(each, "county", scope(FIRST, date(2026, 6, 30)))
    # Nobody served where five are registered: none, and not unknown.
    assert by_county[["code", "value"]].values.tolist() == [["341002", 25.0], ["341021", 0.0]]
    by_kind = reads.breakdown(each, "kind", scope(FIRST, date(2026, 6, 30)))
    assert by_kind[["code", "numerator", "denominator"]].values.tolist() == [["volunteer_service", 100.0, 9.0]]
    by_month = reads.matrix(each, "county", "month", scope(date(2026, 2, 1), date(2026, 3, 31)))
    assert by_month[["across", "numerator", "denominator"]].loc[by_month["code"] == "341002"].values.tolist() == [
        [date(2026, 2, 1), 0.0, 4.0],
        [date(2026, 3, 1), 100.0, 4.0],
    ]


def test_nothing_counted_anywhere_is_unknown_and_not_none(writer: Engine, reads: Reads) -> None:
    fill(writer, "membership", [(FIRST, sorted(PLACES)[0], {"joined": 4})])
    fill(writer, "service_record", [])
    assert reads.total(trial_metric(MINUTES, REGISTERED), scope(FIRST, LAST)).value is None


def test_none_of_what_is_there_is_none_in_a_total_and_in_its_parts(writer: Engine, reads: Reads) -> None:
    fill(writer, "service_record", [(date(2026, 3, 2), sorted(PLACES)[0], {"minutes": 5})])
    share = trial_metric(term("service_record", "minutes", name=ANY, kind="other"), MINUTES)
    asked = scope(FIRST, LAST)
    assert reads.total(share, asked).value == 0
    assert reads.breakdown(share, "county", asked)[["numerator", "denominator", "value"]].values.tolist() == [[0, 5, 0]]


def test_days_of_rest_and_town_and_country_are_told_apart(writer: Engine, reads: Reads) -> None:
    town, village, other = sorted(PLACES)
    with writer.begin() as connection:
        connection.execute(delete(calendar_day))
        for day, working in ((date(2026, 3, 2), True), (date(2026, 3, 8), False)):
            connection.execute(insert(calendar_day).values(day=day, working=working, source="official", document="-"))
    rows = [
        (date(2026, 3, 2), town, {"minutes": 5}),
        (date(2026, 3, 8), village, {"minutes": 7}),
        (LAST, other, {"minutes": 1}),
    ]
    fill(writer, "service_record", rows)
    asked = scope(FIRST, LAST)
    by_day = reads.breakdown(trial_metric(MINUTES), "day_type", asked).set_index("code")["value"].to_dict()
    assert by_day == {"working": 5, "rest": 7, "unmapped": 1}
    by_place = reads.breakdown(trial_metric(MINUTES), "urban_rural", asked).set_index("code")["value"].to_dict()
    assert by_place == {"urban": 6, "rural": 7}
    in_towns = trial_metric(term("service_record", "minutes", name=ANY, urban_rural="urban"))
    assert reads.total(in_towns, asked).value == 6
    assert reads.matrix(trial_metric(MINUTES), "county", "urban_rural", asked)["value"].tolist() == [7, 5, 1]


def test_what_cannot_be_told_so_finely_is_refused_in_words(reads: Reads) -> None:
    of_city = trial_metric(MINUTES, finest="city", whole="month")
    with pytest.raises(RefusedError, match="smaller places"):
        reads.breakdown(of_city, "county", scope(FIRST, LAST))
    with pytest.raises(RefusedError, match="smaller places"):
        reads.total(of_city, scope(FIRST, LAST, "341002"))
    with pytest.raises(RefusedError, match="whole months"):
        reads.total(of_city, scope(FIRST, date(2026, 3, 30)))
    with pytest.raises(RefusedError, match="whole months"):
        reads.series(of_city, "week", scope(FIRST, LAST))
    assert len(reads.series(of_city, "month", scope(FIRST, LAST))) <= 12
    with pytest.raises(ValueError, match="'street' is not a dimension"):
        reads.breakdown(of_city, "street", scope(FIRST, LAST))
