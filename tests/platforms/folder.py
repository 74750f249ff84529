"""A drop folder whose files a test writes, and the source that reads it into a test's warehouse."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_access.site import read_site
from etl.attempts import attempt
from etl.site.reference import load_reference
from etl.source import Source
from etl.status import read_status
from platforms.station import SMALL_CITY, Station

AGO = time.time() - 600


@dataclass
class Folder:
    """A drop folder and the source that reads it."""

    here: Station
    path: Path
    key: str
    files: dict[str, Any] = field(default_factory=dict)
    dataset: dict[str, Any] = field(default_factory=dict)

    def source(self) -> Source:
        """As a TOML file would say it now."""
        fields = {"record_key": "id", "occurred_at": "when"}
        dataset = {"name": "things", "entity": "event", "kind": "grid_event", "fields": fields, **self.dataset}
        folder = {"folder": str(self.path), "pattern": "**/*.csv*", "settle_seconds": 0, **self.files}
        given = {"key": self.key, "name": {"zh": "试", "en": "Trial"}, "city_code": "3410", "expected_minutes": 60}
        return Source.model_validate({**given, "files": folder, "datasets": [dataset]})

    def drop(self, name: str, content: str | bytes) -> Path:
        """A file that came a while ago, the later the later it was dropped."""
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        written = AGO + len(list(self.path.rglob("*")))
        os.utime(path, (written, written))
        return path

    def load(self) -> dict[str, Any]:
        """One pass, whatever comes of it; what status says then."""
        source = self.source()
        load_reference(read_site(SMALL_CITY), self.here.engine, [source])
        attempt(source, self.here.surroundings)
        (entry,) = read_status(self.here.engine, [source])
        return entry

    def keys(self) -> list[str]:
        """The records that are loaded."""
        query = "SELECT record_key FROM cockpit.event WHERE source_key = :s ORDER BY 1"
        return [row[0] for row in self.here.rows(query, s=self.key)]

    def faults(self) -> list[tuple[str, int]]:
        """The files that are known not to load, and how often each was tried."""
        query = "SELECT name, times FROM cockpit.file_fault WHERE source_key = :s ORDER BY name"
        return [(row[0], row[1]) for row in self.here.rows(query, s=self.key)]
