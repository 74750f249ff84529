"""A batch makes the sums of its own kind anew, and leaves those of other kinds of its source as they lie."""

from typing import Any

from platforms.events import EventPlatform, closed
from platforms.station import Station, trial_source

from data_access.schema import MARTS
from etl.run import Wish


def written_by(here: Station) -> dict[str, set[tuple[Any, ...]]]:
    """Which transactions wrote the rows of each kind, in any table of the mart of events."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for table in MARTS["event"].every_table:
        for kind, transaction in here.rows(f"SELECT DISTINCT kind, xmin::text FROM {table.fullname}"):
            found.setdefault(kind, set()).add((table.name, transaction))
    return found


def test_a_batch_leaves_the_sums_of_other_kinds_as_they_lie(here: Station, platform: EventPlatform, url: str) -> None:
    platform.put(*[closed(str(number), 24 * number) for number in range(6)])
    here.load(trial_source(url))
    before = written_by(here)
    here.load(trial_source(url, name="whistles", kind="whistle_call", key_prefix="w-"))
    after = written_by(here)
    assert set(after) == {"grid_event", "whistle_call"}
    assert after["grid_event"] == before["grid_event"]
    assert here.faults() == []


def test_a_record_that_becomes_another_kind_leaves_the_sums_of_the_first(
    here: Station, platform: EventPlatform, url: str
) -> None:
    platform.put(*[closed(str(number), 24 * number) for number in range(6)])
    here.load(trial_source(url))
    done = here.load(trial_source(url, kind="whistle_call"), Wish(purpose="backfill"))
    assert done["updated"] == 6
    assert set(written_by(here)) == {"whistle_call"}
    assert here.faults() == []
