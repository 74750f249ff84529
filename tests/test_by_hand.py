"""Jobs that somebody starts by hand are lines of the log, without keys and persons; what starts by itself is none."""

from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest
from entering import Office
from platforms.events import EventPlatform, closed, record
from platforms.jobs import Jobs
from replay.server import serving
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data_access.connection import ConnectionUrls
from data_access.processes import MARK
from data_access.warehouse import open_engine
from etl.by_hand import note

pytestmark = pytest.mark.long


def test_what_is_started_at_the_terminal_is_a_line_and_what_only_looks_is_none(
    office: Office, module_database: ConnectionUrls, tmp_path: Path
) -> None:
    platform = EventPlatform()
    platform.put(record("a", 1), closed("SECRET-KEY", 5))
    with serving(platform) as served:
        jobs = Jobs(module_database, tmp_path, served, platform)
        assert jobs("run", **{MARK: "the cockpit's own"}).returncode == 0
        assert jobs("check", "trial").returncode == 0
        assert office.log() == []
        assert jobs("backfill", "--start", "2026-03-01", "trial").returncode == 0
        assert jobs("forget", "SECRET-KEY", "--source", "trial").returncode == 0
    (backfill, forget), said = office.log(), str(office.log())
    assert backfill[:4] == ("job", "done", "operator", "backfill")
    assert str(backfill[4]).startswith("trial, start 2026-03-01, uid ")
    assert str(forget[4]).startswith("trial, a record, uid ")
    assert "SECRET" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": "run", "sources": [], "newest": True}, "all sources, newest, uid 7"),
        ({"command": "pause", "sources": ["a", "b"]}, "a b, uid 7"),
        (
            {"command": "backfill", "sources": ["a"], "start": date(2026, 1, 2)},
            "a, start 2026-01-02, uid 7",
        ),
        (
            {"command": "forget", "sources": None, "person": "34100000", "key": None, "anonymise": True},
            "all sources, anonymise, a person, uid 7",
        ),
    ],
)
def test_a_line_says_what_and_never_who_was_meant(
    office: Office, module_database: ConnectionUrls, given: dict[str, object], said: str
) -> None:
    writer = open_engine(module_database.writer, pool_size=1)
    note(writer, Namespace(**given), {}, 7)
    writer.dispose()
    assert office.log() == [("job", "done", "operator", given["command"], said)]


def test_jobs_can_add_such_lines_and_do_nothing_else_with_the_log(
    office: Office, module_database: ConnectionUrls
) -> None:
    writer = open_engine(module_database.writer, pool_size=1)
    line = "INSERT INTO access.audit (audit_id, at, event, outcome) VALUES (gen_random_uuid(), now(), '{}', 'done')"
    with writer.begin() as connection:
        connection.execute(text(line.format("job")))
    for statement in (
        line.format("sign_in"),
        line.format("job") + " RETURNING at",
        "SELECT at FROM access.audit",
        "UPDATE access.audit SET actor = 'x'",
        "DELETE FROM access.audit",
        "TRUNCATE access.audit",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|row-level security"), writer.begin() as connection:
            connection.execute(text(statement))
    writer.dispose()
    assert len(office.log()) == 1
