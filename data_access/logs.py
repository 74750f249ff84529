"""Log files of child processes: kept small, and read for the last words of one that failed."""

import shutil
import sys
from contextlib import suppress
from pathlib import Path

_LIMIT_BYTES = 5_000_000
_KEPT = 3


def rotate(path: Path, limit: int = _LIMIT_BYTES) -> None:
    """Move the content of a log above `limit` bytes aside; at most three older ones stay.

    The file itself is emptied, not renamed, because the process that appends to it has it open. Raises OSError where
    there is no room for the copy; no log is lost then.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return
    copy = path.with_name(f"{path.name}.new")
    try:
        shutil.copyfile(path, copy)
    except OSError:
        copy.unlink(missing_ok=True)
        raise
    for number in range(_KEPT, 1, -1):
        older = path.with_name(f"{path.name}.{number - 1}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number}"))
    copy.replace(path.with_name(f"{path.name}.1"))
    with path.open("r+b") as file:
        file.truncate(0)


def last_lines(path: Path, count: int) -> list[str]:
    """The last lines that are not empty, oldest first; none where there is no file."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200 * count))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return [line.strip() for line in lines if line.strip()][-count:]


def tell(sentence: str, end: str = "\n") -> None:
    """Say something on the terminal; where that is a file on a full disk, or gone, nobody hears it."""
    with suppress(OSError):
        sys.stdout.write(f"{sentence}{end}")
        sys.stdout.flush()
