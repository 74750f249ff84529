"""慧力生活 through the real pipeline: demands, work items and deliberations arrive once, people as numbers only."""

from datetime import date, datetime
from pathlib import Path

import pytest
from platforms.demo_station import demo_station

from data_access.connection import ConnectionUrls
from etl.demo.platforms import smart_community
from etl.demo.world import World

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 20, 9, 42)
WORLD = World(history_from=date(2026, 8, 1), clock=lambda: NOW)
KINDS = {"topics": "topic", "surveys": "survey", "votes": "vote"}


def test_what_residents_bring_arrives_once_and_nobody_is_named(
    demonstration_database: ConnectionUrls, tmp_path: Path
) -> None:
    told = {name: chronicle.records(chronicle.at(NOW)) for name, chronicle in smart_community.lists(WORLD).items()}
    services = {smart_community.PREFIX: smart_community.open_platform(WORLD)}
    with demo_station(demonstration_database, tmp_path, services) as here:
        done = here.load("smart_community")
        assert done["inserted"] == sum(map(len, told.values())) > 2000
        assert done.get("rejected", 0) == 0
        again = here.load("smart_community")
        assert again.get("inserted", 0) == again.get("updated", 0) == 0
        kinds = dict(here.rows("SELECT kind, count(*) FROM cockpit.event GROUP BY 1"))
        assert kinds == {"demand": len(told["demands"]), "service_item": len(told["workItems"])}
        assert here.planted("event", "deliberation", "reported_count") == 0
        posts = (
            "SELECT category, count(*), sum(value) FROM cockpit.reported_count WHERE kind = 'daily_report' "
            "AND period_start = occurred_on AND community_code LIKE '341003%' GROUP BY 1"
        )
        circle = {row[0]: row[1:] for row in here.rows(posts)}
        assert here.rows("SELECT count(*) FROM cockpit.event WHERE grid_code <> 'unmapped'") == [(0,)]
        sums = (
            "SELECT kind, sum(opened), sum(decided), sum(implemented), sum(invited), sum(participants), sum(satisfied) "
            "FROM cockpit.mart_deliberation_community_day GROUP BY 1"
        )
        found = {row[0]: tuple(map(int, row[1:])) for row in here.rows(sums)}
    for category, indicator in (("circle_posts", "发帖"), ("circle_reactions", "互动")):
        numbers = told["circle"].loc[told["circle"]["indicator"] == indicator, "number"]
        assert circle[category] == (len(numbers), int(numbers.sum()))
    for name, kind in KINDS.items():
        records = told[name]
        states = records["status"].value_counts()
        implemented = int(states.get("已落实", 0))
        counted = (len(records), int(states["已决议"]) + implemented, implemented)
        people = tuple(int(records[column].sum()) for column in ("invited", "joined", "content"))
        assert found[kind] == (*counted, *people)


def test_demands_fall_due_by_the_table(demonstration_database: ConnectionUrls, tmp_path: Path) -> None:
    services = {smart_community.PREFIX: smart_community.open_platform(WORLD)}
    with demo_station(demonstration_database, tmp_path, services) as here:
        here.load("smart_community")
        rows = here.rows(
            "SELECT kind, count(*) FILTER (WHERE due_basis = 'rule') = count(due_at), "
            "count(due_at) FILTER (WHERE due_at <= occurred_at), "
            "count(*) FILTER (WHERE closed_at <= due_at) * 1.0 / count(closed_at) FROM cockpit.event GROUP BY 1"
        )
    assert {row[0]: row[1:3] for row in rows} == {"demand": (True, 0), "service_item": (True, 0)}
    assert all(0.5 < float(row[3]) < 1 for row in rows)
