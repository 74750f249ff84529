"""How files of a drop folder are found and opened, and where in them the records are."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from etl.declare.base import Declared

TOTALS = ("合计", "总计", "小计", "总合计", "共计", "Total", "Totals", "Subtotal", "Grand total")
NOTES = (
    *("注", "备注", "说明", "数据来源", "资料来源", "来源", "填表人", "填报人", "制表人", "制表", "审核人", "打印时间"),
    *("Note", "Notes", "Source"),
)


class Files(Declared):
    """A drop folder (relative to the data folder, or absolute) whose files are read once per content.

    `pattern`: which files, as a glob (`**/*.xlsx` looks into folders too). `settle_seconds`: a file changed less than
    so long ago waits. `member`: which members of a zip are read, as a glob on the member's name. Limits against
    archives that are bombs: `largest_megabytes`, what a member may be unpacked; `largest_ratio`, how many times its
    packed size (looked at above 10 MB); `most_members`, how many may match.
    """

    folder: str
    pattern: str = "*.csv"
    settle_seconds: float = Field(10.0, ge=0)
    member: str = "*"
    largest_megabytes: float = Field(2000.0, gt=0)
    largest_ratio: float = Field(200.0, gt=1)
    most_members: int = Field(1000, ge=1)


class Csv(Declared):
    """How a delimited text is read; 'auto' looks at the file."""

    encoding: str = "auto"
    delimiter: str = "auto"


class Unpivot(Declared):
    """One record per column whose header matches `columns`, a regular expression; empty cells give none.

    `name`: the column made from the header (its first group, or all that matched); `value`: the one made from the
    cell. `{columns = "^(\\\\d{4})年?$", name = "year", value = "value"}` turns columns of years into rows.
    """

    columns: str
    name: str
    value: str

    @field_validator("columns")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"'{value}' is no regular expression: {error}") from None
        return value


class Table(Declared):
    """Where in a file or workbook the records are. Without it the table is found by the header names that are mapped.

    `format`: how the file is read; 'auto' looks at the file. `sheet`: a name, a number (1: the first) or a pattern
    with `*` (every sheet that matches); without it the first sheet that has the headers. `columns`: the header names
    the table is found by, where these are not all that are mapped. `header_rows`: how many rows the header has
    (0: found out); the names of several are joined with ' / '. `which`: the table, where several have these headers:
    its number (1: the first), or a text that stands above it. `until`: the table ends with the file ('end') or with
    the first blank row ('blank'); 'blank' where `which` is given, else 'end'.
    Rows that are no records and are left out, counted: blank ones, repeated headers, `totals` (rows that begin with
    one of these words), `notes` (rows that begin with one of these words and a colon, a dot or a number; then also
    texts alone in their row), rows in which one of `needs` is empty.
    `fill_down`: columns in which an empty cell means the one above. `empty`: texts that mean an empty cell.
    `ragged`: a line with too few cells is put aside ('reject') or its last cells are empty ('fill').
    `unpivot`: columns into rows.
    """

    format: Literal["auto", "delimited", "lines", "workbook"] = "auto"
    sheet: str | int | None = None
    columns: tuple[str, ...] = ()
    header_rows: int = Field(0, ge=0, le=6)
    which: int | str | None = None
    until: Literal["end", "blank"] | None = None
    needs: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    totals: tuple[str, ...] = TOTALS
    notes: tuple[str, ...] = NOTES
    empty: tuple[str, ...] = ()
    ragged: Literal["reject", "fill"] = "reject"
    unpivot: Unpivot | None = None

    @model_validator(mode="after")
    def _counts_from_one(self) -> "Table":
        for key in ("sheet", "which"):
            given = getattr(self, key)
            if isinstance(given, int) and given < 1:
                raise ValueError(f"{key}: counts from 1")
        return self

    @property
    def ends_at_blank(self) -> bool:
        """Whether the first blank row ends the table."""
        return self.until == "blank" if self.until else self.which is not None


class Tabled(Declared):
    """What a dataset read from files may say. `csv`: of delimited texts; `table`: where the records are."""

    csv: Csv = Csv()
    table: Table = Table()
