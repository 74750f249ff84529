"""Reads star_rules.csv: from how many hours of service a volunteer has which star, by scheme."""

from pathlib import Path
from typing import Any

from etl.errors import SiteInvalid
from etl.mapping.codes import numbered_rows

_COLUMNS = ("scheme", "level", "hours", "document", "certainty")


def read_star_rules(folder: Path) -> list[dict[str, Any]]:
    """The levels of every scheme of a site; no file, none. Raises SiteInvalid with the line that is wrong."""
    path = folder / "star_rules.csv"
    rules: list[dict[str, Any]] = []
    for line, row in numbered_rows(path, _COLUMNS, _COLUMNS) if path.is_file() else []:
        where = f"{path}: line {line}"
        numbers = {name: _whole(row[name], name, where) for name in ("level", "hours")}
        below = rules[-1] if rules and rules[-1]["scheme"] == row["scheme"] else None
        if below and (numbers["level"] <= below["level"] or numbers["hours"] <= below["hours"]):
            said = f"level {numbers['level']} from {numbers['hours']} hours on is not above the line before"
            raise SiteInvalid(f"{where}: {said}; write the levels of '{row['scheme']}' upwards, each with more hours")
        rules.append({name: row[name] for name in _COLUMNS} | numbers)
    return rules


def _whole(text: str, name: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise SiteInvalid(f"{where}: {name} '{text}' is not a whole number; write it as 100")
    return int(text)
