"""Records pages of the simulated platform, and declares the demonstration's source on what was recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from data_access.site import Site
from etl.demo.exchange import TIME_FORMAT
from etl.demo.platform import Platform
from etl.demo.world import TIME_ZONE
from etl.site.source_files import read_sources
from etl.source import Dataset, Source

PAGE_SIZE = 5_000
PATH = "/api/events"
_SOURCE = "grid_platform"


@dataclass(frozen=True, slots=True)
class Recording:
    """Pages in a folder: `pages` of them with `records` records together, and the bytes they have."""

    folder: Path
    pages: int
    records: int
    size: int


def record(platform: Platform, folder: Path, records: int) -> Recording:
    """Keep the newest pages of `platform` that hold about `records` records; one empty page ends them."""
    now = datetime.now(TIME_ZONE)
    asked = {"page_size": str(PAGE_SIZE), "as_of": now.strftime(TIME_FORMAT)}
    asked["updated_since"] = _since(platform, asked, now, records)
    target = folder / PATH.strip("/")
    target.mkdir(parents=True)
    count, number, size = 0, 0, 0
    while True:
        number += 1
        body = platform.events({**asked, "page": str(number)})
        (target / f"{number}.json").write_bytes(body)
        length = len(orjson.loads(body)["data"])
        if not length:
            return Recording(folder, number - 1, count, size)
        count, size = count + length, size + len(body)


def _since(platform: Platform, asked: dict[str, str], now: datetime, records: int) -> str:
    first, last = 1, 3_000
    while first < last:
        days = (first + last) // 2
        since = (now - timedelta(days=days)).strftime(TIME_FORMAT)
        total = orjson.loads(platform.events({**asked, "page_size": "1", "updated_since": since}))["total"]
        first, last = (first, days) if total >= records else (days + 1, last)
    return (now - timedelta(days=first)).strftime(TIME_FORMAT)


def recorded_source(site: Site, address: str) -> Source:
    """The demonstration's source, read page by page from `address`, so that every method gets the same pages."""
    source = next(each for each in read_sources(site, {}) if each.key == _SOURCE)
    dataset = source.datasets[0]
    paging = dataset.paging.model_copy(update={"style": "page", "size": PAGE_SIZE})
    changed: Dataset = dataset.model_copy(update={"paging": paging, "path": PATH})
    if source.http is None:
        raise ValueError(f"{source.key} is not read over HTTP")
    http = source.http.model_copy(update={"base_url": address})
    return source.model_copy(update={"http": http, "datasets": (changed,)})
