"""Monthly forms as xls through the real pipeline: reported numbers stay reported ones, corrected ones replace them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from platforms.demo_station import DemoStation, demo_station
from python_calamine import CalamineWorkbook

from data_access.connection import ConnectionUrls
from etl.demo.dispute_cities import ANQING
from etl.demo.forms import last_day
from etl.demo.producers import justice_form, mediation_form
from etl.demo.world import World

NOW = datetime(2026, 5, 20, 9, 42)
WORLD = World(history_from=date(2025, 11, 1), clock=lambda: NOW)
MONTHS = [date(2025, 11, 1), date(2025, 12, 1), *[date(2026, month, 1) for month in range(1, 5)]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for producer in (mediation_form, justice_form):
        producer.produce(WORLD, folder)
    return folder


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, data: Path) -> Iterator[DemoStation]:
    with demo_station(demonstration_database, data, {}) as opened:
        for key in ("mediation_form", "justice_form"):
            done = opened.load(key)
            assert (done.get("rejected", 0), done.get("unmapped", 0)) == (0, 0)
        yield opened


def sheets(folder: Path) -> dict[str, list[str]]:
    return {path.name: CalamineWorkbook.from_path(path).sheet_names for path in folder.iterdir()}


def test_a_past_year_is_one_workbook_and_this_one_has_a_file_a_month(data: Path) -> None:
    name = mediation_form.NAME
    expected = {f"{name}_2026年{month:02d}月.xls": [f"{month}月"] for month in range(1, 5)}
    expected |= {f"{name}_2025年.xls": ["11月", "12月"], f"{name}_2026年03月_更正.xls": ["3月"]}
    assert sheets(data / mediation_form.FOLDER) == expected


def test_what_is_there_is_not_written_again_and_next_month_adds_one(tmp_path: Path) -> None:
    before = World(history_from=date(2026, 3, 1), clock=lambda: datetime(2026, 12, 31, 12))
    justice_form.produce(before, tmp_path)
    folder = tmp_path / justice_form.FOLDER
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(written) == 9
    after = World(history_from=date(2026, 3, 1), clock=lambda: datetime(2027, 1, 5, 10))
    justice_form.produce(after, tmp_path)
    found = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert found.keys() - written.keys() == {f"{justice_form.NAME}_2026年12月.xls"}
    assert written.items() <= found.items()


def test_every_cell_of_the_forms_is_one_reported_count(here: DemoStation) -> None:
    rows = here.rows(
        "SELECT city_code, count(*), count(DISTINCT category), count(DISTINCT county_code), "
        "count(DISTINCT occurred_on), count(*) FILTER (WHERE unit_code <> 'justice'), "
        "count(*) FILTER (WHERE county_code = 'unmapped') "
        "FROM cockpit.reported_count GROUP BY 1 ORDER BY 1"
    )
    counties = {city: len(WORLD.counties(city)) for city in (ANQING.code, "3410")}
    assert rows == [
        (ANQING.code, 10 * counties[ANQING.code] * len(MONTHS), 10, counties[ANQING.code], len(MONTHS), 0, 0),
        ("3410", 25 * counties["3410"] * len(MONTHS), 25, counties["3410"], len(MONTHS), 0, 0),
    ]
    days = here.rows("SELECT DISTINCT period_start, occurred_on FROM cockpit.reported_count ORDER BY 1")
    assert days == [(month, last_day(month)) for month in MONTHS]


def test_numbers_are_those_of_the_forms_and_a_correction_replaces_what_it_corrects(here: DemoStation) -> None:
    corrected = {
        (code, month): counts["受理（件）"]
        for month in MONTHS
        for code, counts in mediation_form.counted(WORLD, month).items()
    }
    found = here.rows(
        "SELECT county_code, period_start, value FROM cockpit.reported_count "
        f"WHERE city_code = '{ANQING.code}' AND category = 'disputes_accepted'"
    )
    assert {(row[0], row[1]): row[2] for row in found} == corrected
    wrong = mediation_form.sheet(WORLD, mediation_form.CORRECTED)
    right = mediation_form.sheet(WORLD, mediation_form.CORRECTED, corrected=True)
    assert wrong.rows[-1][5] - right.rows[-1][5] == 100


def test_types_and_sources_of_disputes_add_up_to_what_was_accepted(here: DemoStation) -> None:
    sources = ("accepted_looked_for", "accepted_applied_for", "accepted_entrusted")
    ((accepted, parts, by_source, succeeded, money),) = here.rows(
        "SELECT sum(value) FILTER (WHERE category = 'disputes_accepted'), "
        "sum(value) FILTER (WHERE category LIKE 'accepted_%' AND NOT category = ANY (:sources)), "
        "sum(value) FILTER (WHERE category = ANY (:sources)), "
        "sum(value) FILTER (WHERE category = 'disputes_succeeded'), "
        "sum(value) FILTER (WHERE value_unit = 'yuan') FROM cockpit.reported_count WHERE city_code = '3410'",
        sources=list(sources),
    )
    assert accepted == parts == by_source > 1000
    assert 0.94 < succeeded / accepted < 0.99
    assert money > 10_000 * accepted


def test_reported_numbers_are_in_no_mart_of_cases_and_no_name_is_stored(here: DemoStation) -> None:
    assert here.rows("SELECT count(*) FROM cockpit.mart_mediation_case_county_day") == [(0,)]
    assert here.planted("reported_count", "dataset_shape", "load_failure", "file_seen") == 0
    again = here.load("mediation_form")
    assert again == {}
