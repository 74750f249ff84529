"""Tables: long ones are grids with texts in both languages, short ones plain; no page begins with their script."""

from fake_lineage import FakeLineage
from screen import build
from test_drawer import rows

from dashboard.files.workbook import Cell
from dashboard.long_table import PLAIN, SCRIPT, said, table
from data_access.metric import Metric
from data_access.scope import Scope


class _Few(FakeLineage):
    """As many records as a plain table takes."""

    def rows(self, metric: Metric, scope: Scope, limit: int, offset: int):  # type: ignore[no-untyped-def]
        return super().rows(metric, scope, PLAIN, offset)


def test_more_than_thirty_lines_are_a_grid_and_thirty_are_not() -> None:
    search = "?d=grid_events_on_time~3410~2026-10"
    assert "'type': 'AgGrid'" in str(rows(build(), search))
    assert "'type': 'Table'" in str(rows(build(lineage=_Few()), search))


def test_a_grid_has_every_cell_numbers_as_numbers_and_texts_as_texts() -> None:
    cells: list[list[Cell]] = [["=1+1", 1234.5678, None]]
    cells += [["x", float(n), "隐去"] for n in range(PLAIN)]
    with build().server.test_request_context("/"):
        drawn = table("long", "", ["a", "b", "c"], cells).children[1]
    assert drawn.rowData[0] == {"c0": "=1+1", "c1": 1234.568, "c2": None}
    assert len(drawn.rowData) == PLAIN + 1
    assert [column["cellDataType"] for column in drawn.columnDefs] == ["text", "number", "text"]


def test_what_the_grid_says_is_in_the_language_of_the_reader() -> None:
    for language, word in (("zh", "不包含"), ("en", "does not contain")):
        with build().server.test_request_context(f"/?lang={language}"):
            drawn = table("long", "", ["a"], [["x"]] * (PLAIN + 1)).children[1]
            assert drawn.dashGridOptions["localeText"]["notContains"] == word


def test_a_plain_number_has_no_more_decimals_than_it_needs() -> None:
    assert [said(each) for each in (1234.0, 0.5, 98.53372, None, "隐去")] == ["1,234", "0.500", "98.534", "—", "隐去"]


def test_no_page_begins_with_the_script_of_grids_and_it_is_there_for_who_wants_it() -> None:
    client = build().server.test_client()
    assert f'<script src="{SCRIPT.rsplit("/", 1)[0]}' not in client.get("/").text
    assert client.get(SCRIPT).status_code == 200
