"""The files of the embedded PostgreSQL: where they lie, who owns them, how they are made."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from data_access.binaries import Binaries, find_binaries
from data_access.connection import WarehouseUnavailableError
from data_access.folder import disk_is_full, full_disk
from data_access.processes import User, child_environment, descendants, end_processes
from data_access.roles import ADMINISTRATOR

# Two cores and a few GB; whoever has more edits postgresql.conf in the cluster. Commits stay durable.
_TUNING = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    # A batch is staged, decided and summed in temporary tables.
    "temp_buffers": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_ELSEWHERE = Path("/var/lib/governance-cockpit")
_ORDINARY_USERS = ("postgres", "nobody")
_FULL = "No space left on device"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A database cluster: `home` is ours whole, `binaries` fit it, `user` runs it (None: ourselves)."""

    home: Path
    binaries: Binaries
    user: User | None

    @property
    def folder(self) -> Path:
        """PGDATA."""
        return self.home / "cluster"

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.binaries.folder / name


def locate(data: Path) -> Cluster:
    """The cluster of a data folder, made or not.

    As root the server runs as the owner of an existing cluster, else as an ordinary user of the system; where
    that user cannot reach the data folder or the programs (a folder of mode 700 such as /root above them), the
    cluster lies below /var/lib/governance-cockpit, and no folder that is not ours is opened.
    """
    home = data / "postgres"
    if os.geteuid() == 0:
        user = _server_user(home)
        if not _reachable(data, user):
            home = _ELSEWHERE / hashlib.sha256(str(data).encode()).hexdigest()[:12]
            user = _server_user(home)
        _prepare_home(home, user)
        return Cluster(home, _runnable(find_binaries(_major(home)), home, user), user)
    _prepare_home(home, None)
    if home.stat().st_uid != os.geteuid():
        owner = home.stat().st_uid
        raise WarehouseUnavailableError(
            f"{home} belongs to user {owner}, not to you: run as that user, or set COCKPIT_DATA to a folder of yours"
        )
    return Cluster(home, find_binaries(_major(home)), None)


def initialise(cluster: Cluster, password: str) -> None:
    """Make the cluster where there is none; half a cluster of an earlier attempt is thrown away."""
    if (cluster.folder / "PG_VERSION").exists():
        return
    fresh, secret = cluster.home / "cluster.new", cluster.home / "password.new"
    shutil.rmtree(fresh, ignore_errors=True)
    secret.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        if cluster.user is not None:
            os.chown(secret, cluster.user.uid, cluster.user.gid)
        _run_initdb(cluster, fresh, secret)
        fresh.rename(cluster.folder)
    except OSError as error:
        raise _explained(error, cluster.home) from None
    finally:
        secret.unlink(missing_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _run_initdb(cluster: Cluster, fresh: Path, secret: Path) -> None:
    # PostgreSQL 16 has no locale provider of its own; there the C library's C.UTF-8 sorts the same way.
    provider = "builtin" if cluster.binaries.major >= 17 else "libc"
    command: list[str | Path] = [cluster.program("initdb"), "--pgdata", fresh, "--username", ADMINISTRATOR]
    command += ["--pwfile", secret, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
    command += [f"--locale-provider={provider}", "--locale=C.UTF-8", "--no-instructions"]
    command += [f"--set={name}={value}" for name, value in _TUNING.items()]
    result = _run_as(cluster.user, command)
    if result.returncode != 0:
        output = result.stderr + result.stdout
        if _FULL in output:
            raise full_disk(cluster.home)
        lines = [line for line in output.splitlines() if "error" in line.lower() or "could not" in line.lower()]
        reason = (lines or output.strip().splitlines() or ["no message"])[0]
        raise WarehouseUnavailableError(f"initdb could not make a database in {cluster.home}: {reason}")


def _run_as(user: User | None, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=None if user is None else user.uid,
        group=None if user is None else user.gid,
        extra_groups=None if user is None else [],
        cwd="/",
        env=child_environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )


def _server_user(home: Path) -> User:
    """Who runs the server when we are root: the owner of the cluster, else the first ordinary user there is."""
    if home.exists() and (owner := home.stat()).st_uid != 0:
        return User(owner.st_uid, owner.st_gid)
    for name in _ORDINARY_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_uid, entry.pw_gid)
    raise WarehouseUnavailableError(
        f"PostgreSQL does not run as root and this system has none of the users {', '.join(_ORDINARY_USERS)}: "
        "run as an ordinary user, or set COCKPIT_DATABASE_URL"
    )


def _reachable(path: Path, user: User) -> bool:
    return _run_as(user, ["/bin/sh", "-c", 'test -x "$0"', path]).returncode == 0


def _runnable(binaries: Binaries, home: Path, user: User) -> Binaries:
    """The programs, copied beside the cluster where `user` cannot reach them."""
    if _reachable(binaries.folder / "postgres", user):
        return binaries
    copy = home / f"programs-{binaries.major}"
    try:
        if not copy.exists():
            fresh = home / "programs.new"
            shutil.rmtree(fresh, ignore_errors=True)
            binaries.copy_to(fresh)
            fresh.rename(copy)
    except OSError as error:
        raise _explained(error, home) from None
    return Binaries(next(copy.glob("**/bin/postgres")).parent, binaries.major)


def _prepare_home(home: Path, user: User | None) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if user is not None and home.stat().st_uid != user.uid:
            os.chown(home, user.uid, user.gid)
    except OSError as error:
        raise _explained(error, home) from None


def _major(home: Path) -> int | None:
    try:
        return int((home / "cluster" / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    except FileNotFoundError:
        return None


def _explained(error: OSError, place: Path) -> WarehouseUnavailableError:
    if disk_is_full(error):
        return full_disk(place)
    return WarehouseUnavailableError(
        f"{place} cannot be used: {error.strerror or error}; check its rights and its disk"
    )


def end_leftover(cluster: Cluster, say: Callable[[str], None]) -> None:
    """End a server that a crashed process of ours left on this cluster, and drop a lock file that misleads.

    After a restart of the machine the number in postmaster.pid may be another program's, which PostgreSQL
    would take for a running server; where nobody has that number PostgreSQL itself checks what is left.
    """
    lock = cluster.folder / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="ascii").splitlines()[0])
        process = psutil.Process(pid)
        command = process.cmdline()
    except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        return
    if str(cluster.folder) not in command:
        lock.unlink(missing_ok=True)
        return
    say("Ending a PostgreSQL that an earlier crash left running …")
    family = descendants(pid)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(60)
    except psutil.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(60)
    end_processes(family, seconds=5)
