"""The drawer of every role over a real warehouse: what it says is theirs and true, and of others it says nothing."""

import re
from collections.abc import Iterator

import pytest
from everybody import Everybody, everybody_in
from seen_city import COUNTIES, TOWNSHIPS
from test_drawer import asking
from test_viewer_pages import CODES, ROLES, others, post

from data_access.connection import ConnectionUrls

METRIC = "grid_events_reported"
PLACES = ("3410", *COUNTIES, *TOWNSHIPS, "341021001001", "341021001001001")
STORES = (("drawer-asked", "drawer-inside"), ("drawer-rows-asked", "drawer-rows"))


@pytest.fixture(scope="module")
def everybody(module_database: ConnectionUrls) -> Iterator[Everybody]:
    with everybody_in(module_database) as opened:
        yield opened


@pytest.mark.parametrize("role", [role for role in ROLES if others(role)])
def test_nothing_of_others_is_told_after_somebody_who_sees_all(everybody: Everybody, role: str) -> None:
    for name in ("everything", role):
        client = everybody.enter(name)[1]
        for place in PLACES:
            search = f"?d={METRIC}~{place}~2026-10"
            for store, inside in STORES:
                told = post(client, asking(search, store, inside))
                assert name != role or not set(CODES.findall(told)) & others(role), (place, inside)


@pytest.mark.parametrize(("role", "place"), [("everything", "341021"), ("county", "341002"), ("township", "341002001")])
def test_the_number_is_what_sql_says_and_so_are_the_records(everybody: Everybody, role: str, place: str) -> None:
    client = everybody.enter(role)[1]
    column = "county_code" if len(place) == 6 else "township_code"
    ((count,),) = everybody.every(
        "SELECT count(*) FROM cockpit.event WHERE kind = 'grid_event' "
        f"AND occurred_on BETWEEN '2026-10-01' AND '2026-10-31' AND {column} = :place",
        place=place,
    )
    search = f"?d={METRIC}~{place}~2026-10"
    told = post(client, asking(search, *STORES[0]))
    assert f'"children":["{count:,}",' in told
    keys: set[str] = set()
    for page in range(1, count // 100 + 2):
        keys |= set(re.findall(r'"(e\d+)"', post(client, asking(f"{search}&n={page}", *STORES[1]))))
    assert len(keys) == count
