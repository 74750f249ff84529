"""The demonstration's own site in a test's database: its sources pull from simulated platforms of a small world."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replay.pipeline import counted
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.demo.exchange import Service
from etl.demo.server import serve
from etl.demo.world import SITE
from etl.run import run_source
from etl.site.reference import load_reference
from etl.site.source_files import read_sources
from etl.source import Source
from etl.surroundings import Surroundings
from platforms.station import PERSON_KEY


@dataclass(frozen=True, slots=True)
class DemoStation:
    """A database with the demonstration's divisions, and its sources by key."""

    surroundings: Surroundings
    sources: Mapping[str, Source]

    def load(self, key: str) -> dict[str, int]:
        """Run a source; its counts that are not zero. Files are taken at once."""
        source = self.sources[key]
        if source.files is not None:
            source = source.model_copy(update={"files": source.files.model_copy(update={"settle_seconds": 0.0})})
        return counted(run_source(source, self.surroundings))

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.surroundings.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def planted(self, *tables: str) -> int:
        """How many rows of these tables (and of what was put aside) hold anything that was planted."""
        query = "SELECT count(*) FROM cockpit.{0} AS each WHERE each::text LIKE '%PLANTED%'"
        return sum(int(self.rows(query.format(table))[0][0]) for table in (*tables, "quarantine"))


@contextmanager
def demo_station(urls: ConnectionUrls, data: Path, services: Mapping[str, Service]) -> Iterator[DemoStation]:
    """A station on a test's database; `services` are the simulated platforms that answer, by prefix."""
    site = read_site(SITE)
    engine = open_engine(urls.writer, pool_size=4)
    with serve(0, services) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        environment = {"COCKPIT_PLATFORM_PORT": str(server.server_address[1])}
        sources = {source.key: source for source in read_sources(site, environment)}
        load_reference(site, engine, sources.values())
        yield DemoStation(Surroundings(engine, site, data, environment, PERSON_KEY), sources)
        server.shutdown()
        thread.join()
    engine.dispose()
