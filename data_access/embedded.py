"""The embedded PostgreSQL server: started, watched, shared between our processes, and stopped."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg2
from sqlalchemy import make_url

from data_access.cluster import Cluster, end_leftover, initialise, locate
from data_access.connection import ConnectionUrls, WarehouseUnavailableError, connect
from data_access.folder import free_port, full_disk, known_urls, make_folders, port_is_free, remember
from data_access.logs import last_lines, rotate
from data_access.processes import child_environment, descendants, end_processes, spawn
from data_access.roles import ADMINISTRATOR, Preparation, ensure_passwords

Say = Callable[[str], None]
# What must hold whatever postgresql.conf says. The log names no values, for they may be personal: an error goes to
# the client that caused it and, with its statement, detail and context, never into the log.
_FIXED = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] ",
    "log_min_messages=log",
    "log_checkpoints=off",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
)
_STOP_SECONDS = 60
_ATTACH_SECONDS = 120


class EmbeddedServer:
    """The server of one data folder. The process that holds its lock owns it; others use it while it runs.

    `options` are PostgreSQL settings (name=value) that tests add. Call from the main thread: the server stops
    when the thread that started it ends.
    """

    def __init__(self, data: Path, say: Say, options: Sequence[str] = ()) -> None:
        self._data = data.resolve()
        self._say = say
        self._options = (*_FIXED, *options)
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._cluster: Cluster | None = None
        self._urls: ConnectionUrls | None = None

    @property
    def urls(self) -> ConnectionUrls:
        """The roles' URLs; only after start()."""
        if self._urls is None:
            raise WarehouseUnavailableError("the embedded PostgreSQL has not been started")
        return self._urls

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self._data / "logs" / "postgres.log"

    def start(self) -> ConnectionUrls:
        """Start the server, or use the one that another of our processes runs on the same data folder."""
        make_folders(self._data)
        deadline = time.monotonic() + _ATTACH_SECONDS
        while not self._take_lock():
            if (urls := self._running_elsewhere()) is not None:
                self._urls = urls
                return urls
            if time.monotonic() > deadline:
                raise WarehouseUnavailableError(
                    f"another process holds {self._data / 'run'} but its PostgreSQL does not answer: end it and retry"
                )
            time.sleep(0.2)
        try:
            self._urls = self._start_own()
        except BaseException:
            self.stop()
            raise
        return self._urls

    def ensure(self) -> None:
        """Start the server again where it has died, or where the process that owned it has ended."""
        if self._lock is None and not self._take_lock():
            return
        if self._process is not None and self._process.poll() is None:
            rotate(self.log)
            return
        self._say("PostgreSQL ended unexpectedly; starting it again.")
        try:
            self._urls = self._start_own()
        except BaseException:
            self._end_process()
            raise

    def stop(self) -> None:
        """Stop the server where it is ours: fast shutdown, by force only after a minute."""
        self._end_process()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        family = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        end_processes(family, seconds=5)

    def _take_lock(self) -> bool:
        lock = (self._data / "run" / "postgres.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _running_elsewhere(self) -> ConnectionUrls | None:
        urls = known_urls(self._data)
        if urls is None:
            return None
        try:
            connect(urls.reader, seconds=2).close()
        except psycopg2.OperationalError:
            return None
        return urls

    def _start_own(self) -> ConnectionUrls:
        passwords = ensure_passwords(self._data)
        self._cluster = cluster = locate(self._data)
        if not (cluster.folder / "PG_VERSION").exists():
            self._say("Preparing the database (once) …")
        initialise(cluster, passwords[ADMINISTRATOR])
        end_leftover(cluster, self._say)
        port = self._choose_port()
        administrator = f"postgresql://{ADMINISTRATOR}:{passwords[ADMINISTRATOR]}@127.0.0.1:{port}/postgres"
        self._spawn(cluster, port)
        while not self._answers(cluster, administrator):
            time.sleep(0.5)
            self._spawn(cluster, port)
        urls = Preparation(administrator, passwords, ours=True).run()
        remember(self._data, urls)
        return urls

    def _spawn(self, cluster: Cluster, port: int) -> None:
        settings = [part for option in (*self._options, f"port={port}") for part in ("-c", option)]
        command: list[str | Path] = [cluster.program("postgres"), "-D", cluster.folder, *settings]
        with self.log.open("ab") as log:
            environment = child_environment(os.environ)
            self._process = spawn(command, environment, log, user=cluster.user, death_signal=signal.SIGINT)

    def _answers(self, cluster: Cluster, administrator: str) -> bool:
        """Wait until the server answers, however long it recovers; raise with its own words where it ends.

        False where it ended because processes of a killed server still hold its memory, which passes.
        """
        started, told = time.monotonic(), False
        while self._process is not None and self._process.poll() is None:
            try:
                connect(administrator).close()
                return True
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise WarehouseUnavailableError(
                        f"{cluster.folder} does not know the passwords in {self._data / 'secrets'}: "
                        "both belong together, restore them from the same backup"
                    ) from None
            if not told and time.monotonic() - started > 3:
                told = True
                self._say("PostgreSQL is recovering after a crash; waiting until it is done …")
            time.sleep(0.05)
        lines = last_lines(self.log, 20)
        fatal = [line.split("] ", 1)[-1] for line in lines if "FATAL" in line or "PANIC" in line]
        reason = fatal[-1] if fatal else (lines or ["it wrote nothing"])[-1]
        if "pre-existing shared memory block" in reason:
            return False
        if "No space left on device" in reason:
            raise full_disk(cluster.home)
        raise WarehouseUnavailableError(f"PostgreSQL did not start ({reason}): see {self.log}")

    def _choose_port(self) -> int:
        known = known_urls(self._data)
        port = None if known is None else make_url(known.reader).port
        return port if port is not None and port_is_free("127.0.0.1", port) else free_port()


class ExternalServer:
    """A server that somebody else runs; only roles and database are prepared."""

    def __init__(self, data: Path, database_url: str) -> None:
        self._data = data
        self._database_url = database_url

    def start(self) -> ConnectionUrls:
        """Prepare it and return the roles' URLs."""
        make_folders(self._data)
        urls = Preparation(self._database_url, ensure_passwords(self._data), ours=False).run()
        remember(self._data, urls)
        return urls

    def ensure(self) -> None:
        """Nothing: connections are checked by whoever uses them."""

    def stop(self) -> None:
        """Nothing: it is not ours."""


def open_server(
    data: Path, database_url: str | None, say: Say, options: Sequence[str] = ()
) -> EmbeddedServer | ExternalServer:
    """The server to use, not yet started: that of an administrator's URL, or else the embedded one of `data`."""
    return ExternalServer(data, database_url) if database_url else EmbeddedServer(data, say, options)


@contextmanager
def running_server(
    data: Path, database_url: str | None = None, *, say: Say = print, options: Sequence[str] = ()
) -> Iterator[ConnectionUrls]:
    """The warehouse's URLs by role while the block runs.

    With `database_url` (an administrator's) that server is prepared and used; otherwise the embedded server of
    `data` is used where one of our processes runs it, else started and stopped again.
    Raises WarehouseUnavailableError with one sentence.
    """
    server = open_server(data, database_url, say, options)
    try:
        yield server.start()
    finally:
        server.stop()
