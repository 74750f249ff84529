"""A source whose life a test decides: the scripted platform, a site folder that can be mended, and the warehouse."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from replay.server import Platform, serving

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from etl.site.reference import load_reference
from etl.source import Source
from etl.surroundings import Surroundings
from platforms.events import EventPlatform
from platforms.station import SMALL_CITY, Station, station, trial_source

UNTIL = {
    "parameter": "since",
    "field": "updated",
    "until_parameter": "until",
    "overlap_minutes": 10,
    "ordered": True,
}


@dataclass
class Living:
    """Everything around one source; `key` is its own, so that tests can share a warehouse."""

    here: Station
    platform: EventPlatform
    served: Platform
    folder: Path
    key: str

    def source(self, **dataset: Any) -> Source:
        """The source, `dataset` replacing parts of its dataset."""
        return trial_source(self.served.url, self.key, **dataset)

    @property
    def surroundings(self) -> Surroundings:
        """What a job is given, with the site as it is written now."""
        site = read_site(self.folder)
        load_reference(site, self.here.engine)
        return replace(self.here.surroundings, site=site)

    def write(self, name: str, text: str) -> None:
        """A file of the site folder."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def load(self, source: Source | None = None) -> dict[str, int]:
        """Load with the site as it is written now; counts that are not zero."""
        return Station(self.surroundings).load(source or self.source())

    def stored(self, column: str) -> dict[str, Any]:
        """One column of the source's facts, by record."""
        query = f"SELECT record_key, {column} FROM cockpit.event WHERE source_key = :source"
        return {row[0]: row[1] for row in self.here.rows(query, source=self.key)}

    def held(self) -> dict[str, str]:
        """Reasons of the source's quarantine, by record or else by locator."""
        query = (
            "SELECT coalesce(mapped ->> 'record_key', locator), reason "
            "FROM cockpit.quarantine WHERE source_key = :source"
        )
        return {row[0]: row[1] for row in self.here.rows(query, source=self.key)}

    def lines(self, purpose: str) -> list[tuple[Any, ...]]:
        """The ledger lines of one purpose: extracted, inserted, updated, rejected, deleted."""
        query = (
            "SELECT extracted, inserted, updated, rejected, deleted "
            "FROM cockpit.batch WHERE source_key = :source AND purpose = :purpose ORDER BY finished_at"
        )
        return self.here.rows(query, source=self.key, purpose=purpose)


@contextmanager
def living(urls: ConnectionUrls, folder: Path, key: str) -> Iterator[Living]:
    """A platform at work, and a site folder of one's own below `folder`."""
    site = folder / "site"
    shutil.copytree(SMALL_CITY, site)
    platform = EventPlatform()
    with serving(platform) as served, station(urls, folder / "data", folder=site) as here:
        yield Living(here, platform, served, site, key)
