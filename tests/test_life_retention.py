"""What the site no longer keeps goes; the sums of its days stay, and nothing computes them anew."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from platforms.events import closed, local, record
from platforms.living import Living, living
from pydantic import ValidationError

from data_access.connection import ConnectionUrls
from data_access.keeping import Retention, day_before
from data_access.schema import MARTS
from data_access.site import SiteError, read_site
from etl.errors import SiteInvalid
from etl.life.retention import Retained, apply_retention, check_retention

# Records of 2 March are a month old on this day; those of the next week are not.
TODAY = date(2026, 4, 5)
FIRST, SECOND = "2026-03-02", "2026-03-09"


@pytest.fixture
def life(database: ConnectionUrls, tmp_path: Path) -> Iterator[Living]:
    """A database of its own: rules hold for all sources of a city."""
    with living(database, tmp_path, "old") as opened:
        late = {"reported": local(24 * 7), "due": local(24 * 8)}
        opened.platform.put(
            closed("a", 5, due=None),
            record("b", 6, due=None),
            record("still_due", 7, due=local(24 * 6)),
            record("new", 24 * 7 + 1, **late),
        )
        opened.load()
        yield opened


def keep(life: Living, rules: str) -> None:
    path = life.folder / "site.toml"
    text = path.read_text(encoding="utf-8").partition("[retention")[0]
    table = "retention" if rules.startswith("quarantine") else "retention.entities"
    path.write_text(f"{text}\n[{table}]\n{rules}\n", encoding="utf-8")


def marts(life: Living) -> list[list[tuple[object, ...]]]:
    return [
        life.here.rows(f"SELECT * FROM {table.fullname} AS mart ORDER BY mart::text")
        for table in MARTS["event"].every_table
    ]


def test_old_records_go_and_their_sums_stay(life: Living) -> None:
    keep(life, 'event = "30 days"')
    before = marts(life)
    assert apply_retention(life.surroundings, TODAY) == Retained(facts=2)
    assert set(life.stored("status")) == {"still_due", "new"}
    assert marts(life) == before
    assert life.lines("retention") == [(0, 0, 0, 0, 2)]
    assert life.here.rows("SELECT records FROM cockpit.watermark") == [(2,)]
    assert apply_retention(life.surroundings, TODAY) == Retained()


def test_frozen_days_are_never_computed_again(life: Living) -> None:
    keep(life, 'event = "30 days"')
    apply_retention(life.surroundings, TODAY)
    assert life.here.day(FIRST, "old") == {"reported": 3, "reported_closed": 1, "closed": 1, "closed_seconds": 18_000}
    # A record that is kept for a later day changes: the later day follows, the frozen one stays.
    life.platform.put(closed("still_due", 24 * 7 + 2, closed=local(24 * 5), due=local(24 * 6)))
    assert life.load()["updated"] == 1
    assert life.here.day(FIRST, "old")["reported"] == 3
    assert life.here.day("2026-03-08", "old") == {"due": 1, "on_time": 1}
    assert life.here.day("2026-03-07", "old")["closed"] == 1


def test_a_longer_period_later_thaws_nothing(life: Living) -> None:
    keep(life, 'event = "30 days"')
    apply_retention(life.surroundings, TODAY)
    keep(life, 'event = "10 years"')
    apply_retention(life.surroundings, TODAY)
    life.platform.put(closed("still_due", 24 * 7 + 2, closed=local(24 * 5), due=local(24 * 6)))
    life.load()
    assert life.here.day(FIRST, "old")["reported"] == 3


def test_what_was_deleted_for_its_age_does_not_come_back(life: Living) -> None:
    keep(life, 'event = "30 days"')
    apply_retention(life.surroundings, TODAY)
    source = life.source(since=None, paging={"style": "page", "size_parameter": "size", "size": 50})
    assert life.load(source) == {"extracted": 4, "unchanged": 2, "superseded": 2}
    assert set(life.stored("status")) == {"still_due", "new"}
    assert life.held() == {}


def test_persons_go_before_their_records(life: Living) -> None:
    keep(life, 'event = { after = "10 years", persons_after = "30 days" }')
    before = marts(life)
    assert apply_retention(life.surroundings, TODAY) == Retained(persons=2)
    expected = {"a": True, "b": True, "still_due": False, "new": False}
    assert life.stored("person_key IS NULL") == expected
    assert marts(life) == before
    source = life.source(since=None, paging={"style": "page", "size_parameter": "size", "size": 50})
    assert life.load(source) == {"extracted": 4, "unchanged": 4}
    assert life.stored("person_key IS NULL") == expected
    assert life.here.faults() == []


def test_the_quarantine_is_kept_for_its_own_time(life: Living) -> None:
    life.platform.put(closed("bad", 200, closed=local(-1)))
    life.load()
    keep(life, 'quarantine = "10 days"')
    loaded = life.here.rows("SELECT max(finished_at)::date FROM cockpit.batch")[0][0]
    assert apply_retention(life.surroundings, loaded) == Retained()
    assert apply_retention(life.surroundings, loaded.replace(year=loaded.year + 1)) == Retained(quarantined=1)
    assert life.held() == {}
    assert life.here.faults() == []


def test_rules_are_checked(life: Living) -> None:
    keep(life, 'events = "10 years"')
    with pytest.raises(SiteInvalid, match=r"retention\.events: there is no such entity \(perhaps 'event'\)"):
        check_retention(read_site(life.folder))
    keep(life, 'event = "ten years"')
    with pytest.raises(SiteError, match="'ten years' is not a period; periods look like '10 years'"):
        read_site(life.folder)


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("10 years", date(2026, 11, 21), date(2016, 11, 21)),
        ("1 year", date(2024, 2, 29), date(2023, 2, 28)),
        ("18 months", date(2026, 3, 31), date(2024, 9, 30)),
        ("180 days", date(2026, 7, 1), date(2026, 1, 2)),
        ("9999 years", date(2026, 7, 1), date.min),
    ],
)
def test_a_period_before_a_day(text: str, day: date, before: date) -> None:
    assert day_before(text, day) == before


def test_nothing_is_said_nothing_is_deleted_but_the_quarantine() -> None:
    assert Retention().entities == {}
    assert Retention().quarantine == "180 days"
    with pytest.raises(ValidationError, match="is not a period"):
        Retention(quarantine="0 days")
