"""Random odd tables: whatever stands around and between the records, every row is accounted for and none is changed."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_tables import NAMES, Odd, below_header, odd_tables
from reading import Found, read
from workbooks import sheet_xml, write_ods, write_xls, write_xlsx


def accounted(found: Found, odd: Odd, below: int) -> None:
    """Every row below the header is a record, unreadable or left out for a reason."""
    assert len(found.records) + len(found.unreadable) + sum(found.skipped.values()) == below
    assert found.skipped == odd.skipped
    assert len(set(found.places) | {place for place, _ in found.unreadable}) == below - sum(odd.skipped.values())


FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@given(
    odd=odd_tables(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@FEW
def test_texts(tmp_path: Path, odd: Odd, encoding: str, delimiter: str, end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(odd.rows)
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    found = read(path, NAMES)
    assert found.records == [tuple(map(str, record)) for record in odd.records]
    assert len(found.unreadable) == odd.short
    accounted(found, odd, below_header(odd))


def in_margin(rows: Sequence[Sequence[Any]], start: int) -> list[list[Any]]:
    """The same table with a list beside it, one empty column away."""
    margin = ["名单", "甲", "乙", "丙"]
    width = max(len(row) for row in rows)
    return [
        [*[None if cell == "" else cell for cell in row], *[None] * (width - len(row) + 1), *margin[at : at + 1]]
        if (at := number - start) >= 0
        else list(row)
        for number, row in enumerate(rows)
    ]


@given(odd=odd_tables(), kind=st.sampled_from(["xlsx", "refused", "xls", "ods"]), margin=st.booleans())
@settings(FEW, max_examples=40)
def test_workbooks(tmp_path: Path, odd: Odd, kind: str, margin: bool) -> None:
    below = below_header(odd)
    rows = in_margin(odd.rows, len(odd.rows) - below - 1) if margin else odd.rows
    rows = [[None if cell == "" else cell for cell in row] for row in rows]
    path = tmp_path / "a"
    if kind in {"xlsx", "refused"}:
        write_xlsx(path, {"封面": [["说明"]], "表": sheet_xml(rows, dimension="ZZ" if kind == "refused" else None)})
    elif kind == "xls":
        write_xls(path, "表", rows)
    else:
        write_ods(path, {"封面": [["说明"]], "表": rows}, blank_rows=1_048_000)
    found = read(path, NAMES)
    # A short row of a sheet is a record whose last cells are empty.
    assert [record for record in found.records if None not in record] == odd.records
    assert (len(found.records), found.unreadable) == (len(odd.records) + odd.short, [])
    # What is blank at the end of a sheet is no row of it.
    left_out = {reason: count for reason, count in found.skipped.items() if reason != "blank"}
    assert left_out == {reason: count for reason, count in odd.skipped.items() if reason != "blank"}
    assert found.skipped.get("blank", 0) <= odd.skipped.get("blank", 0) + (below if margin else 0)
