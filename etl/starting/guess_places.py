"""Guesses how a record finds its place: by a point, a grid code, a division code, or names within their parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.mapping.codes import read_table
from etl.mapping.derive import plain
from etl.mapping.place_names import PlaceNames, short
from etl.starting.words import PLACES, likeness

_MOST = 0.5
_LEVELS = ("county", "township", "community")


@dataclass
class PlaceGuess:
    """Keys of `place` with their paths, why each, and what has to be written into division_aliases.csv."""

    keys: dict[str, str | list[str]] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    aliases: str = ""

    @property
    def paths(self) -> set[str]:
        """The paths that are used."""
        return {path for value in self.keys.values() for path in ([value] if isinstance(value, str) else value)}


class Divisions:
    """What the site's divisions.csv knows of one city."""

    def __init__(self, folder: Path, city_code: str) -> None:
        rows = read_table(folder / "divisions.csv", ("code", "name_zh", "name_en", "level", "parent_code", "city_code"))
        here = [row for row in rows if row["city_code"] == city_code and row["code"] != city_code]
        self.codes = {row["code"] for row in here}
        self.names = PlaceNames(city_code, here)
        self.by_level = {
            level: {short(row[name]) for row in here if row["level"] == level for name in ("name_zh", "name_en")}
            for level in _LEVELS
        }


def guess_place(columns: Mapping[str, Sequence[Any]], divisions: Divisions) -> PlaceGuess:
    """The best place mapping that the columns allow."""
    found = PlaceGuess()
    _point(columns, found)
    best = {key: _best(key, columns) for key in PLACES}
    if best["grid"]:
        found.keys["grid"] = best["grid"]
        found.why.append(f"grid '{best['grid']}' by its name")
    for path, values in columns.items():
        share = _share(values, divisions.codes)
        if share >= _MOST and "division" not in found.keys:
            found.keys["division"] = path
            found.why.append(f"division '{path}': {share:.0%} of its values are codes of divisions.csv")
    if "division" not in found.keys:
        _names(columns, divisions, best, found)
    return found


def _point(columns: Mapping[str, Sequence[Any]], found: PlaceGuess) -> None:
    for key, limit in (("longitude", 180.0), ("latitude", 90.0)):
        path = _best(key, {path: values for path, values in columns.items() if _within(values, limit)})
        if path:
            found.keys[key] = path
    if ("longitude" in found.keys) != ("latitude" in found.keys):
        found.keys.pop("longitude", None)
        found.keys.pop("latitude", None)
    elif found.keys:
        found.why.append("point by its names and values: make sure that it is WGS 84, not GCJ-02 or BD-09")


def _names(
    columns: Mapping[str, Sequence[Any]], divisions: Divisions, best: Mapping[str, str], found: PlaceGuess
) -> None:
    chain: list[str] = []
    widest = ""
    for level in _LEVELS:
        shares = {
            path: _share([short(value) for value in values], divisions.by_level[level])
            for path, values in columns.items()
        }
        path = max(shares, key=lambda each: shares[each], default="")
        if path and shares[path] >= _MOST and path not in chain:
            chain.append(path)
        elif best[level] and best[level] not in chain and (shares[best[level]] or not chain):
            # What the site has no name for at all is another kind of area.
            chain.append(best[level])
        widest = widest or (level if chain else "")
    if not chain:
        return
    *parents, name = chain
    if parents:
        found.keys["parents"] = parents
    found.keys["name"] = name
    rows = [tuple(plain(value) for value in row) for row in zip(*(columns[path] for path in chain), strict=True)]
    lost = sorted({missed for row in set(rows) if (missed := divisions.names.find(row, lambda _: None)[1])})
    found.why.append(f"names in {', '.join(chain)}, each within the one before")
    if lost:
        found.aliases = _said_of(lost, widest, divisions)


def _said_of(lost: Sequence[str], widest: str, divisions: Divisions) -> str:
    """What is to be done about names that lead nowhere; `widest` is the level that the first column names."""
    names = ", ".join(lost[:8])
    above = dict(zip(_LEVELS[1:], _LEVELS, strict=False)).get(widest)
    if above and _share([short(each) for each in lost], divisions.by_level[widest]) >= _MOST:
        return (
            f"a {widest} is looked for within its {above}, which no column names: add that column to the export, or "
            f"{names} to division_aliases.csv"
        )
    return f"no division has the names {names}: add them to division_aliases.csv"


def _best(key: str, columns: Mapping[str, Sequence[Any]]) -> str:
    scores = {path: likeness(path, PLACES[key]) for path, values in columns.items() if any(map(plain, values))}
    path = max(scores, key=lambda each: scores[each], default="")
    return path if path and scores[path] >= _MOST else ""


def _share(values: Sequence[Any], known: set[str]) -> float:
    texts = [text for value in values if (text := plain(value))]
    return sum(text in known for text in texts) / len(texts) if texts else 0.0


def _within(values: Sequence[Any], limit: float) -> bool:
    texts = [text for value in values if (text := plain(value))]
    try:
        return bool(texts) and all(abs(float(text)) <= limit for text in texts)
    except ValueError:
        return False
