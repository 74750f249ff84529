"""The key that signs cookies: given by the environment, else made once and kept beside the passwords."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def cookie_secret(data: Path, given: str | None) -> str:
    """The key; where none is given, that of the data folder, made if there is none yet.

    Several processes may start at once: the one that makes the file first is the one all others read.
    """
    if given:
        return given
    path = data / "secrets" / "cookie.key"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii")


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"cookie.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
