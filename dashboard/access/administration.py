"""Accounts and screens as whoever runs the cockpit needs them: add, disable, reset, list; each change is in the log."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, insert, select, update

from dashboard.access.accounts import RefusedError, end_sessions, new_account
from dashboard.access.audit import OPERATOR, Entry, Event, record
from dashboard.access.passwords import Passwords
from dashboard.access.sessions import hashed
from dashboard.access.tables import account, screen_token
from data_access.site_roles import SiteRoles
from data_access.site_text import SiteText

# What an office may be called when it signs in.
LOGIN_NAME = r"[a-z][a-z0-9_.-]{1,39}"


@dataclass(frozen=True, slots=True)
class Administration:
    """Every method raises RefusedError with one sentence where it cannot do what was asked. `actor` is who asks."""

    engine: Engine
    roles: SiteRoles
    clock: Callable[[], datetime]
    passwords: Passwords
    actor: str = OPERATOR

    def add(self, name: str, role_key: str, divisions: Sequence[str] = (), *, origin: str = "local") -> str:
        """Add an account; gives its first password, which is stored nowhere."""
        self._check(name, role_key)
        password, digest = self.passwords.new()
        row = new_account(name, role_key, divisions, origin=origin, now=self.clock(), password_hash=digest)
        with self.engine.begin() as connection:
            if _of(connection, name) is not None:
                raise RefusedError(f"there is already an account '{name}'; reset it for a new password")
            connection.execute(insert(account).values(**row))
            self._log(connection, Event.ACCOUNT_ADDED, name, _said(role_key, divisions))
        return password

    def reset(self, name: str) -> str:
        """Give an account a new first password, unlock it and end its sessions."""
        password, digest = self.passwords.new()
        values = {
            "password_hash": digest,
            "must_change": True,
            "password_at": self.clock(),
            "failed_count": 0,
            "locked_until": None,
        }
        with self.engine.begin() as connection:
            if self._there(connection, name).origin == "openid":
                raise RefusedError(f"'{name}' signs in with the identity provider and has no password here")
            connection.execute(update(account).where(account.c.name == name).values(**values))
            end_sessions(connection, name, self.clock())
            self._log(connection, Event.ACCOUNT_RESET, name)
        return password

    def disable(self, name: str, *, disabled: bool = True) -> None:
        """Let an account in no more (or again), and end its sessions."""
        event = Event.ACCOUNT_DISABLED if disabled else Event.ACCOUNT_ENABLED
        with self.engine.begin() as connection:
            self._there(connection, name)
            connection.execute(update(account).where(account.c.name == name).values(disabled=disabled))
            end_sessions(connection, name, self.clock())
            self._log(connection, event, name)

    def assign(self, name: str, role_key: str, divisions: Sequence[str]) -> None:
        """Give an account another role and divisions; they hold from its next request on."""
        self._check(name, role_key)
        with self.engine.begin() as connection:
            self._there(connection, name)
            values = {"role_key": role_key, "divisions": list(divisions)}
            connection.execute(update(account).where(account.c.name == name).values(**values))
            self._log(connection, Event.ACCOUNT_CHANGED, name, _said(role_key, divisions))

    def revoke_sessions(self, name: str) -> int:
        """End every session of an account; gives how many there were."""
        with self.engine.begin() as connection:
            self._there(connection, name)
            ended = end_sessions(connection, name, self.clock())
            self._log(connection, Event.SESSIONS_REVOKED, name, str(ended))
        return ended

    def accounts(self) -> list[Row[tuple[object, ...]]]:
        """Every account, without its hash."""
        shown = [column for column in account.c if column.name != "password_hash"]
        with self.engine.connect() as connection:
            return list(connection.execute(select(*shown).order_by(account.c.name)))

    def add_screen(self, name: str, role_key: str, playlist: str, divisions: Sequence[str] = ()) -> str:
        """Add a wall; gives the token for its address, which is stored nowhere."""
        self._check(name, role_key)
        token = secrets.token_urlsafe(32)
        row = {"name": name, "token_hash": hashed(token), "role_key": role_key, "playlist": playlist}
        with self.engine.begin() as connection:
            if connection.scalar(select(screen_token.c.name).where(screen_token.c.name == name)):
                raise RefusedError(f"there is already a screen '{name}'; a revoked name is not given again")
            row |= {"divisions": list(divisions), "created_at": self.clock()}  # type: ignore[dict-item]
            connection.execute(insert(screen_token).values(**row))
            self._log(connection, Event.SCREEN_ADDED, name, _said(role_key, divisions))
        return token

    def revoke_screen(self, name: str) -> None:
        """Let a wall in no more; what it shows ends with its next request."""
        of_name = (screen_token.c.name == name) & screen_token.c.revoked_at.is_(None)
        with self.engine.begin() as connection:
            if not connection.execute(update(screen_token).where(of_name).values(revoked_at=self.clock())).rowcount:
                raise RefusedError(f"there is no screen '{name}' that could be revoked")
            self._log(connection, Event.SCREEN_REVOKED, name)

    def screens(self) -> list[Row[tuple[object, ...]]]:
        """Every screen, without its token."""
        shown = [column for column in screen_token.c if column.name != "token_hash"]
        with self.engine.connect() as connection:
            return list(connection.execute(select(*shown).order_by(screen_token.c.name)))

    def role_named(self, key: str) -> SiteText | None:
        """What the site calls a role; None where it has none of that key any more, so that nobody signs in with it."""
        role = self.roles.roles.get(key)
        return role.name if role else None

    def exported(self, subject: str) -> None:
        """Log that a file was taken out at the terminal."""
        with self.engine.begin() as connection:
            self._log(connection, Event.EXPORT, subject, "xlsx")

    def _check(self, name: str, role_key: str) -> None:
        if not re.fullmatch(LOGIN_NAME, name):
            raise RefusedError(
                f"'{name}' is no login name: 2 to 40 of a-z 0-9 _ . - beginning with a letter, the name of an office "
                "and not of a person"
            )
        if role_key not in self.roles.roles:
            raise RefusedError(f"there is no role '{role_key}'; there are: {', '.join(self.roles.roles)}")

    def _there(self, connection: Connection, name: str) -> Row[tuple[object, ...]]:
        found = _of(connection, name)
        if found is None:
            raise RefusedError(f"there is no account '{name}'; `python -m dashboard users list` lists them")
        return found

    def _log(self, connection: Connection, event: Event, subject: str, detail: str | None = None) -> None:
        record(connection, Entry(event, self.clock(), actor=self.actor, subject=subject, detail=detail))


def _of(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(account).where(account.c.name == name)).one_or_none()


def _said(role_key: str, divisions: Sequence[str]) -> str:
    return f"role {role_key}, divisions {', '.join(divisions) or 'of the role'}"
