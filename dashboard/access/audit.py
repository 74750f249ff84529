"""The audit log: what was done, by which account, when; it only grows, which the database sees to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import uuid4

from sqlalchemy import Connection, insert

from dashboard.access.tables import audit


class Event(StrEnum):
    """What is recorded; its name in small letters stands in the log."""

    SIGN_IN = auto()
    SIGN_OUT = auto()
    PASSWORD_CHANGED = auto()
    ACCOUNT_ADDED = auto()
    ACCOUNT_DISABLED = auto()
    ACCOUNT_ENABLED = auto()
    ACCOUNT_RESET = auto()
    ACCOUNT_CHANGED = auto()
    SESSIONS_REVOKED = auto()
    SCREEN_ADDED = auto()
    SCREEN_REVOKED = auto()
    SCREEN_TOLD = auto()
    EXPORT = auto()
    ROWS_OPENED = auto()
    PROVENANCE_OPENED = auto()
    # Written by the jobs themselves (etl/by_hand.py).
    JOB = auto()


# Who acts where nobody is signed in: somebody at the terminal of the server.
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `actor` is a login name or a screen, `subject` what it was about; neither is a person."""

    event: Event
    at: datetime
    done: bool = True
    actor: str | None = None
    role_key: str | None = None
    subject: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are wanted: of one kind of event, of one account or screen, since a moment; all where None."""

    event: str | None = None
    actor: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the log."""

    at: datetime
    event: str
    done: bool
    actor: str
    role_key: str
    subject: str
    detail: str


def record(connection: Connection, entry: Entry) -> None:
    """Write one line within the caller's transaction: what was done and its line are there together or not at all."""
    connection.execute(
        insert(audit).values(
            audit_id=uuid4(),
            at=entry.at,
            event=entry.event.value,
            outcome="done" if entry.done else "refused",
            actor=entry.actor,
            role_key=entry.role_key,
            subject=entry.subject,
            detail=entry.detail,
        )
    )
