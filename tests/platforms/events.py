"""An event platform on loopback: pages of records sorted by time of change, as a real one gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import orjson
from replay.server import Reply, Request

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 8, 0, 0)
NOW = datetime(2026, 4, 1, 12, 0, 0)
COMMUNITIES = ("341002001001", "341002001002", "341021100001", "341021100002")
PLANTED = ("PLANTED-NAME", "PLANTED-PHONE", "PLANTED-ADDRESS", "PLANTED-TEXT", "PLANTED-ID")

Record = dict[str, object]
Before = Callable[[Request], Reply | None]


def local(hours: float) -> str:
    """The platform's text for a moment so many hours after START."""
    return (START + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")


def record(key: str, changed: float, **values: object) -> Record:
    """A record that was reported at START, changed `changed` hours later, and carries what must never be stored."""
    community = COMMUNITIES[0]
    return {
        "id": key,
        "type": "A",
        "grid": f"{community}001",
        "community": community,
        "longitude": None,
        "latitude": None,
        "channel": "WGY",
        "status": "10",
        "unit": "市城管局",
        "reported": local(0),
        "due": local(24),
        "closed": None,
        "updated": local(changed),
        "rework": 0,
        "deleted": 0,
        "reporter_id": f"PLANTED-ID-{key}",
        "reporter_name": f"PLANTED-NAME-{key}",
        "phone": f"PLANTED-PHONE-{key}",
        "address": f"PLANTED-ADDRESS-{key}",
        "text": f"PLANTED-TEXT-{key}",
        **values,
    }


def closed(key: str, changed: float, **values: object) -> Record:
    """A record that was closed when it changed last."""
    return record(key, changed, **{"status": "40", "closed": local(changed), **values})


@dataclass
class EventPlatform:
    """Answers GET /events?since=&until=&page=&size= with the newest state of each record, by (updated, id).

    `listed` gives records as they stand in the list, duplicates and all, and in that order. `before` may answer in
    the platform's place, or change its content between two pages.
    """

    records: dict[str, Record] = field(default_factory=dict)
    listed: list[object] | None = None
    now: datetime = NOW
    before: Before | None = None

    def put(self, *records: Record) -> None:
        """New states of records."""
        self.records.update({str(each["id"]): each for each in records})

    def __call__(self, request: Request) -> Reply:
        """The page that is asked for."""
        answer = self.before(request) if self.before else None
        if answer is not None:
            return answer
        asked = dict(request.query)
        since, size, page = asked.get("since", ""), int(asked.get("size", "50")), int(asked.get("page", "1"))
        changed = self._changed(since, asked.get("until", "\uffff"))
        found: Sequence[object] = self.listed if self.listed is not None else changed
        date = format_datetime(self.now.replace(tzinfo=ZONE).astimezone(UTC), usegmt=True)
        body = orjson.dumps({"total": len(found), "page": page, "data": found[(page - 1) * size : page * size]})
        return Reply(body, headers={"Content-Type": "application/json", "Date": date})

    def _changed(self, since: str, until: str) -> list[Record]:
        changed = [each for each in self.records.values() if since <= str(each["updated"]) <= until]
        return sorted(changed, key=lambda each: (str(each["updated"]), str(each["id"])))
