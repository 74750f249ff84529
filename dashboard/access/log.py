"""The audit log as the screen uses it: lines are added for what somebody did, and read for the auditor's page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select, text

from dashboard.access.audit import Asked, Entry, Event, Line, record
from dashboard.access.tables import audit
from data_access.rights import Viewer

_ACTORS = 200


@dataclass(frozen=True, slots=True)
class StoredLog:
    """The log in the database behind `engine`, which is that of cockpit_app."""

    engine: Engine
    clock: Callable[[], datetime]

    def add(self, viewer: Viewer, event: Event, subject: str, detail: str, *, done: bool = True) -> None:
        """One line of what the viewer did, or was refused."""
        with self.engine.begin() as connection:
            record(connection, Entry(event, self.clock(), done, viewer.name, viewer.role_key, subject, detail))

    def lines(self, asked: Asked, first: int = 0, count: int | None = None) -> list[Line]:
        """The lines asked for, the newest first; `first` are left out, at most `count` given."""
        wanted = _filtered(select(audit), asked).order_by(audit.c.at.desc(), audit.c.audit_id)
        with self.engine.begin() as connection:
            _reading(connection)
            return [
                Line(
                    row.at,
                    row.event,
                    row.outcome == "done",
                    row.actor or "",
                    row.role_key or "",
                    row.subject or "",
                    row.detail or "",
                )
                for row in connection.execute(wanted.offset(first).limit(count))
            ]

    def count(self, asked: Asked) -> int:
        """How many lines there are."""
        with self.engine.begin() as connection:
            _reading(connection)
            return int(connection.execute(_filtered(select(func.count()).select_from(audit), asked)).scalar_one())

    def actors(self, since: datetime | None) -> list[str]:
        """Accounts and screens that have lines, at most 200 of them."""
        named = _filtered(select(audit.c.actor), Asked(since=since)).where(audit.c.actor.is_not(None))
        with self.engine.begin() as connection:
            _reading(connection)
            found = connection.execute(named.distinct().order_by(audit.c.actor).limit(_ACTORS))
            return [str(row.actor) for row in found]


def _reading(connection: Connection) -> None:
    """Say that this transaction reads the log, without which the database shows none of it."""
    connection.execute(text("SELECT set_config('app.audit', 'read', true)"))


def _filtered(wanted: Select[Any], asked: Asked) -> Select[Any]:
    if asked.event is not None:
        wanted = wanted.where(audit.c.event == asked.event)
    if asked.actor is not None:
        wanted = wanted.where(audit.c.actor == asked.actor)
    return wanted if asked.since is None else wanted.where(audit.c.at >= asked.since)
