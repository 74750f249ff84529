"""What the last pass over a dataset was like, and the sentence it is worth, if any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from etl.cursor import Cursor
from etl.mapping.mapper import MappedPage
from etl.since import TOLERANCE
from etl.source import Dataset, Source

# One record twice in a small answer is nothing to speak of.
_FEW = 10


@dataclass
class LastPass:
    """Records received, those whose key stood on their page already, and how far times of change were ahead of us."""

    received: int = 0
    repeated: int = 0
    ahead: timedelta = timedelta()

    def add(self, page: MappedPage, ahead: timedelta) -> None:
        """Take a page in."""
        self.received += len(page.lines) + len(page.rejects)
        self.repeated += page.repeated
        self.ahead = max(self.ahead, ahead)

    def write(self, cursor: Cursor, source: Source, dataset: Dataset) -> None:
        """Put it beside the watermark, in place of that of the pass before."""
        cursor.execute(
            "UPDATE cockpit.watermark SET received = %s, repeated = %s, ahead_seconds = %s "
            "WHERE city_code = %s AND source_key = %s AND dataset = %s",
            (self.received, self.repeated, int(self.ahead.total_seconds()), source.city_code, source.key, dataset.name),
        )

    def sentences(self) -> Iterator[str]:
        """What is odd about it, each with what follows from it."""
        if self.repeated > _FEW and 2 * self.repeated > self.received:
            yield (
                f"{self.repeated:,} of {self.received:,} records of its last answers repeat a record of the same page: "
                "each is counted once; ask its operator"
            )
        if self.ahead > TOLERANCE:
            hours = f"{self.ahead.total_seconds() / 3600:.1f}"
            yield (
                f"its times of change are up to {hours} hours ahead of this machine's clock: such "
                "records are put aside and asked for again until one of the clocks is set right"
            )
