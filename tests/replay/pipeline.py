"""Runs a source of a site folder into a test's database, and looks at everything that was stored."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.ledger import Counts
from etl.run import run_source
from etl.site.reference import load_reference
from etl.site.source_files import read_sources
from etl.surroundings import Surroundings

_SITES = Path(__file__).parents[1] / "sites"
NEW_YORK = _SITES / "new_york"
YEARBOOK = _SITES / "yearbook"


@dataclass(frozen=True, slots=True)
class Trial:
    """A site folder, a database and a data folder, ready to load."""

    engine: Engine
    site: Path
    data: Path
    environment: Mapping[str, str]

    def at(self, url: str) -> "Trial":
        """The same, with the Open311 server at `url`."""
        return Trial(self.engine, self.site, self.data, {"COCKPIT_OPEN311_URL": f"{url}/api/georeport/v2"})

    def load(self, key: str) -> dict[str, int]:
        """Run the source `key`; its counts that are not zero."""
        site = read_site(self.site)
        sources = {source.key: source for source in read_sources(site, self.environment)}
        load_reference(site, self.engine, sources.values())
        counts = run_source(sources[key], Surroundings(self.engine, site, self.data, self.environment, b"k" * 32))
        return counted(counts)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def tally(self, column: str, where: str = "true") -> dict[Any, int]:
        """How many events there are of each value of `column`."""
        query = f"SELECT {column}, count(*) FROM cockpit.event WHERE {where} GROUP BY 1"
        return dict(self.rows(query))

    def dump(self) -> str:
        """Every row of every table, as text."""
        names = inspect(self.engine).get_table_names(schema="cockpit")
        tables = [self.rows(f'SELECT t::text FROM cockpit."{name}" AS t') for name in names]
        return "\n".join(row[0] for table in tables for row in table)


_HEAD = 10


def standing_in(text: str, values: Iterable[str]) -> list[str]:
    """Those of many values, each of ten characters or more, that stand anywhere in a long text; one pass over it."""
    wanted = list(values)
    heads = {value[:_HEAD] for value in wanted}
    assert all(len(head) == _HEAD for head in heads)
    there = {piece for at in range(len(text)) if (piece := text[at : at + _HEAD]) in heads}
    return [value for value in wanted if value[:_HEAD] in there and value in text]


def counted(counts: Counts) -> dict[str, int]:
    """The counts that are not zero."""
    values = {each.name: getattr(counts, each.name) for each in fields(counts)}
    return {name: value for name, value in values.items() if value}


@contextmanager
def opened(site: Path, urls: ConnectionUrls, data: Path) -> Iterator[Trial]:
    """A trial site on a test's database."""
    engine = open_engine(urls.writer)
    yield Trial(engine, site, data, {})
    engine.dispose()


def new_york(urls: ConnectionUrls, data: Path) -> AbstractContextManager[Trial]:
    """The trial site of New York on a test's database."""
    return opened(NEW_YORK, urls, data)


def real_folder() -> Path:
    """The folder of real files, which may not be redistributed and are therefore not part of the project."""
    folder = os.environ.get("COCKPIT_REAL_DATA")
    if not folder:
        pytest.skip("COCKPIT_REAL_DATA names no folder of real files; rows of the same odd forms are tested anyway")
    return Path(folder)
