"""Reads deadlines.csv: until when records of a kind must be closed where the platform does not say so."""

from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from data_access.site import Site
from etl.deadlines import NATURAL_DAYS, UNITS, WORKING_DAYS, WORKING_HOURS, read_office_hours
from etl.entities import ENTITIES
from etl.errors import SiteInvalid
from etl.mapping.codes import numbered_rows, read_day

FILE = "deadlines.csv"
_FILLED = ("city_code", "entity", "kind", "valid_from", "starts", "value", "unit", "document", "certainty")
_COLUMNS = (*_FILLED, "category", "valid_to")
_WHOLE = (WORKING_DAYS, NATURAL_DAYS)

Row = dict[str, Any]


def read_deadlines(site: Site, categories: Mapping[str, Collection[str]]) -> list[Row]:
    """The deadlines of a site; no file, no deadlines. `categories` of each code list.

    Raises SiteInvalid with the line that is wrong.
    """
    try:
        read_office_hours(site.office_hours)
    except ValueError as error:
        raise SiteInvalid(f"{site.folder / 'site.toml'}: office_hours: {error}") from None
    path = site.folder / FILE
    rows = numbered_rows(path, _COLUMNS, _FILLED) if path.is_file() else []
    return [_rule(f"{path}: line {line}", row, site, categories) for line, row in rows]


def _rule(where: str, row: Mapping[str, str], site: Site, categories: Mapping[str, Collection[str]]) -> Row:
    known = {key: entity.deadline for key, entity in ENTITIES.items() if entity.deadline}
    _one_of(where, "city_code", row["city_code"], site.city_codes)
    _one_of(where, "entity", row["entity"], known)
    _one_of(where, "kind", row["kind"], [kind.key for kind in ENTITIES[row["entity"]].kinds])
    _one_of(where, "starts", row["starts"], known[row["entity"]].starts)
    _one_of(where, "unit", row["unit"], UNITS)
    listed = categories.get(f"{row['entity']}_category", ())
    if row["category"] and listed:
        _one_of(where, "category", row["category"], listed)
    if row["unit"] == WORKING_HOURS and not site.office_hours:
        raise SiteInvalid(f"{where}: working hours need office_hours in site.toml; give them there")
    return {
        **{name: row[name] for name in _COLUMNS},
        "valid_from": read_day(row["valid_from"], where),
        "valid_to": read_day(row["valid_to"], where) if row["valid_to"] else None,
        "value": _value(where, row),
        "office_hours": site.office_hours if row["unit"] == WORKING_HOURS else "",
    }


def _one_of(where: str, name: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise SiteInvalid(f"{where}: {name} '{value}' is not one of {', '.join(allowed)}")


def _value(where: str, row: Mapping[str, str]) -> float:
    try:
        value = float(row["value"])
    except ValueError:
        value = 0.0
    if not isfinite(value) or value <= 0 or (row["unit"] in _WHOLE and not value.is_integer()):
        kind = "whole number" if row["unit"] in _WHOLE else "number"
        raise SiteInvalid(f"{where}: the value '{row['value']}' is not a {kind} above 0")
    return value
