"""Random odd files in the warehouse: every row is inserted, updated, unchanged, superseded or rejected, never lost."""

import csv
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_tables import Odd, odd_tables
from platforms.station import Station, station
from workbooks import sheet_xml, write_xlsx

from data_access.connection import ConnectionUrls
from etl.source import Source

OUTCOMES = ("inserted", "updated", "unchanged", "superseded", "rejected")
_NUMBERS = count()


@pytest.fixture(scope="module")
def here(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


def source_of(key: str, folder: Path) -> Source:
    """Files of that folder as counts that a street reports for January."""
    fields = {
        "record_key": "编号",
        "period_start": {"constant": "2026年1月", "then": ["first_day"]},
        "occurred_on": {"constant": "2026年1月", "then": ["last_day"]},
        "category": {"field": "备注", "same": True},
        "value": "件数",
        "value_unit": {"constant": "cases", "same": True},
    }
    dataset = {"name": "forms", "entity": "reported_count", "kind": "monthly_report", "fields": fields}
    return Source.model_validate(
        {"key": key, "name": {"zh": "试", "en": "Trial"}, "city_code": "3410", "expected_minutes": 60}
        | {"files": {"folder": str(folder), "pattern": "*", "settle_seconds": 0}}
        | {"datasets": [{**dataset, "place": {"parents": ["街道"]}}]}
    )


def written(folder: Path, number: int, odd: Odd, workbook: bool) -> None:
    """The table as a file of its own content, so that it is read whatever was read before."""
    rows = [[f"第{number}份报表"], *odd.rows]
    if workbook:
        cells = [[None if cell == "" else cell for cell in row] for row in rows]
        write_xlsx(folder / f"{number}.xlsx", {"表": sheet_xml(cells)})
        return
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    (folder / f"{number}.csv").write_bytes(text.getvalue().encode("gb18030"))


def amount_of(record: tuple[Any, ...]) -> int | None:
    return record[2] if isinstance(record[2], int) else None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.tuples(odd_tables(), st.booleans()), min_size=1, max_size=3))
def test_every_row_of_odd_files_is_accounted_for(
    here: Station, tmp_path_factory: pytest.TempPathFactory, files: list[tuple[Odd, bool]]
) -> None:
    number = next(_NUMBERS)
    folder = tmp_path_factory.mktemp("odd")
    source = source_of(f"odd_{number}", folder)
    known: dict[str, int] = {}
    for position, (odd, workbook) in enumerate(files):
        written(folder, position, odd, workbook)
        counts = here.load(source)
        read = len(odd.records) + odd.short
        assert counts.get("extracted", 0) == read == sum(counts.get(name, 0) for name in OUTCOMES)
        bad = odd.short + sum(amount_of(record) is None for record in odd.records)
        assert counts.get("rejected", 0) == bad
        known |= {record[0]: amount for record in odd.records if (amount := amount_of(record)) is not None}
        # The last row that says something of a key is what is known of it.
        facts = here.rows(
            "SELECT record_key, value FROM cockpit.reported_count WHERE source_key = :key", key=source.key
        )
        assert {key: int(value) for key, value in facts} == known
    assert here.load(source) == {}
    assert here.faults() == []
