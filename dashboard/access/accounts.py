"""Accounts as the sign-in page needs them: passwords tried and changed, sign-ins from elsewhere taken over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, case, insert, select, update

from dashboard.access.audit import Entry, Event, record
from dashboard.access.passwords import Passwords, too_easy
from dashboard.access.sessions import hashed
from dashboard.access.tables import account, screen_token, session
from data_access.site_roles import SignIn


class RefusedError(Exception):
    """Something about an account cannot be done; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Local accounts. Every attempt is counted before the password is looked at, so that none is for free."""

    engine: Engine
    rules: SignIn
    clock: Callable[[], datetime]
    passwords: Passwords

    def sign_in(self, name: str, password: str) -> bool:
        """Whether the password is that of the account, and the account may sign in; the log has it either way."""
        why = self._tried(name, password)
        with self.engine.begin() as connection:
            self._log_attempt(connection, Event.SIGN_IN, name, why)
        return not why

    def _tried(self, name: str, password: str) -> str:
        """Try a password: why it does not open the account, or nothing."""
        now = self.clock()
        with self.engine.begin() as connection:
            stored, why = self._counted(connection, name, now)
        if not self.passwords.fits(stored, password):
            return why or "wrong password"
        values: dict[str, object] = {"failed_count": 0, "locked_until": None}
        if self.passwords.is_outdated(stored or ""):
            values["password_hash"] = self.passwords.hashed(password)
        with self.engine.begin() as connection:
            connection.execute(update(account).where(account.c.name == name).values(**values))
        return ""

    def _counted(self, connection: Connection, name: str, now: datetime) -> tuple[str | None, str]:
        """One more attempt. The stored hash where the account may try, else None and why not."""
        over = account.c.locked_until <= now
        failed = case((over, 1), else_=account.c.failed_count + 1)
        until = case(
            (failed >= self.rules.failures, now + timedelta(minutes=self.rules.lock_minutes)),
        )
        may_try = (account.c.locked_until.is_(None) | over) & account.c.disabled.is_(False)
        counting = update(account).where(account.c.name == name, may_try)
        counted = counting.values(failed_count=failed, locked_until=until).returning(account.c.password_hash)
        row = connection.execute(counted).one_or_none()
        if row is not None:
            return row.password_hash, "" if row.password_hash else "has no password here"
        disabled = connection.scalar(select(account.c.disabled).where(account.c.name == name))
        return None, {None: "unknown account", True: "disabled", False: "locked"}[disabled]

    def _log_attempt(self, connection: Connection, event: Event, name: str, why: str) -> None:
        """The name is only logged where there is such an account: people type passwords into the wrong field."""
        role = _role(connection, name)
        known = name if role is not None else None
        actor = None if why else known
        record(connection, Entry(event, self.clock(), not why, actor, role, subject=known, detail=why or None))

    def change_password(self, name: str, old: str, new: str) -> None:
        """Replace a password and end the account's sessions; wrong old ones count as attempts to sign in.

        Raises RefusedError with one word: wrong, same or easy.
        """
        why = self._tried(name, old)
        if why:
            with self.engine.begin() as connection:
                self._log_attempt(connection, Event.PASSWORD_CHANGED, name, why)
            raise RefusedError("wrong")
        if old == new:
            raise RefusedError("same")
        if too_easy(new, name, self.rules.password_length):
            raise RefusedError("easy")
        now = self.clock()
        values = {"password_hash": self.passwords.hashed(new), "must_change": False, "password_at": now}
        with self.engine.begin() as connection:
            connection.execute(update(account).where(account.c.name == name).values(**values))
            end_sessions(connection, name, now)
            record(connection, Entry(Event.PASSWORD_CHANGED, now, actor=name, subject=name))

    def take_over(self, name: str, role_key: str, divisions: Sequence[str]) -> bool:
        """Sign in whom the identity provider vouches for, with what it says of them.

        False where the account is disabled here, or a local one of that name: a provider does not become one.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            found = connection.execute(select(account).where(account.c.name == name)).one_or_none()
            if found is None:
                row = new_account(name, role_key, divisions, origin="openid", now=now)
                connection.execute(insert(account).values(**row))
            elif found.origin != "openid":
                record(connection, Entry(Event.SIGN_IN, now, done=False, subject=name, detail="is a local account"))
                return False
            else:
                said = {"role_key": role_key, "divisions": list(divisions)}
                connection.execute(update(account).where(account.c.name == name).values(**said))
            allowed = found is None or not found.disabled
            detail = "openid" if allowed else "disabled"
            record(connection, Entry(Event.SIGN_IN, now, allowed, name if allowed else None, role_key, name, detail))
        return allowed

    def enter_demonstration(self, name: str) -> bool:
        """Sign in an account of the demonstration without its password; False for any other account."""
        of_name = (account.c.name == name) & (account.c.origin == "demonstration") & account.c.disabled.is_(False)
        with self.engine.begin() as connection:
            row = connection.execute(select(account.c.role_key).where(of_name)).one_or_none()
            if row is not None:
                entry = Entry(Event.SIGN_IN, self.clock(), actor=name, role_key=row.role_key, detail="one click")
                record(connection, entry)
        return row is not None

    def screen_of(self, token: str) -> str | None:
        """The screen whose token it is; None for one that is unknown or revoked. The log has it either way."""
        asked = select(screen_token).where(
            screen_token.c.token_hash == hashed(token), screen_token.c.revoked_at.is_(None)
        )
        now = self.clock()
        with self.engine.begin() as connection:
            row = connection.execute(asked).one_or_none()
            name, role = (None, None) if row is None else (str(row.name), str(row.role_key))
            record(connection, Entry(Event.SIGN_IN, now, name is not None, name, role, detail="screen token"))
        return name

    def signed_out(self, name: str, role_key: str) -> None:
        """Log the end of a session."""
        with self.engine.begin() as connection:
            record(connection, Entry(Event.SIGN_OUT, self.clock(), actor=name, role_key=role_key))

    def there(self) -> frozenset[str]:
        """The names of accounts that may sign in."""
        with self.engine.connect() as connection:
            return frozenset(connection.scalars(select(account.c.name).where(account.c.disabled.is_(False))))


def new_account(
    name: str, role_key: str, divisions: Sequence[str], *, origin: str, now: datetime, password_hash: str | None = None
) -> dict[str, object]:
    """The row of a new account; one with a password must change it first, save in a demonstration."""
    return {
        "name": name,
        "password_hash": password_hash,
        "role_key": role_key,
        "divisions": list(divisions),
        "origin": origin,
        "must_change": origin == "local",
        "disabled": False,
        "failed_count": 0,
        "created_at": now,
        "password_at": now if password_hash else None,
    }


def end_sessions(connection: Connection, name: str, now: datetime) -> int:
    """Revoke every session of an account; gives how many there were."""
    open_ones = (session.c.account == name) & session.c.revoked_at.is_(None)
    return connection.execute(update(session).where(open_ones).values(revoked_at=now)).rowcount


def _role(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(account.c.role_key).where(account.c.name == name))
