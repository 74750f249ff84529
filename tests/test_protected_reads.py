"""Numbers about people through the read layer: only on the lattice, never few, the same whoever asks and however."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from filled_marts import Row, write_rows
from sqlalchemy import Engine, delete, insert
from trial_metric import ANY, trial_metric

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.metric import Sensitivity, Text, term
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.schema import MARTS, division
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError
from data_access.warehouse import open_engine

CITY, RIGHTS, TODAY = "3410", Rights(("3410",)), date(2026, 11, 20)
TOWNS = {
    "341002001": "341002",
    "341002002": "341002",
    "341002003": "341002",
    "341021100": "341021",
    "341021101": "341021",
}
FOUND = term("mediation_case", "accepted", name=ANY)
DONE = term("mediation_case", "accepted_succeeded", name=ANY)


COUNT = trial_metric(FOUND, sensitivity=Sensitivity.PROTECTED)
SHARE = trial_metric(DONE, FOUND, unit=Text("%", "%"), scale=100.0, sensitivity=Sensitivity.PROTECTED)


def scope(first: date, last: date, code: str | None = None) -> Scope:
    return Scope(CITY, Period(first, last), RIGHTS, TODAY, code)


OCTOBER = scope(date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture(scope="module")
def reads(module_database: ConnectionUrls) -> Iterator[Reads]:
    engine = open_engine(module_database.writer)
    codes = {CITY: ("city", "34"), "341002": ("county", CITY), "341021": ("county", CITY)}
    codes |= {town: ("township", county) for town, county in TOWNS.items()}
    with engine.begin() as connection:
        for code, (level, parent) in codes.items():
            told = {"code": code, "city_code": CITY, "level": level, "parent_code": parent}
            connection.execute(insert(division).values(**told, name_zh=code, name_en=code, valid_from=date(2020, 1, 1)))
    # October: one town has 3 disputes, the others many; November so far: 40 in one town; September: 20 everywhere.
    rows = [(date(2026, 10, day), town, "neighbours") for town in TOWNS for day in range(1, 21)]
    rows = [row for row in rows if row[1] != "341002001" or row[0].day <= 3]
    rows += [(date(2026, 11, 2), "341021100", "neighbours")] * 40
    rows += [(date(2026, 9, 5), town, sort) for town in TOWNS for sort in ("neighbours", "family") for _ in range(10)]
    fill(engine, rows)
    engine.dispose()
    reader = open_engine(module_database.reader)
    yield Reads(reader, Directory(reader))
    reader.dispose()


def fill(engine: Engine, rows: list[tuple[date, str, str]]) -> None:
    with engine.begin() as connection:
        for grain in MARTS["mediation_case"].tables:
            connection.execute(delete(grain.table))
            for day, town, sort in rows:
                known = {"county_code": town[:6], "township_code": town, "category": sort, "kind": "dispute"}
                told = {name: known.get(name, "unmapped") for name in grain.dimensions}
                measures = dict.fromkeys(MARTS["mediation_case"].measures, 0) | {"accepted": 1, "accepted_succeeded": 1}
                connection.execute(insert(grain.table).values(**told, **measures, city_code=CITY, day=day))


def test_few_are_withheld_and_so_is_what_would_tell_them(reads: Reads) -> None:
    towns = reads.breakdown(COUNT, "township", OCTOBER).set_index("code")
    assert towns.loc["341002001", "withheld"]
    assert towns["value"].isna()["341002001"]
    # The county's total less its other towns would tell it: one more is withheld.
    assert towns.loc[["341002002", "341002003"], "withheld"].sum() == 1
    assert towns.loc[["341021100", "341021101"], "value"].tolist() == [20, 20]
    assert reads.breakdown(COUNT, "county", OCTOBER).set_index("code")["value"].to_dict() == {
        "341002": 43,
        "341021": 40,
    }
    one = reads.total(COUNT, scope(date(2026, 10, 1), date(2026, 10, 31), "341002001"))
    assert (one.value, one.numerator, one.withheld) == (None, None, True)
    ranked = reads.ranking(COUNT, "township", OCTOBER)
    assert ranked["withheld"].sum() == 2


def test_a_share_is_withheld_where_those_without_success_are_few(reads: Reads) -> None:
    whole = reads.total(SHARE, OCTOBER)
    assert (whole.value, whole.numerator, whole.denominator) == (100, 83, 83)
    assert reads.breakdown(SHARE, "township", OCTOBER).set_index("code").loc["341002001", "withheld"]


def test_what_the_lattice_does_not_hold_is_refused(reads: Reads) -> None:
    with pytest.raises(RefusedError, match="down to townships"):
        reads.breakdown(COUNT, "community", OCTOBER)
    with pytest.raises(RefusedError, match="one dimension at a time"):
        reads.matrix(COUNT, "category", "channel", OCTOBER)
    with pytest.raises(RefusedError, match="one dimension at a time"):
        reads.breakdown(COUNT, "channel", replace(OCTOBER, categories=("family",)))
    with pytest.raises(RefusedError, match="whole months"):
        reads.total(COUNT, scope(date(2026, 10, 1), date(2026, 10, 30)))
    with pytest.raises(RefusedError, match="month to date"):
        reads.breakdown(COUNT, "county", scope(date(2026, 11, 1), TODAY))


def test_the_running_month_is_told_of_the_whole_city_only(reads: Reads) -> None:
    assert reads.total(COUNT, scope(date(2026, 11, 1), TODAY)).value == 40
    told = reads.series(COUNT, "month", scope(date(2026, 9, 1), TODAY))
    assert dict(zip(told["period"].dt.month, told["value"], strict=True)) == {9: 100, 10: 83, 11: 40}
    of_county = reads.series(COUNT, "month", scope(date(2026, 9, 1), TODAY, "341021"))
    assert dict(zip(of_county["period"].dt.month, of_county["value"], strict=True)) == {9: 40, 10: 40}


def test_one_further_dimension_may_split_or_filter(reads: Reads) -> None:
    september = scope(date(2026, 9, 1), date(2026, 9, 30))
    by_sort = reads.breakdown(COUNT, "category", september).set_index("code")["value"].to_dict()
    assert by_sort == {"family": 50, "neighbours": 50}
    crossed = reads.matrix(COUNT, "township", "category", september)
    assert set(crossed["value"]) == {10}
    assert len(crossed) == 10
    family = replace(september, categories=("family",))
    assert reads.total(COUNT, family).value == 50
    assert reads.breakdown(COUNT, "county", family)["value"].tolist() == [30, 20]
    both = replace(september, categories=("family", "neighbours"))
    assert reads.total(COUNT, both).value == 100


def test_an_amount_is_told_where_not_a_few_cases_are_behind_it(module_database: ConnectionUrls, reads: Reads) -> None:
    """Two services of ten hours say what two people did; two cases reported in thousandths are still two."""
    engine = open_engine(module_database.writer)
    one, more = date(2026, 9, 3), date(2026, 8, 3)
    town, served = "341021100001", "volunteer_service"
    rows = [Row("service_record", one, served, {"records": 2, "counted": 2, "minutes": 1200}, town)]
    rows += [Row("service_record", more, served, {"records": 9, "counted": 9, "minutes": 1200}, town)]
    form = {"category": "prevented_crimes"}
    rows += [
        Row("reported_count", day, "monthly_report", {"reports": 1, "value_thousandths": number * 1000}, town, form)
        for day, number in ((date(2026, 9, 30), 2), (date(2026, 8, 31), 9))
    ]
    write_rows(engine, rows)
    engine.dispose()
    august, september = scope(date(2026, 8, 1), date(2026, 8, 31)), scope(date(2026, 9, 1), date(2026, 9, 30))
    for key, told in (("volunteer_hours", 20), ("reported_prevented_crimes", 9)):
        assert reads.total(METRICS[key], august).value == told
        hidden = reads.total(METRICS[key], september)
        assert (hidden.value, hidden.numerator, hidden.withheld) == (None, None, True)
    days = reads.series(METRICS["volunteer_hours"], "day", august).set_index("period")
    assert days.loc[pd.Timestamp(more), "value"] == 20
    assert reads.series(METRICS["volunteer_hours"], "day", september)["withheld"].any()
