"""Orders and reports of walls in the database of access; orders are read at most once a second for all walls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from dashboard.access.audit import Entry, Event, record
from dashboard.access.tables import screen_token, wall_order, wall_report
from dashboard.wall.report import Kept, Order, Report

# Reports are kept so long; of each wall the newest stays.
_KEPT = timedelta(days=2)
_SECONDS = 1.0


class WallRecords(Protocol):
    """What walls are told, and what they tell."""

    def order(self, wall: str) -> Order:
        """What the wall was told last."""

    def tell(self, wall: str, order: Order, actor: str) -> bool:
        """Tell a wall something else; False where there is no such wall."""

    def add(self, wall: str, report: Report) -> None:
        """Keep what a wall reports of itself."""

    def newest(self) -> Mapping[str, Kept]:
        """The newest report of each wall."""


@dataclass
class StoredWalls:
    """Behind `engine`, which is that of cockpit_app."""

    engine: Engine
    clock: Callable[[], datetime]
    _orders: Mapping[str, Order] = field(default_factory=dict)
    _read_at: float = float("-inf")
    _reading: Lock = field(default_factory=Lock)

    def order(self, wall: str) -> Order:
        if monotonic() - self._read_at >= _SECONDS and self._reading.acquire(blocking=False):
            try:
                self._orders = self._read()
                self._read_at = monotonic()
            finally:
                self._reading.release()
        return self._orders.get(wall, Order())

    def _read(self) -> dict[str, Order]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(wall_order)).mappings()
            return {row["wall"]: Order.model_validate({**row}) for row in rows}

    def tell(self, wall: str, order: Order, actor: str) -> bool:
        now = self.clock()
        told = order.model_dump(exclude={"serial"}) | {"at": now}
        there = (screen_token.c.name == wall) & screen_token.c.revoked_at.is_(None)
        with self.engine.begin() as connection:
            if connection.scalar(select(screen_token.c.name).where(there)) is None:
                return False
            added = insert(wall_order).values(wall=wall, serial=1, **told)
            again = added.on_conflict_do_update(
                index_elements=[wall_order.c.wall], set_=told | {"serial": wall_order.c.serial + 1}
            )
            connection.execute(again)
            detail = " ".join(
                filter(None, [order.mode, order.scene, order.event, f"{order.step:+d}" if order.step else ""])
            )
            record(connection, Entry(Event.SCREEN_TOLD, now, actor=actor, subject=wall, detail=detail))
        self._read_at = float("-inf")
        return True

    def add(self, wall: str, report: Report) -> None:
        now = self.clock()
        old = (wall_report.c.wall == wall) & (wall_report.c.at < now - _KEPT)
        with self.engine.begin() as connection:
            connection.execute(delete(wall_report).where(old))
            kept = insert(wall_report).values(wall=wall, at=now, **report.model_dump())
            connection.execute(kept.on_conflict_do_nothing())

    def newest(self) -> Mapping[str, Kept]:
        last = (
            select(wall_report.c.wall, func.max(wall_report.c.at).label("at")).group_by(wall_report.c.wall).subquery()
        )
        asked = select(wall_report).join(last, (wall_report.c.wall == last.c.wall) & (wall_report.c.at == last.c.at))
        with self.engine.connect() as connection:
            return {row["wall"]: Kept.model_validate({**row}) for row in connection.execute(asked).mappings()}
