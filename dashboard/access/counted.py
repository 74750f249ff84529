"""How often something was tried lately, counted in the database of access for all web processes together."""

from datetime import timedelta
from hashlib import sha256
from hmac import new as keyed
from time import time
from typing import Any

from limits.storage import Storage
from sqlalchemy import ColumnElement, Engine, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.tables import attempt

# Where something is counted, as Limits calls it, and what it needs for that.
Counts = tuple[str, dict[str, Any]]
_SCHEME = "cockpit"


def counted_behind(engine: Engine, secret: str) -> Counts:
    """Counted in the database of `engine`, which is that of cockpit_app."""
    return f"{_SCHEME}://", {"engine": engine, "secret": secret}


class StoredCounts(Storage):
    """Counts of Flask-Limiter (its fixed windows). Addresses and names are not kept, only their hash under `secret`.

    Raises what the database raises: where nothing can be counted nobody tries, and is told that the database is away.
    """

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - as Limits has it declared

    def __init__(self, uri: str | None = None, *, engine: Engine, secret: str, **options: Any) -> None:
        super().__init__(uri, **options)
        self._engine = engine
        self._secret = secret.encode("utf-8")

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        ends = func.now() + timedelta(seconds=expiry)
        row = insert(attempt).values(key_hash=self._hashed(key), count=amount, expires_at=ends)
        over = attempt.c.expires_at <= func.now()
        changed: dict[str, ColumnElement[Any]] = {
            "count": case((over, row.excluded.count), else_=attempt.c.count + row.excluded.count),
            "expires_at": case((over, row.excluded.expires_at), else_=attempt.c.expires_at),
        }
        counted = row.on_conflict_do_update(index_elements=[attempt.c.key_hash], set_=changed)
        with self._engine.begin() as connection:
            found = int(connection.execute(counted.returning(attempt.c.count)).scalar_one())
            if found == amount:
                # With each new window what is over goes.
                connection.execute(delete(attempt).where(attempt.c.expires_at <= func.now()))
        return found

    def get(self, key: str) -> int:
        return int(self._current(key, attempt.c.count) or 0)

    def get_expiry(self, key: str) -> float:
        ends = self._current(key, func.extract("epoch", attempt.c.expires_at))
        return time() if ends is None else float(ends)

    def check(self) -> bool:
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        with self._engine.begin() as connection:
            return connection.execute(delete(attempt)).rowcount

    def clear(self, key: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(attempt).where(attempt.c.key_hash == self._hashed(key)))

    def _current(self, key: str, told: ColumnElement[Any]) -> Any:
        asked = select(told).where(attempt.c.key_hash == self._hashed(key), attempt.c.expires_at > func.now())
        with self._engine.connect() as connection:
            return connection.execute(asked).scalar()

    def _hashed(self, key: str) -> str:
        return keyed(self._secret, key.encode("utf-8"), sha256).hexdigest()
