"""Rows of a mart lie in the order of their days, so that a read of a month reads few pages."""

from platforms.events import COMMUNITIES, EventPlatform, closed
from platforms.station import Station, trial_source

from data_access.schema import MARTS

# All were reported on the first day and closed on forty; what came later counts on the day of the report.
DAYS = {"mart_event_later_day": 1}


def test_a_batch_writes_its_days_one_after_the_other(here: Station, platform: EventPlatform, url: str) -> None:
    hours = [number * 7 % 40 * 24 for number in range(200)]
    platform.put(
        *[closed(str(number), each, community=COMMUNITIES[number % 4]) for number, each in enumerate(hours)],
    )
    here.load(trial_source(url, batch_rows=1000))
    for table in MARTS["event"].every_table:
        days = [row[0] for row in here.rows(f"SELECT day FROM {table.fullname} ORDER BY ctid")]
        assert len(set(days)) == DAYS.get(table.name, 40), table.name
        assert days == sorted(days), table.name
