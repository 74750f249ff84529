"""One changed day in a warehouse and in one ten times as large: pairs in one run, alternating which comes first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from psycopg2.sql import SQL, Composable, Identifier, Literal
from sqlalchemy import Column, Date, DateTime, text

from bench.database import Databases
from bench.recording import PATH, recorded_source
from bench.server import serving
from data_access.connection import connect
from data_access.schema import FACTS, MARTS
from data_access.site import Site
from data_access.warehouse import open_engine
from etl.demo.exchange import TIME_FORMAT
from etl.demo.world import TIME_ZONE
from etl.run import Wish, run_source
from etl.source import Source
from etl.staging import qualified
from etl.surroundings import Surroundings

TIMES = 10
_ROUNDS = 9
_AGAIN = Wish(purpose="backfill", start=datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(slots=True)
class Size:
    """A warehouse: how many records it holds, and for each round the seconds of the pass and of its transaction."""

    records: int
    passes: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Growth:
    """What was measured: one day with so many records, in two warehouses."""

    day: str
    changed: int
    small: Size
    large: Size


def measure(made: Databases, site: Site, source: Source, pages: Path, folder: Path) -> Growth:
    """Load `pages` into two databases, put as much before it nine times over in one, then change a day in both."""
    day, records = _day(pages)
    _write_rounds(folder / "rounds", records)
    urls = [made.fresh(), made.fresh()]
    engines = [open_engine(each.writer) for each in urls]
    surroundings = [Surroundings(engine, site, folder, {}, b"k" * 32) for engine in engines]
    for each in surroundings:
        run_source(source, each)
    _enlarge(made.superuser(urls[1].writer))
    sizes = [Size(_settled(made.superuser(each.writer))) for each in urls]
    with serving(folder / "rounds") as address:
        for number in range(_ROUNDS):
            changed = recorded_source(site, f"{address}/{number}")
            for which in (0, 1) if number % 2 else (1, 0):
                _once(changed, surroundings[which], sizes[which], len(records))
    for engine in engines:
        engine.dispose()
    return Growth(day, len(records), *sizes)


def _day(pages: Path) -> tuple[str, list[dict[str, object]]]:
    """A day in the middle of what was recorded, and its records."""
    told = [orjson.loads(path.read_bytes())["data"] for path in sorted((pages / PATH.strip("/")).glob("*.json"))]
    newest = {record["event_no"]: record for page in told for record in page if record["is_deleted"] != 1}
    days = sorted({str(record["report_time"])[:10] for record in newest.values()})
    day = days[len(days) // 2]
    return day, [record for record in newest.values() if str(record["report_time"])[:10] == day]


def _write_rounds(folder: Path, records: Sequence[dict[str, object]]) -> None:
    """For each round a page with the same records, changed once more, and an empty one after it."""
    for number in range(_ROUNDS):
        target = folder / str(number) / PATH.strip("/")
        target.mkdir(parents=True)
        changed = [{**record, "rework_count": number + 2, "update_time": _later(number)} for record in records]
        for page, data in ((1, changed), (2, [])):
            (target / f"{page}.json").write_bytes(orjson.dumps({"total": len(records), "data": data}))


def _later(number: int) -> str:
    # After every change that was recorded; of the rounds the last one that is read counts.
    return (datetime.now(TIME_ZONE) - timedelta(seconds=_ROUNDS - number)).strftime(TIME_FORMAT)


def _enlarge(url: str) -> None:
    """Put the same events and their marts there nine times more, each time earlier by whole weeks."""
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (max(day) - min(day)) / 7 + 1 FROM cockpit.mart_event_county_day")
        ((weeks,),) = cursor.fetchall()
        for table in (FACTS["event"], *MARTS["event"].every_table):
            cursor.execute(
                SQL("INSERT INTO {} ({}) SELECT {} FROM {} CROSS JOIN generate_series(1, {}) AS step").format(
                    qualified(table),
                    SQL(", ").join(Identifier(column.name) for column in table.columns),
                    SQL(", ").join(_moved(column, 7 * int(weeks)) for column in table.columns),
                    qualified(table),
                    Literal(TIMES - 1),
                )
            )
    connection.close()


def _moved(column: Column[Any], days: int) -> Composable:
    """The column, of an event so many days times `step` earlier."""
    name = Identifier(column.name)
    if column.name == "record_key":
        return SQL("{} || '~' || step").format(name)
    if isinstance(column.type, Date):
        return SQL("{} - step * {}").format(name, Literal(days))
    if isinstance(column.type, DateTime) and column.name != "loaded_at":
        return SQL("{} - step * {} * interval '1 day'").format(name, Literal(days))
    return name


def _settled(url: str) -> int:
    """Do what autovacuum and the checkpointer would do later; how many events there are."""
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT count(*) FROM cockpit.event")
        ((records,),) = cursor.fetchall()
    connection.close()
    return int(records)


def _once(source: Source, surroundings: Surroundings, size: Size, records: int) -> None:
    started = perf_counter()
    counts = run_source(source, surroundings, wish=_AGAIN)
    size.passes.append(perf_counter() - started)
    if counts.updated != records:
        raise RuntimeError(f"{records} records of one day were to be changed: {counts}")
    with surroundings.engine.connect() as connection:
        last = (
            "SELECT extract(epoch FROM finished_at - started_at) FROM cockpit.batch ORDER BY finished_at DESC LIMIT 1"
        )
        size.transactions.append(float(connection.scalar(text(last))))
