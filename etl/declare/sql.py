"""How a database is reached, and what is selected from it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator, model_validator

from etl.declare.base import Declared, Secret
from etl.one_select import one_select


class Sql(Declared):
    """A database that is read and never written. `url` is a secret: an SQLAlchemy URL with user and password.

    `chunk_rows`: rows asked for by one statement; each statement is a short transaction of its own.
    `timeout_seconds` is for connecting, `statement_seconds` for one statement. After a lost connection reading goes
    on where it stopped, `retries` times without a row in between, waiting at most `longest_wait_seconds`.
    """

    url: Secret
    chunk_rows: int = Field(50_000, ge=1)
    timeout_seconds: float = Field(30.0, ge=1)
    statement_seconds: float = Field(300.0, ge=1)
    retries: int = Field(5, ge=0)
    longest_wait_seconds: float = Field(60.0, ge=0)


class Select(Declared):
    """What is selected for one dataset: a table or view, one SELECT, or a file beside the TOML that holds one.

    `table` may name its schema (`schema.table`). `key`: columns that together are unique and never empty, by which
    reading goes on after each chunk; a table's primary key unless told.
    """

    table: str | None = Field(None, min_length=1)
    query: str | None = None
    file: str | None = None
    key: tuple[str, ...] = ()

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
