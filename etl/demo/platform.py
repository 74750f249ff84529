"""The simulated grid-event platform of 黄山: what it knows and how it answers a question about it."""

from datetime import date, datetime
from pathlib import Path

import numpy as np

from etl.demo.exchange import local_time, only, whole
from etl.demo.history import History
from etl.demo.records import page_text, record_texts
from etl.demo.town import read_town
from etl.demo.world import HISTORY_FROM, SITE, TIME_ZONE, Clock, real_clock

EVENTS_PATH = "/api/events"
# It protects nothing but invented data on this machine.
TOKEN = "demo-token-not-a-secret"  # nosec B105
LOCAL_EPOCH = datetime(1970, 1, 1)
LONGEST_PAGE = 10_000
PARAMETERS = ("page", "page_size", "updated_since", "as_of")


def local_seconds(moment: datetime) -> int:
    """Seconds since 1970-01-01 00:00 by the wall clock of 黄山. `moment` without a zone is local already."""
    local = moment.astimezone(TIME_ZONE).replace(tzinfo=None) if moment.tzinfo else moment
    return int((local - LOCAL_EPOCH).total_seconds())


class Platform:
    """All answers of the platform. The same seed, first day, scale and clock give the same answers."""

    def __init__(
        self,
        clock: Clock = real_clock,
        seed: int = 1,
        history_from: date = HISTORY_FROM,
        scale: float = 1.0,
        site: Path = SITE,
    ) -> None:
        self._clock = clock
        self._town = read_town(site)
        self._history = History(self._town, seed, history_from, scale)
        self._history.at(self.now)

    @property
    def now(self) -> int:
        """The clock's local seconds."""
        return local_seconds(self._clock())

    def events(self, values: dict[str, str]) -> bytes:
        """One page of events as JSON. Raises BadRequestError."""
        only(values, PARAMETERS)
        page = whole(values, "page", 1, 10**9)
        size = whole(values, "page_size", 100, LONGEST_PAGE)
        now = self.now
        asked, since = local_time(values, "as_of"), local_time(values, "updated_since")
        as_of = min(local_seconds(asked), now) if asked else now
        snapshot = self._history.at(as_of)
        first = int(np.searchsorted(snapshot.updated, local_seconds(since) if since else 0))
        total = len(snapshot.order) - first
        start = first + (page - 1) * size
        rows = snapshot.order[start : start + size]
        texts = record_texts(self._history.events.chosen(rows), self._town, as_of)
        return page_text(texts, rows, (total, page, size, -(-total // size)), as_of)
