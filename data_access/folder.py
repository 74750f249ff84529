"""The data folder: its parts, and what a process may learn from it about a warehouse that runs."""

import errno
import json
import socket
from pathlib import Path

from sqlalchemy import URL, make_url

from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.roles import ROLES, read_passwords, urls_for


def make_folders(data: Path) -> None:
    """Make the data folder and its parts; secrets/ is closed to everybody else."""
    try:
        data.mkdir(mode=0o755, parents=True, exist_ok=True)
        for name, mode in (("run", 0o755), ("logs", 0o750), ("secrets", 0o700), ("drop", 0o755)):
            (data / name).mkdir(mode=mode, exist_ok=True)
        probe = data / "run" / ".write-test"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as error:
        if disk_is_full(error):
            raise full_disk(data) from None
        raise WarehouseUnavailableError(
            f"the data folder {data} cannot be written ({error.strerror}): "
            "run as its owner, or set COCKPIT_DATA to a folder of yours"
        ) from None


def disk_is_full(error: OSError) -> bool:
    """Whether there is no room left: on the disk, or for this user."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def write_whole(path: Path, text: str) -> None:
    """Write a small file: it has the new content, or after an OSError still the old one, never half of either."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def full_disk(place: Path) -> WarehouseUnavailableError:
    """The sentence for a disk with no room left."""
    return WarehouseUnavailableError(
        f"the disk that holds {place} is full: make room there, or set COCKPIT_DATA to a folder on another disk"
    )


def remember(data: Path, urls: ConnectionUrls) -> None:
    """Keep where the warehouse is (without passwords), so that other processes and the next start find it."""
    public = make_url(urls.reader)._replace(username=None, password=None)
    # Mostly the same as before; then a full disk must not end the server that has just started.
    if _remembered(data) != public:
        write_whole(data / "run" / "database.json", json.dumps({"address": public.render_as_string()}))


def known_urls(data: Path) -> ConnectionUrls | None:
    """The URLs of the warehouse last used with this data folder; None where there was none."""
    base, passwords = _remembered(data), read_passwords(data)
    if base is None or any(role not in passwords for role in ROLES):
        return None
    return urls_for(base, passwords)


def _remembered(data: Path) -> URL | None:
    try:
        content = json.loads((data / "run" / "database.json").read_text(encoding="utf-8"))
        return make_url(str(content["address"]))
    except (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError):
        # Only a convenience: without it a new port is chosen.
        return None


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen on host:port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
