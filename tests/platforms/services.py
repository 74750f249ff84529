"""Sources of records about volunteers and activities for the scripted platform, whose lists a test writes."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from data_access.schema import MARTS
from etl.source import Source
from platforms.events import COMMUNITIES, EventPlatform
from platforms.station import Station, trial_source

Build = Callable[[str, str, int], Source]
_NUMBERS = count()

_SAME: Mapping[str, Any] = {
    name: {"field": name, "same": True} for name in ("status", "evidence", "category", "channel")
}
_SERVICE = {
    "record_key": "id",
    "person_key": "person",
    "started_at": "started",
    "ended_at": "ended",
    "recorded_at": "recorded",
    "updated_at": "updated",
    "minutes_claimed": "claimed",
    "minutes_travel": "travel",
    "evidence": _SAME["evidence"],
    "status": _SAME["status"],
}
_ACTIVITY = {
    "record_key": "id",
    "occurred_at": "began",
    "ended_at": "ended",
    "updated_at": "updated",
    "status": _SAME["status"],
    "category": _SAME["category"],
    "participants": "participants",
}
_MEMBERSHIP = {
    "record_key": "id",
    "person_key": "person",
    "occurred_on": "joined",
    "left_on": "left",
    "updated_at": "updated",
}


def listed_source(url: str, key: str, batch_rows: int, **dataset: Any) -> Source:
    """A source that is asked for its whole list each time."""
    paging = {"style": "page", "size_parameter": "size", "size": 50}
    return trial_source(url, key, batch_rows, paging=paging, since=None, place={"division": "community"}, **dataset)


def service_source(url: str, key: str, batch_rows: int = 100) -> Source:
    """A source of service records."""
    return listed_source(url, key, batch_rows, entity="service_record", kind="volunteer_service", fields=_SERVICE)


def activity_source(url: str, key: str, batch_rows: int = 100) -> Source:
    """A source of meetings."""
    return listed_source(url, key, batch_rows, entity="activity", kind="meeting", fields=_ACTIVITY)


def membership_source(url: str, key: str, batch_rows: int = 100) -> Source:
    """A source of registered volunteers."""
    return listed_source(url, key, batch_rows, entity="membership", kind="volunteer", fields=_MEMBERSHIP)


class Telling:
    """Tells lists of records in the name of any source, each test under names of its own."""

    def __init__(self, here: Station, platform: EventPlatform, url: str) -> None:
        self._here, self._platform, self._url = here, platform, url
        self.number = next(_NUMBERS)

    def __call__(self, build: Build, name: str, *records: dict[str, object]) -> dict[str, int]:
        """Load the records; what the load counted."""
        self._platform.listed = [{"community": COMMUNITIES[0], "deleted": 0, **record} for record in records]
        return self._here.load(build(self._url, f"{name}_{self.number}", 100))

    def faults(self) -> list[str]:
        """What does not fit together, of all that was loaded so far."""
        return self._here.faults()

    def sums(self, mart: str) -> dict[str, dict[str, int]]:
        """By day, the measures of this test's sources that are not zero."""
        measures = MARTS[mart].measures
        rows = self._here.rows(
            f"SELECT day::text, {', '.join(f'sum({name})' for name in measures)} "
            f"FROM cockpit.mart_{mart}_county_day WHERE source_key LIKE :mine GROUP BY 1 ORDER BY 1",
            mine=f"%\\_{self.number}",
        )
        return {
            row[0]: {name: int(value) for name, value in zip(measures, row[1:], strict=True) if value} for row in rows
        }
