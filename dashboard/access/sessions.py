"""Sessions, kept on the server: the cookie holds a random token, the database its hash and until when it is good."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from sqlalchemy import ColumnElement, Engine, and_, delete, insert, or_, select, update

from dashboard.access.tables import account, screen_token, session
from data_access.site_roles import SignIn

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
        both = session.outerjoin(account, session.c.account == account.c.name)
        both = both.outerjoin(screen_token, session.c.screen == screen_token.c.name)
        asked = select(session.c.last_seen_at, account, screen_token.c.name.label("screen_name")).add_columns(
            *(screen_token.c[name].label(f"screen_{name}") for name in ("role_key", "divisions", "playlist"))
        )
        asked = asked.select_from(both).where(session.c.token_hash == key, self._is_good(now))
        with self._engine.connect() as connection, connection.begin():
            row = connection.execute(asked).one_or_none()
            if row is None:
                return None
            if active and now - row.last_seen_at >= self._noted:
                connection.execute(update(session).where(session.c.token_hash == key).values(last_seen_at=now))
        if row.screen_name is not None:
            divisions = tuple(row.screen_divisions)
            return Standing(row.screen_name, row.screen_role_key, divisions, row.screen_playlist, screen=True)
        return Standing(row.name, row.role_key, tuple(row.divisions), must_change=row.must_change)

    def close(self, token: str) -> None:
        with self._engine.begin() as connection:
            of_token = session.c.token_hash == hashed(token)
            connection.execute(update(session).where(of_token).values(revoked_at=self._clock()))

    def _is_good(self, now: datetime) -> ColumnElement[bool]:
        of_account = and_(account.c.disabled.is_(False), session.c.last_seen_at > now - self._idle)
        of_screen = and_(screen_token.c.name.is_not(None), screen_token.c.revoked_at.is_(None))
        return and_(session.c.revoked_at.is_(None), session.c.expires_at > now, or_(of_account, of_screen))

    def _opened(self, lasting: timedelta, **whose: str) -> str:
        now, token = self._clock(), secrets.token_urlsafe(32)
        row = {"token_hash": hashed(token), "created_at": now, "last_seen_at": now, "expires_at": now + lasting}
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.expires_at < now - _KEPT_AFTER_THE_END))
            connection.execute(insert(session).values(**row, **whose))
        return token
