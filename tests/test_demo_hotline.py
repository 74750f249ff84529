"""The hotline through the real pipeline: every ticket and step once, deadlines by the table, rates with their parts."""

from datetime import date, datetime
from pathlib import Path

import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.exchange import Request
from etl.demo.hotline_records import steps, tickets
from etl.demo.platforms import hotline
from etl.demo.world import World

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 20, 9, 42)
WORLD = World(history_from=date(2026, 10, 1), clock=lambda: NOW, scale=3.0)
STEPS = {"PD": "dispatched", "TD": "returned", "HF": "called_back"}


def test_every_ticket_and_step_arrives_once_and_no_person(
    demonstration_database: ConnectionUrls, tmp_path: Path
) -> None:
    told, taken = tickets(WORLD), steps(WORLD)
    known = told.records(told.at(NOW))
    done = taken.records(taken.at(NOW))
    with demo_station(demonstration_database, tmp_path, {hotline.PREFIX: hotline.open_platform(WORLD)}) as here:
        first = here.load("hotline")
        living = known[known["deleted"] == "0"]
        assert 0 < len(known) - len(living) < 10
        assert first["inserted"] == len(living) + len(done)
        assert first.get("rejected", 0) == 0
        again = here.load("hotline")
        assert again.get("inserted", 0) == again.get("updated", 0) == again.get("deleted", 0) == 0
        stored = dict(here.rows("SELECT step, count(*) FROM cockpit.case_step GROUP BY 1"))
        assert stored == {STEPS[str(code)]: number for code, number in done["step"].value_counts().items()}
        assert here.planted("event", "case_step") == 0
        ((persons, keyed),) = here.rows(
            "SELECT count(DISTINCT person_key), count(*) FILTER (WHERE person_key ~ '^[0-9a-f]{64}$') "
            "FROM cockpit.event"
        )
        assert keyed == len(living) > persons > 1000
        rates_have_their_parts(here)
        deadlines_are_those_of_the_table(here, len(living))


def rates_have_their_parts(here: DemoStation) -> None:
    """Sums of the mart against counts of the facts, and each share in the range of its story."""
    rows = here.rows(
        "SELECT sum(contacts_due), sum(contacts_in_time), sum(call_backs), sum(call_backs_valid), sum(resolved), "
        "sum(satisfied), sum(basically_satisfied), sum(dispatches), sum(returns) "
        "FROM cockpit.mart_case_step_county_day WHERE day < '2026-11-20'"
    )
    due, in_time, asked, valid, resolved, satisfied, basically, dispatches, returns = map(int, rows[0])
    assert 0.8 < in_time / due < 0.97
    assert asked > valid > 0.8 * asked
    assert 0.7 < resolved / valid < 0.9
    assert 0.4 < satisfied / valid < 0.75
    assert satisfied + basically < valid
    assert 0.05 < returns / dispatches < 0.15
    bounced = (
        "SELECT max(number) FROM (SELECT count(*) AS number FROM cockpit.case_step GROUP BY case_key) AS case_steps"
    )
    assert here.rows(bounced)[0][0] >= 7


def deadlines_are_those_of_the_table(here: DemoStation, tickets_known: int) -> None:
    rows = here.rows(
        "SELECT due_basis, count(*), count(due_at), count(*) FILTER (WHERE due_at < accepted_at) "
        "FROM cockpit.event GROUP BY 1"
    )
    found = {row[0]: row[1:] for row in rows}
    assert found["rule"][0] == found["rule"][1] > 0.98 * tickets_known
    assert "rule_provisional" not in found
    # Not accepted yet.
    assert found.get("source", (0, 0, 0))[1] == 0
    assert all(row[3] == 0 for row in rows)


def test_a_question_that_is_not_signed_is_refused_as_such_gateways_do() -> None:
    answer = hotline.open_platform(WORLD)(Request("GET", "/api/tickets", {"limit": "1"}, {}))
    assert answer.status == 200
    assert b"<code>4010</code>" in answer.body
