"""Service records, memberships and activities: what counts on which day, what is found, what is refused."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform
from platforms.services import Telling, activity_source, membership_source, service_source
from platforms.station import Station

from etl.life.forget import forget_person, forget_record


@pytest.fixture
def tell(here: Station, platform: EventPlatform, url: str) -> Iterator[Telling]:
    telling = Telling(here, platform, url)
    yield telling
    assert telling.faults() == []


def service(key: str, person: str, start: str, end: str | None, **values: object) -> dict[str, object]:
    """A service record of 3 March 2026 with a sign-in, told when it was over."""
    started = start if "-" in start else f"2026-03-03 {start}:00"
    ended = end if end is None or "-" in end else f"2026-03-03 {end}:00"
    record = {"id": key, "person": person, "started": started, "ended": ended, "recorded": ended, "updated": ended}
    return {**record, "evidence": "sign_in", "status": "valid", "claimed": None, "travel": 0, **values}


def test_what_three_platforms_tell_of_one_service_counts_once(tell: Telling) -> None:
    person = f"P{tell.number}"
    tell(service_source, "organiser", service("1", person, "08:05", "11:00", evidence="organiser"))
    assert tell.sums("service_record") == {
        "2026-03-03": {"records": 1, "counted": 1, "minutes": 175, "persons_in_month": 1, "persons_in_year": 1}
    }
    tell(service_source, "image", service("1", person, "08:00", "11:00", evidence="image", travel=20))
    tell(service_source, "scan", service("1", person, "08:10", "10:40"), service("2", person, "14:00", "15:00"))
    assert tell.sums("service_record") == {
        "2026-03-03": {
            "records": 4,
            "counted": 2,
            "minutes": 150 + 60,
            "duplicates": 2,
            "persons_in_month": 1,
            "persons_in_year": 1,
        }
    }


def test_where_the_winner_goes_or_becomes_somebody_elses_the_next_one_counts(tell: Telling) -> None:
    one, other = f"P{tell.number}", f"Q{tell.number}"
    tell(service_source, "image", service("1", one, "08:00", "11:00", evidence="image"))
    winner = service("1", one, "08:10", "10:40")
    tell(service_source, "scan", winner)
    assert tell.sums("service_record")["2026-03-03"]["minutes"] == 150
    tell(service_source, "scan", {**winner, "person": other, "updated": "2026-03-04 08:00:00"})
    assert tell.sums("service_record")["2026-03-03"] == {
        **{"records": 2, "counted": 2, "minutes": 180 + 150, "persons_in_month": 2, "persons_in_year": 2}
    }
    tell(service_source, "scan", {**winner, "updated": "2026-03-05 08:00:00"})
    assert tell.sums("service_record")["2026-03-03"]["duplicates"] == 1
    tell(service_source, "scan", {"id": "1", "deleted": 1, "updated": "2026-03-06 08:00:00"})
    assert tell.sums("service_record")["2026-03-03"]["minutes"] == 180


def test_forgetting_settles_too_and_who_is_anonymous_keeps_what_counted(tell: Telling, here: Station, url: str) -> None:
    person = f"P{tell.number}"
    tell(service_source, "image", service("1", person, "08:00", "11:00", evidence="image"))
    tell(service_source, "scan", service("1", person, "08:10", "10:40"))
    forget_record(service_source(url, f"scan_{tell.number}"), "1", here.surroundings)
    assert tell.sums("service_record")["2026-03-03"]["minutes"] == 180
    image = service_source(url, f"image_{tell.number}")
    assert forget_person(image, person, here.surroundings, anonymise=True).anonymous == 1
    tell(service_source, "image", service("1", person, "08:00", "11:00", evidence="organiser"))
    assert tell.sums("service_record")["2026-03-03"]["minutes"] == 180


def test_findings_are_counted_and_nothing_is_dropped_for_them(tell: Telling) -> None:
    person, other = f"P{tell.number}", f"Q{tell.number}"
    done = tell(
        service_source,
        "scan",
        service("long", person, "05:00", "22:30"),
        service("twice", person, "09:00", "10:00", recorded="2026-03-03 23:59:00"),
        service("late", other, "09:00", "10:00", recorded="2026-04-03 10:01:00"),
        service("open", other, "11:00", None, recorded=None, updated=None),
        service("way", other, "12:00", "12:30", travel=30),
        service("gone", other, "13:00", "14:00", status="withdrawn"),
    )
    assert (done["inserted"], done.get("rejected", 0)) == (6, 0)
    (day,) = tell.sums("service_record").values()
    assert day == {
        **{"records": 5, "counted": 2, "minutes": 17 * 60 + 30 + 60, "overlapping": 1, "over_16_hours": 1},
        **{"entered_late": 1, "persons_in_month": 2, "persons_in_year": 2},
    }


def test_a_volunteer_is_one_person_of_each_month_and_of_the_year(tell: Telling) -> None:
    days = ["2026-01-31", "2026-02-01", "2026-02-14", "2026-03-01"]
    records = [
        service(day, f"P{tell.number}", f"{day} 09:00:00", f"{day} 10:00:00", community=COMMUNITIES[place])
        for place, day in enumerate(days)
    ]
    tell(service_source, "scan", *reversed(records))
    sums = tell.sums("service_record")
    assert [sums[day].get("persons_in_month", 0) for day in days] == [1, 1, 0, 1]
    assert [sums[day].get("persons_in_year", 0) for day in days] == [1, 0, 0, 0]


def test_loading_again_changes_nothing(tell: Telling, here: Station) -> None:
    records = [service(str(n), f"P{tell.number}", f"{8 + n:02}:00", f"{10 + n:02}:00") for n in range(5)]
    assert tell(service_source, "scan", *records)["inserted"] == 5
    before = here.rows("SELECT version FROM cockpit.mart_version WHERE mart = 'service_record'")
    assert tell(service_source, "scan", *records) == {"extracted": 5, "unchanged": 5}
    assert here.rows("SELECT version FROM cockpit.mart_version WHERE mart = 'service_record'") == before


BROKEN: dict[str, dict[str, object]] = {
    "ended_before_started": {"ended": "2026-03-03 07:00:00"},
    "started_in_the_future": {"started": "2199-01-01 08:00:00", "ended": None},
    "ended_in_the_future": {"ended": "9999-12-31 00:00:00"},
    "started_before_1990": {"started": "1900-01-01 00:00:00"},
    "negative_minutes": {"travel": -1},
    "longer_than_a_week": {"ended": "2026-03-11 08:00:00"},
    "person_key_missing": {"person": ""},
}


def test_what_cannot_be_true_is_put_aside_with_its_reason(tell: Telling, here: Station) -> None:
    records = [{**service(why, "P", "08:00", "09:00"), **values} for why, values in BROKEN.items()]
    assert tell(service_source, "scan", *records)["rejected"] == len(BROKEN)
    mine = "SELECT reason FROM cockpit.quarantine WHERE source_key = :mine"
    assert {row[0] for row in here.rows(mine, mine=f"scan_{tell.number}")} == set(BROKEN)


def test_members_are_those_who_joined_less_those_who_departed(tell: Telling) -> None:
    def member(key: str, joined: str, left: str | None, changed: str) -> dict[str, object]:
        return {"id": key, "person": f"{key}{tell.number}", "joined": joined, "left": left, "updated": changed}

    tell(
        membership_source,
        "register",
        member("a", "2026-01-05", None, "2026-01-05"),
        member("b", "2026-01-05", "2026-02-01", "2026-02-01"),
        member("c", "2026-02-01", "2026-01-01", "2026-02-01"),
    )
    assert tell.sums("membership") == {"2026-01-05": {"joined": 2}, "2026-02-01": {"departed": 1}}
    tell(membership_source, "register", member("a", "2026-01-06", "2026-02-02", "2026-03-01"))
    assert tell.sums("membership") == {
        **{"2026-01-05": {"joined": 1}, "2026-01-06": {"joined": 1}},
        **{"2026-02-01": {"departed": 1}, "2026-02-02": {"departed": 1}},
    }


def test_activities_count_when_they_were_held(tell: Telling) -> None:
    def meeting(key: str, status: str | None, **values: object) -> dict[str, object]:
        times = {"began": "2026-03-03 15:00:00", "ended": "2026-03-03 16:30:00", "updated": "2026-03-03 17:00:00"}
        return {"id": key, "status": status, "participants": 12, "category": None, **times, **values}

    done = tell(
        activity_source,
        "book",
        *(meeting("held", "held"), meeting("untold", None), meeting("unknown", "maybe"), meeting("off", "cancelled")),
        meeting("ahead", "planned", began="2199-01-01 09:00:00", ended=None),
        meeting("claimed", "held", began="2199-01-01 09:00:00", ended=None),
        meeting("backwards", "held", ended="2026-03-03 14:00:00"),
        meeting("nobody", "held", participants=-1),
    )
    assert (done["inserted"], done["rejected"]) == (5, 3)
    assert {day: sums for day, sums in tell.sums("activity").items() if sums} == {
        "2026-03-03": {"held": 2, "cancelled": 1, "participants": 24, "minutes": 180}
    }


DAY = st.integers(1, 6).map(lambda day: f"2026-01-0{day}")
STATES = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcde"),
        "person": st.sampled_from("PQ"),
        "joined": DAY,
        "left": st.one_of(st.none(), DAY),
        "began": DAY,
        "ended": st.one_of(st.none(), DAY),
        "participants": st.one_of(st.none(), st.integers(0, 40)),
        "status": st.sampled_from(["planned", "held", "cancelled", None, "maybe"]),
        "category": st.none(),
        "updated": DAY,
        "community": st.sampled_from(COMMUNITIES),
        "deleted": st.sampled_from([0, 0, 0, 1]),
    }
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(st.lists(STATES, max_size=12), min_size=1, max_size=4))
def test_after_any_storm_marts_of_members_and_activities_are_the_sums_of_their_facts(
    here: Station, platform: EventPlatform, url: str, loads: list[list[dict[str, object]]]
) -> None:
    telling = Telling(here, platform, url)
    for load in loads:
        telling(membership_source, "register", *load)
        telling(activity_source, "book", *load)
    assert telling.faults() == []
