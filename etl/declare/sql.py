"""How a database is reached, and what is selected from it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator, model_validator

from etl.declare.base import Declared, Secret
from etl.one_select import one_select


class Sql(Declared):
    """A database that is read and never written. After a lost connection reading goes on where it stopped."""

    url: Secret | None = Field(None, description="an SQLAlchemy URL with user and password; this or `sqlite`")
    sqlite: str | None = Field(
        None, min_length=1, description="a SQLite file, relative to the data folder or absolute; it has no password"
    )
    chunk_rows: int = Field(
        50_000, ge=1, description="rows asked for by one statement, which is a short transaction of its own"
    )
    timeout_seconds: float = Field(30.0, ge=1, description="how long connecting may take")
    statement_seconds: float = Field(300.0, ge=1, description="how long one statement may take")
    retries: int = Field(5, ge=0, description="how often a lost connection is made again without a row in between")
    longest_wait_seconds: float = Field(60.0, ge=0, description="the longest wait before that")

    @model_validator(mode="after")
    def _one_address(self) -> "Sql":
        if (self.url is None) == (self.sqlite is None):
            raise ValueError("give either url or sqlite")
        return self


class Select(Declared):
    """What is selected for one dataset: give one of `table`, `query` and `file`."""

    table: str | None = Field(
        None, min_length=1, description="a table or view, perhaps with its schema: `schema.table`"
    )
    query: str | None = Field(None, description="one SELECT")
    file: str | None = Field(None, description="a file beside the TOML that holds one SELECT")
    key: tuple[str, ...] = Field(
        (),
        description="columns that together are unique and never empty, by which reading goes on after each chunk; one "
        "may be written as a text; a table's primary key unless told",
    )

    @field_validator("key", mode="before")
    @classmethod
    def _one_column(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("query")
    @classmethod
    def _only_reads(cls, query: str | None) -> str | None:
        return None if query is None else one_select(query)

    @model_validator(mode="after")
    def _one(self) -> "Select":
        if [self.table, self.query, self.file].count(None) != 2:
            raise ValueError("give one of table, query and file")
        return self


def filled_for_sql(values: Mapping[str, Any]) -> dict[str, Any]:
    """The datasets of a database: what their since need not say, for rows are sorted here and times are times."""
    filled = []
    for dataset in values.get("datasets") or ():
        since = dataset.get("since") if isinstance(dataset, Mapping) else None
        sorted_here = {"since": {"format": "iso", "ordered": True, **since}} if isinstance(since, Mapping) else {}
        filled.append({**dataset, **sorted_here} if sorted_here else dataset)
    return {**values, "datasets": filled}
