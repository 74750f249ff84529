"""The load against a bare COPY of the same rows and against dlt on the same pages; and the same pages once more."""

import io
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
from psycopg2 import sql
from sqlalchemy import make_url

from bench.database import Databases
from bench.recording import PATH
from data_access.connection import connect
from data_access.site import Site
from data_access.warehouse import open_engine
from etl.run import Wish, run_source
from etl.source import Source
from etl.surroundings import Surroundings

_ROUNDS = 4
# dlt takes so long that it is measured in every second round only.
_DLT_EVERY = 2
DLT_PYTHON = Path(".venv/bench/bin/python")
# By its documentation: rows as they come, in files for COPY; and whole pages as Arrow tables through ADBC.
_DLT_WAYS = (("rows", "csv"), ("arrow", "parquet"))


@dataclass(slots=True)
class LoadTimes:
    """Rows a second of each run, by method."""

    speeds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, method: str, rows: int, seconds: float) -> None:
        """Take one run in."""
        self.speeds.setdefault(method, []).append(rows / seconds)


@dataclass(frozen=True, slots=True)
class Bench:
    """What every run needs: databases, the site, the source on the recorded pages, where those are, and a folder."""

    databases: Databases
    site: Site
    source: Source
    address: str
    folder: Path


def measure(bench: Bench, times: LoadTimes, say: Callable[[str], None]) -> None:
    """All methods, one after the other, again and again."""
    rows: bytes | None = None
    for number in range(_ROUNDS):
        say(f"load {number + 1}/{_ROUNDS}")
        rows = _ours(bench, times, rows)
        _copy(bench, times, rows)
        if number % _DLT_EVERY == 0:
            for form, file_format in _DLT_WAYS:
                _dlt(bench, times, form, file_format)


def _ours(bench: Bench, times: LoadTimes, known: bytes | None) -> bytes:
    """Load into an empty database, then all of it again; the rows in COPY's text form."""
    urls = bench.databases.fresh()
    engine = open_engine(urls.writer)
    surroundings = Surroundings(engine, bench.site, bench.folder, {}, b"k" * 32)
    again = Wish(purpose="backfill", start=datetime(2000, 1, 1, tzinfo=UTC))
    for method, wish in (("load", None), ("again", again)):
        started = time.perf_counter()
        counts = run_source(bench.source, surroundings, wish=wish)
        times.add(method, counts.extracted, time.perf_counter() - started)
        if wish is not None and counts.unchanged + counts.superseded != counts.extracted:
            raise RuntimeError(f"the same pages changed something: {counts}")
    engine.dispose()
    return known or _rows(bench.databases.superuser(urls.writer))


def _rows(url: str) -> bytes:
    buffer = io.BytesIO()
    connection = connect(url)
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY cockpit.event TO STDOUT", buffer)
    connection.close()
    return buffer.getvalue()


def _copy(bench: Bench, times: LoadTimes, rows: bytes) -> None:
    """COPY into an empty table with the columns, key and indexes of the event table, and nothing else."""
    connection = connect(bench.databases.fresh().owner)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE cockpit.bare (LIKE cockpit.event INCLUDING ALL)")
        started = time.perf_counter()
        cursor.copy_expert("COPY cockpit.bare FROM STDIN", io.BytesIO(rows))
        times.add("copy", rows.count(b"\n"), time.perf_counter() - started)
    connection.close()


def _dlt(bench: Bench, times: LoadTimes, form: str, file_format: str) -> None:
    if not DLT_PYTHON.exists():
        return
    url = bench.databases.bare()
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    dataset = bench.source.datasets[0]
    key = str(dataset.fields["record_key"].field)
    moments = [name for name in dataset.fields if name.endswith("_at")]
    timed = ",".join(str(dataset.fields[name].field) for name in moments)
    script = Path(__file__).with_name("dlt_load.py")
    asked = [f"{bench.address}{PATH}", plain, key, ",".join(dataset.paths()), timed, form, file_format]
    done = subprocess.run([DLT_PYTHON, script, *asked], check=True, capture_output=True, text=True)
    said = orjson.loads(done.stdout.splitlines()[-1])
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*), count(DISTINCT {}) FROM bench.event").format(sql.Identifier(key)))
        if len(set(cursor.fetchall()[0])) != 1:
            raise RuntimeError(f"dlt ({form}) kept a record twice")
    times.add(f"dlt {form}", said["rows"], said["seconds"])
