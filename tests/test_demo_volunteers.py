"""What simulated platforms tell of volunteers, through the real pipeline: everything once, and each hour once."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.chronicle import Chronicle, seconds
from etl.demo.platforms import smart_community_activities, volunteers
from etl.demo.platforms.smart_community_activities import SmartCommunity
from etl.demo.producers.practice import Practice, produce
from etl.demo.volunteer_lists import VolunteerLists
from etl.demo.volunteer_teams import award_days
from etl.demo.world import World

NOW = datetime(2026, 11, 20, 9, 42)
WORLD = World(history_from=date(2026, 9, 1), clock=lambda: NOW, scale=0.75)
# What 新时代文明实践 sent by then.
HANDED_IN = (date(2026, 9, 1), date(2026, 10, 1))
CLOUD, SMART, PRACTICE = "volunteers", "smart_community_activities", "practice"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, data: Path) -> Iterator[DemoStation]:
    """All platforms, loaded once."""
    services = {each.PREFIX: each.open_platform(WORLD) for each in (volunteers, smart_community_activities)}
    with demo_station(demonstration_database, data, services) as opened:
        produce(WORLD, data)
        for source in (PRACTICE, SMART, CLOUD):
            assert opened.load(source).get("rejected", 0) == 0
        yield opened


@pytest.fixture(scope="module")
def cloud() -> dict[str, pd.DataFrame]:
    return known(VolunteerLists(WORLD).lists)


@pytest.fixture(scope="module")
def smart() -> dict[str, pd.DataFrame]:
    return known(SmartCommunity(WORLD).lists)


def known(lists: dict[str, Chronicle]) -> dict[str, pd.DataFrame]:
    """What each list of a platform knows now."""
    return {name: chronicle.records(chronicle.at(NOW)) for name, chronicle in lists.items()}


def stored(here: DemoStation, table: str, source: str) -> int:
    return int(here.rows(f"SELECT count(*) FROM cockpit.{table} WHERE source_key = :source", source=source)[0][0])


def stored_of(here: DemoStation, kind: str) -> int:
    query = "SELECT count(*) FROM cockpit.register WHERE source_key = :source AND kind = :kind"
    return int(here.rows(query, source=CLOUD, kind=kind)[0][0])


def test_what_the_volunteer_cloud_knows_arrives_once(here: DemoStation, cloud: dict[str, pd.DataFrame]) -> None:
    alive = cloud["records"][cloud["records"]["deleted"] == 0]
    assert stored(here, "service_record", CLOUD) == len(alive) > 2_000
    assert 0 < len(cloud["records"]) - len(alive) < 30
    assert stored(here, "activity", CLOUD) == len(cloud["projects"]) > 200
    assert stored(here, "membership", CLOUD) == len(cloud["volunteers"]) > 10_000
    ((newest,),) = here.rows(
        "SELECT max(updated_at) AT TIME ZONE 'Asia/Shanghai' FROM cockpit.service_record WHERE source_key = :cloud",
        cloud=CLOUD,
    )
    assert seconds(newest) == alive["updated"].max()


def test_teams_are_there_from_when_they_were_formed_until_they_end(
    here: DemoStation, cloud: dict[str, pd.DataFrame]
) -> None:
    teams = cloud["teams"]
    alive = teams[teams["end_date"].isna()]
    assert 100 < len(alive) < len(teams) == stored_of(here, "team")
    found = here.rows(
        "SELECT category, sum(opened - closed), sum(quantity_opened - quantity_closed) "
        "FROM cockpit.mart_register_community_day WHERE kind = 'team' AND source_key = :cloud GROUP BY 1",
        cloud=CLOUD,
    )
    assert {category for category, _, _ in found} == {
        *("community_team", "unit_team", "professional_team", "party_member_team")
    }
    assert sum(entries for _, entries, _ in found) == len(alive)
    assert sum(members for _, _, members in found) == int(alive["members"].sum())


def test_service_and_volunteers_are_of_teams_that_the_platform_tells(here: DemoStation) -> None:
    for table, least in (("service_record", 0.95), ("membership", 0.5)):
        ((told, of_a_team, strange, elsewhere),) = here.rows(
            f"""
            SELECT count(*), count(told.team_key), count(told.team_key) FILTER (WHERE team.record_key IS NULL),
            count(*) FILTER (WHERE team.county_code <> told.county_code)
            FROM cockpit.{table} AS told
            LEFT JOIN cockpit.register AS team
            ON team.kind = 'team' AND team.source_key = told.source_key AND team.record_key = told.team_key
            AND team.occurred_on <= told.occurred_on
            WHERE told.source_key = :cloud
            """,
            cloud=CLOUD,
        )
        assert least < of_a_team / told <= 1
        assert (strange, elsewhere) == (0, 0)


def test_awards_are_told_by_day_and_of_volunteers_only_how_many_of_a_county(
    here: DemoStation, cloud: dict[str, pd.DataFrame]
) -> None:
    awards = cloud["awards"]
    days = [day for day in award_days(NOW.year) if day < NOW.date()]
    assert sorted(awards["award_date"].unique()) == [str(day) for day in days]
    assert stored_of(here, "honour") == len(awards)
    found = here.rows(
        "SELECT category, quantity_unit, count(*), sum(quantity), count(DISTINCT occurred_on), "
        "count(*) FILTER (WHERE community_code <> 'unmapped') FROM cockpit.register "
        "WHERE kind = 'honour' GROUP BY 1, 2 ORDER BY 1"
    )
    people = awards[awards["unit"] == "人"]
    commended, projects, teams = found
    # A county, and no narrower place.
    assert commended == ("commended_volunteers", "people", 7 * len(days), int(people["amount"].sum()), len(days), 0)
    assert projects == ("outstanding_project", "items", 6 * len(days), 6 * len(days), len(days), 6 * len(days))
    assert teams == ("outstanding_team", "items", 8 * len(days), 8 * len(days), len(days), 8 * len(days))


def test_what_the_smart_community_knows_arrives_once(here: DemoStation, smart: dict[str, pd.DataFrame]) -> None:
    assert stored(here, "service_record", SMART) == len(smart["volunteerServices"]) > 100
    activities = len(smart["volunteerActivities"]) + len(smart["partyActivities"])
    assert stored(here, "activity", SMART) == activities > 80


def test_what_the_practice_platform_handed_in_arrives_once(here: DemoStation) -> None:
    book = Practice(WORLD)
    assert stored(here, "service_record", PRACTICE) == sum(len(book.sign_ins(first)) for first in HANDED_IN) > 100
    assert stored(here, "activity", PRACTICE) == sum(len(book.activities(first)) for first in HANDED_IN) > 20
    orders = {row[0] for row in book.orders(HANDED_IN)}
    assert stored(here, "event", PRACTICE) == len(orders) > 50
    assert stored(here, "register", PRACTICE) > 500
    ((state,),) = here.rows("SELECT count(*) FROM cockpit.event WHERE kind = 'service_order' AND status <> 'closed'")
    assert 0 < state < len(orders) / 2


def test_nothing_changes_when_all_is_loaded_again(here: DemoStation) -> None:
    for source in (PRACTICE, SMART, CLOUD):
        again = here.load(source)
        assert again.get("inserted", 0) == again.get("updated", 0) == again.get("deleted", 0) == 0


def test_each_service_counts_once_whichever_platforms_tell_it(
    here: DemoStation, cloud: dict[str, pd.DataFrame], smart: dict[str, pd.DataFrame]
) -> None:
    mine = cloud["records"]
    able = mine[(mine["state"] == "1") & (mine["deleted"] == 0) & mine["sign_out_time"].notna()]
    others = smart["volunteerServices"]
    # Month and number of the service in the story stand in every key: JL2609000017B, FW202609000017.
    told = [*able["key"].str.slice(2, 12), *others[others["status"] == "有效"]["key"].str.slice(4, 14)]
    told += [row[0][4:14] for first in HANDED_IN for row in Practice(WORLD).sign_ins(first)]
    ((counted, found, minutes),) = here.rows(
        "SELECT count(*) FILTER (WHERE counted), count(*) FILTER (WHERE finding IN ('duplicate', 'overlap')), "
        "sum(counted_minutes) FROM cockpit.service_record"
    )
    assert counted == len(set(told))
    assert found == len(told) - len(set(told)) > 60
    assert 60 < minutes / counted < 240
    findings = dict(here.rows("SELECT finding, count(*) FROM cockpit.service_record GROUP BY 1"))
    assert {"none", "duplicate", "overlap", "over_16_hours"} <= set(findings)
    ((sums, months),) = here.rows(
        "SELECT sum(counted), sum(persons_in_month) FROM cockpit.mart_service_record_county_day"
    )
    assert sums == counted
    persons = here.rows(
        "SELECT DISTINCT person_key, date_trunc('month', occurred_on) FROM cockpit.service_record WHERE counted"
    )
    assert months == len(persons)


def test_no_code_of_theirs_is_unknown_and_nothing_planted_is_kept(here: DemoStation) -> None:
    for table, names in (
        ("service_record", "category, channel, status, evidence"),
        ("activity", "category, status"),
        ("register", "category, status, quantity_unit"),
    ):
        for name in names.split(", "):
            ((unknown,),) = here.rows(
                f"SELECT count(*) FROM cockpit.{table} WHERE {name} = 'unmapped' AND {name}_source IS NOT NULL"
            )
            assert unknown == 0, f"{table}.{name}"
    assert here.planted("service_record", "activity", "membership", "event", "register") == 0
    ((persons,),) = here.rows("SELECT count(*) FROM cockpit.service_record WHERE person_key !~ '^[0-9a-f]{64}$'")
    assert persons == 0
