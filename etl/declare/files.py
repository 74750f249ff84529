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
    """A drop folder whose files are read once per content."""

    folder: str = Field(description="the folder, in the data folder, or absolute")
    pattern: str = Field("*.csv", description="which files, as a glob; `**/*.xlsx` looks into folders too")
    settle_seconds: float = Field(10.0, ge=0, description="a file that changed less than so long ago waits")
    member: str = Field("*", description="which members of a zip are read, as a glob on the member's name")
    largest_megabytes: float = Field(2000.0, gt=0, description="what a file or a member of one may be, unpacked")
    largest_ratio: float = Field(
        200.0, gt=1, description="how many times its packed size a member may be, looked at above 10 MB"
    )
    most_members: int = Field(1000, ge=1, description="how many members of one archive may match")


class Csv(Declared):
    """How a delimited text is read; 'auto' looks at the file."""

    encoding: str = Field("auto", description="its encoding, such as utf-8, gb18030, utf-16")
    delimiter: str = Field("auto", description="what stands between two cells, such as `,` or `;`")


class Unpivot(Declared):
    """Columns into rows: one record per column whose header matches; empty cells give none.

    `{ columns = "^(\\\\d{4})年?$", name = "year", value = "value" }` turns columns of years into rows.
    """

    columns: str = Field(description="a regular expression for the headers of these columns")
    name: str = Field(description="the column made from the header: its first group, or all that matched")
    value: str = Field(description="the column made from the cell")

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

    Rows that are no records are left out and counted: blank ones, repeated headers, totals, notes, rows in which one
    of `needs` is empty.
    """

    format: Literal["auto", "delimited", "lines", "workbook"] = Field(
        "auto", description="how the file is read; 'auto' looks at the file"
    )
    sheet: str | int | None = Field(
        None,
        description="a name, a number (1: the first) or a pattern with `*` (every sheet that matches); without it the "
        "first sheet that has the headers",
    )
    columns: tuple[str, ...] = Field(
        (), description="the header names the table is found by, where these are not all that are mapped"
    )
    header_rows: int = Field(
        0, ge=0, le=6, description="rows of the header (0: found out); the names of several are joined with ` / `"
    )
    which: int | str | None = Field(
        None,
        description="the table, where several have these headers: its number (1: the first), or a text above it",
    )
    until: Literal["end", "blank"] | None = Field(
        None,
        description="the table ends with the file, or with the first blank row; 'blank' where `which` is given, else "
        "'end'",
    )
    needs: tuple[str, ...] = Field((), description="columns that are empty only in rows that are no records")
    fill_down: tuple[str, ...] = Field((), description="columns in which an empty cell means the one above")
    totals: tuple[str, ...] = Field(TOTALS, description="rows whose first cell is one of these words are no records")
    notes: tuple[str, ...] = Field(
        NOTES,
        description="neither are rows that begin with one of these words, alone or before a colon, a dot or a number, "
        "nor texts alone in their row below one",
    )
    empty: tuple[str, ...] = Field((), description="texts that mean an empty cell")
    ragged: Literal["reject", "fill"] = Field(
        "reject", description="a line with too few cells is put aside, or its last cells are empty"
    )
    unpivot: Unpivot | None = Field(None, description="columns into rows")

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
    """What a dataset read from files may say."""

    csv: Csv = Field(Csv(), description="how delimited texts are read")
    table: Table = Field(Table(), description="where in a file the records are")
