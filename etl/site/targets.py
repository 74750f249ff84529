"""Reads targets.csv: each target names a metric and a division that exist, a limit, and the document it is from."""

from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from data_access.comparators import COMPARATORS
from data_access.registry import METRICS
from etl.errors import SiteInvalid
from etl.mapping.codes import numbered_rows, read_day
from etl.nearest import perhaps

_COLUMNS = ("metric_key", "division_code", "valid_from", "valid_to", "comparator", "value", "document")

Row = dict[str, Any]


def read_targets(folder: Path, divisions: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The targets of a site; no file, no targets. Raises SiteInvalid with the line that is wrong."""
    path = folder / "targets.csv"
    if not path.is_file():
        return []
    known = {row["code"] for row in divisions}
    return [_target(f"{path}: line {line}", row, known) for line, row in numbered_rows(path, _COLUMNS, ("document",))]


def _target(where: str, row: Mapping[str, str], divisions: set[str]) -> Row:
    metric, division = row["metric_key"], row["division_code"]
    if metric not in METRICS:
        hint = perhaps(metric, METRICS) or f"; there are: {', '.join(METRICS)}"
        raise SiteInvalid(f"{where}: there is no metric '{metric}'{hint}")
    if division not in divisions:
        raise SiteInvalid(f"{where}: the division '{division}' is not in divisions.csv")
    if row["comparator"] not in COMPARATORS:
        raise SiteInvalid(f"{where}: '{row['comparator']}' is no comparator; write one of {' '.join(COMPARATORS)}")
    valid_to = read_day(row["valid_to"], where) if row["valid_to"] else None
    dates = {"valid_from": read_day(row["valid_from"], where), "valid_to": valid_to}
    return {**{name: row[name] for name in _COLUMNS}, **dates, "value": _number(row["value"], where)}


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise SiteInvalid(f"{where}: the value '{text}' is not a number; write it as 95 or 0.5")
    return value
