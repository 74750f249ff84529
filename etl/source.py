"""A source: one platform of a city, declared in one TOML file of the site folder and validated here."""

from pathlib import Path

from pydantic import Field, model_validator

from data_access.site import ZoneName
from data_access.site_text import SiteText
from etl.declare.base import Declared, Secret
from etl.declare.files import Csv, Files, Table, Tabled
from etl.declare.http import ApiKeyAuth, BearerAuth, Http, Listing, Paging, Since
from etl.declare.mapped import Mapped
from etl.declare.mapping import Condition, FieldMapping, PlaceMapping, RecordCheck
from etl.declare.sql import Select, Sql, filled_for_sql

__all__ = [
    "ApiKeyAuth",
    "BearerAuth",
    "Condition",
    "Csv",
    "Dataset",
    "FieldMapping",
    "Files",
    "Http",
    "Paging",
    "PlaceMapping",
    "RecordCheck",
    "Secret",
    "Select",
    "Since",
    "Source",
    "Sql",
    "Table",
]


class Dataset(Listing, Mapped, Tabled):
    """One list of records of a platform, and how it becomes an entity."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="its key among the datasets of the source")
    select: Select | None = Field(None, description="sources with [sql] only, and there it must be given")
    expected_minutes: int | None = Field(
        None, ge=1, description="how often this list brings something new, where that is not as often as the source"
    )

    def paths(self) -> tuple[str, ...]:
        """Every path of a record that is read; what is not among them never leaves the connector."""
        return tuple(dict.fromkeys((*self.mapped_paths(), *([self.since.field] if self.since else []))))


class Source(Declared):
    """One platform of one city. It has one of `[http]`, `[files]` and `[sql]`, and the datasets read from there."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$", description="its name in commands, tables and logs; no other of the city has it"
    )
    name: SiteText = Field(description="what the screen calls it")
    city_code: str = Field(description="its city, one of `cities` in site.toml")
    time_zone: ZoneName = Field("Asia/Shanghai", description="of times that come without an offset")
    expected_minutes: int = Field(
        ge=1, description="how often each list brings something new; after twice as long without, it is shown as late"
    )
    poll_seconds: float = Field(60.0, gt=0, description="how often `watch` reads it")
    demonstration: bool = Field(False, description="what it brings is simulated")
    batch_rows: int = Field(
        50_000, ge=1, description="pages are gathered until there are so many records, and are then one transaction"
    )
    http: Http | None = Field(None, description="an HTTP platform")
    files: Files | None = Field(None, description="a drop folder")
    sql: Sql | None = Field(None, description="a database")
    datasets: tuple[Dataset, ...] = Field(min_length=1, description="the lists of records that are read")
    path: Path = Path()

    @model_validator(mode="before")
    @classmethod
    def _sorted_here(cls, values: object) -> object:
        return filled_for_sql(values) if isinstance(values, dict) and values.get("sql") else values

    @model_validator(mode="after")
    def _one_connector(self) -> "Source":
        if [self.http, self.files, self.sql].count(None) != 2:
            raise ValueError("declare one of [http], [files] and [sql]")
        for number, dataset in enumerate(self.datasets):
            if (dataset.select is None) == (self.sql is not None):
                wants = "must be given: a table or a query" if self.sql else "only a source with [sql] selects"
                raise ValueError(f"datasets.{number}.select: {wants}")
            if self.http and dataset.since and not dataset.since.parameter:
                raise ValueError(f"datasets.{number}.since.parameter: must be given")
        self._check_keys()
        names = [dataset.name for dataset in self.datasets]
        if len(set(names)) < len(names):
            raise ValueError("two datasets have the same name")
        return self

    def _check_keys(self) -> None:
        """Nobody but its owner knows whether a key that two lists have is one record or two."""
        for number, dataset in enumerate(self.datasets):
            alike = [each.name for each in self.datasets if each.entity == dataset.entity]
            if len(alike) > 1 and dataset.key_prefix is None:
                raise ValueError(
                    f"datasets.{number}.key_prefix: must be given, as {' and '.join(alike)} become '{dataset.entity}': "
                    "the same in each where a key means the same record, another where it does not"
                )
