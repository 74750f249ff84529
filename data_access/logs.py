"""Log files of child processes: kept small, and read for the last words of one that failed."""

import shutil
from pathlib import Path

_LIMIT_BYTES = 5_000_000
_KEPT = 3


def rotate(path: Path, limit: int = _LIMIT_BYTES) -> None:
    """Move the content of a log above `limit` bytes aside; at most three older ones stay.

    The file itself is emptied, not renamed, because the process that appends to it has it open.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return
    for number in range(_KEPT, 1, -1):
        older = path.with_name(f"{path.name}.{number - 1}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
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
