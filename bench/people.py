"""Sixty people and twenty walls at once, signed in, on a warehouse that is full: how long each request took."""

import csv
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from bench.asked import asked_by
from bench.callbacks import publish
from bench.cockpit import gunicorn
from dashboard.access.administration import Administration
from dashboard.access.passwords import Passwords
from dashboard.access.secret import cookie_secret
from dashboard.access.sessions import StoredSessions
from dashboard.access.signed import COOKIE
from data_access.connection import ConnectionUrls
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.rights import Viewer
from data_access.site import Site
from data_access.site_roles import SiteRoles, read_roles
from data_access.warehouse import open_engine
from layouts import collect_pages

LOCUST = Path(".venv/bench/bin/locust")
PEOPLE, _WALLS = 60, 20
_ROLES = ("leader", "analyst", "department", "county", "township")
# How long it takes until all are there, how long they are measured, and how often there is news meanwhile.
_ARRIVING_SECONDS, _SECONDS, _NEWS_SECONDS = 30, 120, 60
# The largest mart, which the first page is about.
_MART = "event"
_LOOK_SECONDS = 2
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Asked:
    """How often something was asked for, how often without an answer, and how long it took, in milliseconds."""

    name: str
    count: int
    failed: int
    middle: float
    high: float
    highest: float


@dataclass(slots=True)
class Crowd:
    """What was measured: by what was asked for, processor seconds by process, load of the machine at both ends."""

    before: float
    asked: list[Asked] = field(default_factory=list)
    seconds: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)
    after: float = 0.0


def measure(data: Path, site: Site, folder: Path, say: Callable[[str], None], people: int = PEOPLE) -> Crowd:
    """So many people and twenty walls on the warehouse of the data folder `data`, in which no cockpit runs."""
    found = Crowd(os.getloadavg()[0])
    roles = read_roles(site.folder)
    with running_server(data, say=lambda _: None) as urls:
        upgrade(urls.owner)
        given = {f"COCKPIT_{name}_URL": getattr(urls, name.lower()) for name in ("READER", "APP", "PUBLISHER")}
        counts = folder / "counts"
        counts.mkdir()
        with (
            signed_in(urls.app, roles, cookie_secret(data, None), (people, _WALLS)) as viewers,
            gunicorn("app:server", data, given | {_COUNTS: str(counts)}) as cockpit,
        ):
            crowd = folder / "crowd.json"
            asked = asked_by(viewers, collect_pages(), cockpit, site.screen[0].key)
            crowd.write_text(json.dumps(asked), encoding="utf-8")
            say(f"{people} people and {_WALLS} walls at {cockpit}")
            _run(found, crowd, cockpit, urls, people)
            found.kept = _kept(counts)
    found.after = os.getloadavg()[0]
    return found


def _run(found: Crowd, crowd: Path, cockpit: str, urls: ConnectionUrls, people: int) -> None:
    """Let locust ask, and publish news meanwhile; what was asked while people arrived does not count."""
    seconds = _ARRIVING_SECONDS + _SECONDS
    command = [str(LOCUST), "--headless", "--only-summary", "--locustfile", str(Path(__file__).with_name("crowd.py"))]
    command += ["--host", cockpit, "--users", str(people + _WALLS)]
    command += ["--spawn-rate", f"{(people + _WALLS) / _ARRIVING_SECONDS:.2f}"]
    command += [
        "--run-time",
        f"{seconds}s",
        "--reset-stats",
        "--csv",
        str(crowd.with_suffix("")),
        "--loglevel",
        "ERROR",
    ]
    variables = {**os.environ, "BENCH_CROWD": str(crowd), "PYTHONWARNINGS": "ignore"}
    started, usage = time.monotonic(), _Usage()
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL) as process:
        published = started
        while process.poll() is None:
            time.sleep(_LOOK_SECONDS)
            usage.look()
            if time.monotonic() > published + _NEWS_SECONDS:
                publish(urls.owner, _MART, [_now().date()])
                published = time.monotonic()
    found.seconds, found.processor = time.monotonic() - started, usage.taken()
    found.asked = list(_read(crowd.with_name(f"{crowd.stem}_stats.csv")))


def _kept(counts: Path) -> dict[str, float]:
    """The share of drawings and of numbers that were kept when they were asked for, of all from the first on."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(counts))  # type: ignore[no-untyped-call]
    told: dict[str, dict[str, float]] = {}
    for family in registry.collect():
        for sample in family.samples:
            if sample.name == "cockpit_kept_total":
                told.setdefault(sample.labels["what"], {})[sample.labels["kept"]] = sample.value
    return {what: each.get("yes", 0) / sum(each.values()) for what, each in told.items()}


@dataclass(slots=True)
class _Usage:
    """Processor seconds of what this process started, by what it is."""

    first: dict[int, float] = field(default_factory=dict)
    last: dict[int, tuple[str, float]] = field(default_factory=dict)

    def look(self) -> None:
        for each in psutil.Process().children(recursive=True):
            try:
                times, words = each.cpu_times(), " ".join(each.cmdline())
            except psutil.NoSuchProcess:
                continue
            used = times.user + times.system
            name = next((name for part, name in _PROCESSES if part in words), "the rest")
            self.first.setdefault(each.pid, used)
            self.last[each.pid] = name, used

    def taken(self) -> dict[str, float]:
        """Also of processes that have ended meanwhile."""
        found: dict[str, float] = {}
        for process, (name, used) in self.last.items():
            found[name] = found.get(name, 0.0) + used - self.first[process]
        return found


_PROCESSES = (("gunicorn", "web"), ("locust", "locust"), ("postgres", "PostgreSQL"))


def _read(path: Path) -> Iterator[Asked]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            times = [float(row[name]) for name in ("Median Response Time", "95%", "Max Response Time")]
            yield Asked(row["Name"], int(row["Request Count"]), int(row["Failure Count"]), *times)


@contextmanager
def signed_in(
    app_url: str, roles: SiteRoles, secret: str, many: tuple[int, int]
) -> Iterator[dict[str, list[tuple[str, Viewer]]]]:
    """Cookies of open sessions of so many people and walls, and whose they are.

    The accounts are disabled again, for they cannot be taken away.
    """
    engine = open_engine(app_url, pool_size=1)
    of, sessions = Administration(engine, roles, _now, Passwords()), StoredSessions(engine, roles.sign_in, _now)
    stamp = f"{_now():%y%m%d%H%M%S}"
    names = {f"bench.{stamp}.{at}": _ROLES[at % len(_ROLES)] for at in range(many[0])}
    screens = [f"bench.{stamp}.wall{at}" for at in range(many[1])]
    for name, role in names.items():
        # Such an account need not change its password first.
        of.add(name, role, origin="demonstration")
    for name in screens:
        of.add_screen(name, "wall", "")
    yield {
        "people": [
            (_cookie(sessions.open(name), secret), Viewer(name, role, roles.roles[role]))
            for name, role in names.items()
        ],
        "walls": [
            (_cookie(sessions.open_screen(name), secret), Viewer(name, "wall", roles.roles["wall"])) for name in screens
        ],
    }
    for name in names:
        of.disable(name)
    for name in screens:
        of.revoke_screen(name)
    engine.dispose()


def _cookie(token: str, secret: str) -> str:
    server = Flask("cookie")
    server.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(server)
    assert serializer is not None
    return f"{COOKIE}={serializer.dumps({'_user_id': token, '_fresh': True})}"


def _now() -> datetime:
    return datetime.now(UTC)
