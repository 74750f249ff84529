"""A cockpit as it is served: gunicorn with the command of `make run`, on a database that a test may end and fill."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
from conftest import FAST
from signed_in import QUICK, SIGNING, cookie

from bench.cockpit import gunicorn
from dashboard.access.administration import Administration
from dashboard.access.sessions import StoredSessions
from dashboard.access.signed import COOKIE
from data_access.connection import ConnectionUrls
from data_access.embedded import EmbeddedServer
from data_access.migrate import upgrade
from data_access.site_roles import read_roles
from data_access.warehouse import open_engine
from etl.demo.world import SITE

ROLES = read_roles(SITE)
_PATIENCE = 60.0
Answer = TypeVar("Answer")


@dataclass
class Served:
    """Where it answers, what it reads from, and the folder that holds both."""

    address: str
    database: EmbeddedServer
    data: Path

    @property
    def urls(self) -> ConnectionUrls:
        return self.database.urls

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        port = self.address.rsplit(":", 1)[1]
        ours = [each for each in psutil.Process().children(recursive=True) if f"127.0.0.1:{port}" in _words(each)]
        return [each for each in ours if each.ppid() in {other.pid for other in ours}]

    def answering(self) -> list[int]:
        """The processes that have answered, after one more request, which any of them may take."""
        httpx.get(f"{self.address}/healthz", trust_env=False)
        counts = self.data / "run" / "metrics"
        files = {each.pid: counts / f"counter_{each.pid}.db" for each in self.workers}
        return [pid for pid, file in files.items() if file.exists() and b"cockpit_" in file.read_bytes()]

    def end_database(self) -> None:
        """As an administrator restarts it."""
        lines = next(self.data.glob("**/postmaster.pid")).read_text(encoding="ascii").splitlines()
        process = psutil.Process(int(lines[0]))
        process.send_signal(signal.SIGINT)
        process.wait(60)

    def signed_in(self, role: str) -> httpx.Client:
        """Somebody with a session of their own; each request comes over a connection of its own."""
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(
            base_url=self.address, cookies={COOKIE: self.session(role)}, limits=limits, timeout=60, trust_env=False
        )

    def session(self, role: str) -> str:
        """The cookie of a new session."""
        engine, now = open_engine(self.urls.app, pool_size=1), lambda: datetime.now(UTC)
        of = Administration(engine, ROLES, now, QUICK)
        name = f"office_{len(of.accounts())}"
        of.add(name, role, origin="demonstration")
        token = StoredSessions(engine, ROLES.sign_in, now).open(name)
        engine.dispose()
        return cookie(token)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The demonstration's site on an empty warehouse of its own, in `folder`."""
    database = EmbeddedServer(folder, lambda _text: None, FAST)
    urls = database.start()
    upgrade(urls.owner)
    given = {"READER": urls.reader, "APP": urls.app, "PUBLISHER": urls.publisher}
    variables = {f"COCKPIT_{name}_URL": url for name, url in given.items()} | {"COCKPIT_SECRET_KEY": SIGNING}
    try:
        with gunicorn("app:server", folder, variables) as address:
            cockpit = Served(address, database, folder)
            # One that still begins ends the whole server where its database is taken away.
            becomes(cockpit.answering, lambda pids: len(pids) == min(2, os.cpu_count() or 1))
            yield cockpit
    finally:
        database.stop()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Whether `folder` is a disk of its own while the block runs; only root may mount one."""
    folder.mkdir(mode=0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "none", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    yield mounted
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def becomes(ask: Callable[[], Answer], holds: Callable[[Answer], bool]) -> Answer:
    """The first answer for which it holds; fails with the last one where it never does."""
    deadline = time.monotonic() + _PATIENCE
    while not holds(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
    return answer
