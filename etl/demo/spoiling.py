"""Drop folders and databases of the demonstration go wrong and are well again, as the switch wishes.

The true ones stand aside meanwhile and are kept up to date there; what is wrong is made from them, in their place.
"""

import json
import os
import shutil
import sqlite3
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from etl.demo.dropping import aside
from etl.demo.spoilt_databases import spoil_database
from etl.demo.spoilt_files import spoil_file
from etl.demo.world import World

_WISHES = Path("platforms") / "chaos.json"
# A place where something is, and nobody knows what: this process has just begun.
_UNKNOWN = "unknown"


def handed_in(site: Path) -> dict[str, Path]:
    """The drop folders and databases that the sources of a site read, below the data folder, by name."""
    found = {}
    for path in sorted((site / "sources").glob("*.toml")):
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        place = declared.get("files", {}).get("folder") or declared.get("sql", {}).get("sqlite")
        if place:
            found[Path(place).stem] = Path(place)
    return found


class Wishes:
    """What the switch says of folders and databases, for the process that makes them."""

    def __init__(self, site: Path, data: Path) -> None:
        """`data` is the folder below which they lie."""
        self.names = frozenset(handed_in(site))
        self._path = data / _WISHES

    def write(self, kinds: Mapping[str, str]) -> None:
        """Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({name: kind for name, kind in kinds.items() if name in self.names}), "utf-8")
        beside.replace(self._path)


class Spoiler:
    """Carries the wishes out, in the process that makes files and databases: nobody else writes there."""

    def __init__(self, world: World, data: Path) -> None:
        self._world, self._data = world, data
        self._places = {name: data / place for name, place in handed_in(world.site).items()}
        self._stands = {name: _UNKNOWN for name, place in self._places.items() if aside(place).exists()}
        self._newest: dict[str, str] = {}
        self._since: dict[str, str] = {}

    def tend(self, *, anew: bool = False) -> None:
        """Bring every place to what is wished; `anew`: the true ones have changed. What fails is said."""
        try:
            wishes = json.loads((self._data / _WISHES).read_text("utf-8"))
        except FileNotFoundError:
            wishes = {}
        for name, place in self._places.items():
            try:
                self._bring(name, place, wishes.get(name), anew=anew)
            except (OSError, sqlite3.Error) as error:
                sys.stderr.write(f"Simulated platform {name}: {error}; tried again later.\n")

    def _bring(self, name: str, place: Path, kind: str | None, *, anew: bool) -> None:
        stands, true = self._stands.get(name), aside(place)
        if kind is None:
            if stands is not None:
                _remove(place)
                true.rename(place)
                del self._stands[name]
            return
        if stands is None:
            if not place.exists():
                return
            place.rename(true)
        if stands in (None, _UNKNOWN):
            self._since[name] = f"{self._world.now:%Y-%m-%d %H:%M:%S}"
            self._newest[name] = max((_sent(each) for each in _files(true)), default="")
        if kind != stands or anew:
            self._spoil(name, place, kind)
            self._stands[name] = kind

    def _spoil(self, name: str, place: Path, kind: str) -> None:
        true = aside(place)
        if kind == "outage":
            _remove(place)
        elif true.is_file():
            spoil_database(kind, true, place, self._since[name])
        else:
            self._spoil_folder(true, place, kind, self._newest[name])

    def _spoil_folder(self, true: Path, place: Path, kind: str, newest: str) -> None:
        """The newest file and all that come after it are wrong; the others are as they were."""
        place.mkdir(exist_ok=True)
        for each in _files(true):
            if _sent(each) >= newest:
                spoil_file(kind, each, place / each.name)
            elif not (place / each.name).exists():
                os.link(each, place / each.name)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _sent(path: Path) -> str:
    """When a file was handed in, so that later ones are greater."""
    return f"{path.stat().st_mtime_ns:020d} {path.name}"


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
