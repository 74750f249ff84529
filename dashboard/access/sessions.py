"""Sessions, kept on the server: the cookie holds a random token, the database its hash and until when it is good."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Engine, Select, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import psycopg2
from sqlalchemy.exc import OperationalError

from dashboard.access.tables import account, screen_token, session
from data_access.site_roles import SignIn
from data_access.warehouse import Question, ask_prepared

_KEPT_AFTER_THE_END = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose a session is, as the database says at this moment."""

    name: str
    role_key: str
    divisions: tuple[str, ...] = ()
    playlist: str = ""
    screen: bool = False
    must_change: bool = False


def _whose() -> Select[Any]:
    """Whose session a `token` is, where it is good `now` and, of an account, was used `since` a moment."""
    both = session.outerjoin(account, session.c.account == account.c.name)
    both = both.outerjoin(screen_token, session.c.screen == screen_token.c.name)
    of_account = and_(account.c.disabled.is_(False), session.c.last_seen_at > bindparam("since"))
    of_screen = and_(screen_token.c.name.is_not(None), screen_token.c.revoked_at.is_(None))
    good = and_(session.c.revoked_at.is_(None), session.c.expires_at > bindparam("now"), or_(of_account, of_screen))
    told: list[ColumnElement[Any]] = [account.c[name] for name in ("name", "role_key", "divisions", "must_change")]
    told += [screen_token.c[name].label(f"screen_{name}") for name in ("name", "role_key", "divisions", "playlist")]
    asked = select(session.c.last_seen_at, *told).select_from(both)
    return asked.where(session.c.token_hash == bindparam("token"), good)


# Asked by every request: compiled once, planned once a connection, and put to the driver itself, which needs one way
# there and back.
_WHOSE = str(_whose().compile(dialect=psycopg2.dialect()))  # type: ignore[no-untyped-call]


class Sessions(Protocol):
    """What the guard asks of sessions."""

    def open(self, name: str) -> str:
        """A new session of an account; gives its token."""

    def open_screen(self, name: str) -> str:
        """A new session of a screen; gives its token."""

    def find(self, token: str, *, active: bool) -> Standing | None:
        """Whose session it is; None for one that is unknown, ended or revoked. `active`: somebody did something."""

    def close(self, token: str) -> None:
        """End a session."""


def hashed(token: str) -> str:
    """What is stored of a token. It is random and long, so a plain hash cannot be turned round."""
    return sha256(token.encode("utf-8")).hexdigest()


class StoredSessions:
    """Sessions in the database; what is revoked there is over with the next request."""

    def __init__(self, engine: Engine, rules: SignIn, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._idle = timedelta(minutes=rules.idle_minutes)
        self._whole = timedelta(hours=rules.session_hours)
        self._screen = timedelta(days=rules.screen_days)
        self._noted = min(timedelta(minutes=1), self._idle / 4)

    def open(self, name: str) -> str:
        return self._opened(self._whole, account=name)

    def open_screen(self, name: str) -> str:
        return self._opened(self._screen, screen=name)

    def find(self, token: str, *, active: bool) -> Standing | None:
        now, key = self._clock(), hashed(token)
        asked = Question(_WHOSE, {"token": key, "now": now, "since": now - self._idle})
        rows = ask_prepared(self._engine, "whose_session", asked)
        if not rows:
            return None
        last_seen_at, name, role_key, divisions, must_change, *screen = rows[0]
        if active and now - last_seen_at >= self._noted:
            self._note(key, now)
        if screen[0] is not None:
            screen_name, screen_role_key, screen_divisions, playlist = screen
            return Standing(screen_name, screen_role_key, tuple(screen_divisions), playlist, screen=True)
        return Standing(name, role_key, tuple(divisions), must_change=must_change)

    def _note(self, key: str, now: datetime) -> None:
        """Write down that somebody is there. Where the database can be read and not written to, they go on reading."""
        seen = update(session).where(session.c.token_hash == key).values(last_seen_at=now)
        with suppress(OperationalError), self._engine.begin() as connection:
            connection.execute(seen)

    def close(self, token: str) -> None:
        with self._engine.begin() as connection:
            of_token = session.c.token_hash == hashed(token)
            connection.execute(update(session).where(of_token).values(revoked_at=self._clock()))

    def _opened(self, lasting: timedelta, **whose: str) -> str:
        now, token = self._clock(), secrets.token_urlsafe(32)
        row = {"token_hash": hashed(token), "created_at": now, "last_seen_at": now, "expires_at": now + lasting}
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.expires_at < now - _KEPT_AFTER_THE_END))
            connection.execute(insert(session).values(**row, **whose))
        return token
