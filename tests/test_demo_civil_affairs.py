"""民政资源 through the real pipeline: every entry once and as it stands, no person, nothing new a second time."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import civil_affairs, communities
from etl.demo.producers.civil_affairs import BUILDINGS, SHEETS, SORTS, entries
from etl.demo.world import World

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 20, 9, 42)
WORLD = World(history_from=date(2026, 6, 1), clock=lambda: NOW)
TODAY, LAST_SENT = date(2026, 11, 20).toordinal() - date(1970, 1, 1).toordinal(), date(2026, 7, 10)


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoStation]:
    data = tmp_path_factory.mktemp("data")
    civil_affairs.produce(WORLD, data)
    with demo_station(demonstration_database, data, {}) as opened:
        yield opened


def test_every_entry_of_the_workbooks_arrives_once_and_the_rest_is_put_aside(here: DemoStation) -> None:
    done = here.load("civil_affairs")
    last = LAST_SENT.toordinal() - date(1970, 1, 1).toordinal()
    found = entries(WORLD, "MZ", SORTS)
    aside = dict(here.rows("SELECT record, reason FROM cockpit.quarantine WHERE source_key = 'civil_affairs'"))
    assert set(aside.values()) == {"ended_before_it_began"}
    assert len(aside) == done["rejected"] <= len(SHEETS)
    truth = found[(found["began"] < last) & ~found["key"].isin(list(aside))]
    (counts,) = here.rows(
        "SELECT count(*), count(*) FILTER (WHERE status = 'closed'), count(DISTINCT kind), "
        "count(*) FILTER (WHERE community_code = 'unmapped') FROM cockpit.register WHERE source_key = 'civil_affairs'"
    )
    assert counts[0] == len(truth) > 8000
    assert counts[1] == (truth["ended"] < last).sum()
    assert counts[2] == len(SHEETS)
    # Stations of a township lie in no community.
    assert counts[3] == (truth["code"].str.len() == 9).sum()
    assert done["superseded"] >= len(SHEETS) - 1
    again = here.load("civil_affairs")
    assert again == {}
    assert here.planted("register") == 0


def test_urban_communities_have_ten_social_organisations_and_rural_ones_five(here: DemoStation) -> None:
    here.load("civil_affairs")
    found = dict(
        here.rows(
            """
            SELECT urban_rural, sum(opened - closed)::float / count(DISTINCT community_code)
            FROM cockpit.mart_register_community_day JOIN cockpit.division ON code = community_code
            WHERE kind = 'social_organisation' AND day < date '2021-01-01' GROUP BY 1
            """
        )
    )
    assert 8 < found["urban"] < 13
    assert 4.5 < found["rural"] < 7


def test_facilities_lie_in_their_communities_and_keep_their_area(here: DemoStation) -> None:
    done = here.load("civil_facilities")
    found = entries(WORLD, "SS", BUILDINGS)
    sent = date(2026, 11, 1).toordinal() - date(1970, 1, 1).toordinal()
    assert done["inserted"] == (found["began"] < sent).sum() > 900
    rows = here.rows(
        "SELECT count(*), count(longitude), count(*) FILTER (WHERE grid_code LIKE community_code || '%'), "
        "min(quantity), count(quantity) FROM cockpit.register WHERE kind = 'facility'"
    )
    assert rows[0][0] == rows[0][4] == done["inserted"]
    assert rows[0][1] == rows[0][2] > 0.9 * rows[0][0]
    assert rows[0][3] > 10
    codes = dict(here.rows("SELECT record_key, community_code FROM cockpit.register WHERE kind = 'facility'"))
    assert {code for key, code in codes.items() if found.set_index("key")["code"][key] != code} == set()
    assert here.load("civil_facilities") == {}
    assert here.planted("register") == 0


def test_numbers_of_communities_make_sense_of_what_they_have(here: DemoStation) -> None:
    communities.produce(WORLD, here.surroundings.data_folder)
    for source in ("communities_3410", "civil_affairs", "civil_facilities"):
        here.load(source)
    found = dict(
        here.rows(
            """
            SELECT community_code LIKE '_________0%' AS urban, ARRAY[
                count(*), avg(organisations), avg((area * 100 > 30 * households)::int), avg((posts >= 1)::int)
            ]::float[]
            FROM (
                SELECT
                    community_code,
                    sum(opened - closed) FILTER (WHERE kind = 'community') AS communities,
                    sum(opened - closed) FILTER (WHERE kind = 'social_organisation') AS organisations,
                    sum(opened - closed) FILTER (WHERE kind = 'social_worker_post') AS posts,
                    sum(quantity_opened - quantity_closed)
                    FILTER (WHERE kind = 'facility' AND category = 'service_centre') AS area,
                    sum(quantity_opened - quantity_closed) FILTER (WHERE kind = 'households') AS households
                FROM cockpit.mart_register_community_day WHERE city_code = '3410' AND day <= date '2026-11-01'
                GROUP BY community_code
            ) AS each
            WHERE communities = 1 GROUP BY 1
            """
        )
    )
    assert found.keys() == {True, False}
    (towns, per_town, roomy_towns, staffed_towns), (villages, per_village, roomy, staffed) = found[True], found[False]
    assert towns + villages == len(communities.people(WORLD, communities.ROLLS[0], 2026))
    assert 10 < per_town < 14
    assert 4.5 < per_village < 7
    # Most have more than 30 square metres for 100 households and somebody who does social work; some do not.
    assert 0.6 < roomy_towns < 0.98
    assert 0.8 < roomy < 0.98
    assert 0.9 < staffed_towns <= 1
    assert 0.7 < staffed < 0.98
