"""大调解 of 安庆 through the real pipeline: every case once however many hands it passes, no person, nothing twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.dispute_cities import ANQING
from etl.demo.dispute_records import cases, steps, written_cases, written_steps
from etl.demo.disputes import SLIPPED
from etl.demo.platforms import mediation
from etl.demo.world import World

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 20, 9, 42)


class Clock:
    """A clock that a test may set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Loaded:
    """What was loaded five days before NOW and again at NOW, and the world it came from."""

    here: DemoStation
    world: World
    first: dict[str, int]
    second: dict[str, int]

    def truth(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Cases and steps that the platform knows at NOW and did not delete."""
        homes = self.world.communities(ANQING.code)
        found = []
        for chronicle, written in ((cases(self.world), written_cases), (steps(self.world), written_steps)):
            records = chronicle.records(chronicle.at(NOW))
            table = written(records, homes).assign(slipped=records["luck"] > 1 - SLIPPED)
            found.append(table[table["isDeleted"] == 0])
        return found[0], found[1]


@pytest.fixture(scope="module")
def loaded(demonstration_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    clock = Clock(NOW - timedelta(days=5))
    world = World(history_from=date(2026, 9, 1), clock=clock, scale=2.5)
    services = {mediation.PREFIX: mediation.open_platform(world)}
    with demo_station(demonstration_database, tmp_path_factory.mktemp("data"), services) as here:
        first = here.load("mediation")
        clock.now = NOW
        yield Loaded(here, world, first, here.load("mediation"))


def test_every_case_arrives_once_and_changes_where_it_is(loaded: Loaded) -> None:
    told, _ = loaded.truth()
    right = told[~told["slipped"] | told["closeTime"].isna()]
    assert loaded.second["updated"] > 100
    assert loaded.second["inserted"] > 100
    found = loaded.here.rows("SELECT record_key, status_source, outcome_source, amount FROM cockpit.mediation_case")
    known = {row[0]: (row[1], row[2] or "") for row in found}
    expected = dict(zip(right["caseNo"], zip(right["status"], right["result"].fillna(""), strict=True), strict=True))
    assert {key: known.get(key) for key in expected} == expected
    # One whose newest state cannot be true stays what it was before.
    assert known.keys() - expected.keys() <= set(told[told["slipped"]]["caseNo"])
    assert 1_500 < len(known) < 3_000
    assert max(row[3] or 0 for row in found) > 10_000


def test_a_hand_over_is_a_step_of_its_case_and_makes_no_second_one(loaded: Loaded) -> None:
    _, told = loaded.truth()
    ((number, cases_handed, gone),) = loaded.here.rows(
        "SELECT count(*), count(DISTINCT case_key), count(*) FILTER (WHERE to_channel = channel AND step = 'returned') "
        "FROM cockpit.case_step WHERE step IN ('handed_over', 'returned')"
    )
    assert number == told["step"].isin(["YJ", "TH"]).sum() > 100
    assert cases_handed == told[told["step"] == "YJ"]["caseNo"].nunique()
    assert gone < number
    lonely = loaded.here.rows(
        "SELECT count(*) FROM cockpit.case_step AS step LEFT JOIN cockpit.mediation_case AS cases "
        "ON cases.city_code = step.city_code AND cases.record_key = step.case_key "
        "WHERE cases.record_key IS NULL AND step.case_key NOT IN (SELECT record FROM cockpit.quarantine)"
    )
    assert lonely == [(0,)]
    assert loaded.here.rows("SELECT count(*) FROM cockpit.case_step") == [(len(told),)]


def test_unknown_types_spellings_and_townships_stay_visible(loaded: Loaded) -> None:
    rows = loaded.here.rows(
        "SELECT count(*) FILTER (WHERE category = 'unmapped'), count(DISTINCT category), "
        "count(*) FILTER (WHERE unit_code = 'unmapped'), count(*) FILTER (WHERE community_code = 'unmapped'), "
        "count(*) FILTER (WHERE county_code = 'unmapped'), count(DISTINCT channel) FROM cockpit.mediation_case"
    )
    ((new_type, types, nameless, town_only, nowhere, kinds),) = rows
    assert (types, nowhere, kinds) == (16, 0, 5)
    assert 0 < new_type < 60
    assert nameless < 30
    assert 20 < town_only < 150
    reasons = loaded.here.rows("SELECT DISTINCT reason FROM cockpit.quarantine")
    assert set(reasons) <= {("closed_before_occurred",)}


def test_rates_of_both_bases_come_out_of_the_mart_as_such_offices_report_them(loaded: Loaded) -> None:
    ((found, handled, found_won, accepted, won, closed, succeeded, agreements, written, confirmed, on_time, due),) = (
        loaded.here.rows(
            "SELECT sum(found), sum(found_handled), sum(found_succeeded), sum(accepted), sum(accepted_succeeded), "
            "sum(closed), sum(succeeded), sum(agreements), sum(written_agreements), sum(written_confirmed), "
            "sum(on_time), sum(due_succeeded_or_open) FROM cockpit.mart_mediation_case_county_day "
            "WHERE day < '2026-10-20'"
        )
    )
    assert 0.9 < handled / found < 1
    assert found_won / found < won / accepted < succeeded / closed
    assert 0.94 < succeeded / closed < 0.99
    assert 0.8 < agreements / succeeded < 0.92
    assert 0.15 < confirmed / written < 0.45
    assert 0.8 < on_time / due < 0.97


def test_no_person_is_stored_and_a_second_load_changes_nothing(loaded: Loaded) -> None:
    assert loaded.here.planted("mediation_case", "case_step", "dataset_shape", "load_failure", "tombstone") == 0
    again = loaded.here.load("mediation")
    assert {again.get(name, 0) for name in ("inserted", "updated", "deleted")} == {0}
