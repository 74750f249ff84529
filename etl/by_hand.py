"""Jobs that somebody starts at the terminal: each is a line of the cockpit's log before it does anything."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, column, insert, table

from data_access.processes import MARK

# What only looks (check, status) and what only writes files of the site is none.
_CHANGING = frozenset({"run", "watch", "backfill", "remap", "replay", "forget", "retention", "pause", "resume"})
_AUDIT = table(
    "audit",
    *(column(name) for name in ("audit_id", "at", "event", "outcome", "actor", "subject", "detail")),
    schema="access",
)
# As the log calls whoever sits at the terminal of the server.
_OPERATOR = "operator"


def note(engine: Engine, arguments: Namespace, environment: Mapping[str, str], user: int) -> None:
    """Put the job into the log, unless the cockpit itself starts it; `user` is the number of the system's account.

    Neither the key of a record nor the identifier of a person is repeated.
    """
    if arguments.command not in _CHANGING or MARK in environment:
        return
    line = {
        "audit_id": uuid4(),
        "at": datetime.now(UTC),
        "event": "job",
        "outcome": "done",
        "actor": _OPERATOR,
        "subject": arguments.command,
        "detail": ", ".join([*_said(arguments), f"uid {user}"]),
    }
    with engine.begin() as connection:
        connection.execute(insert(_AUDIT).values(**line))


def _said(arguments: Namespace) -> Iterator[str]:
    """Sources, days and ways of doing it."""
    given = vars(arguments)
    yield " ".join(given.get("sources") or ()) or "all sources"
    for name in ("start", "end"):
        if given.get(name) is not None:
            yield f"{name} {given[name]:%Y-%m-%d}"
    for name in ("newest", "anonymise"):
        if given.get(name):
            yield name
    if arguments.command == "forget":
        yield "a record" if given.get("person") is None else "a person"
