"""What a role may see, as rights: from the codes of its divisions to cities, counties or townships."""

from collections.abc import Collection, Sequence
from typing import Protocol

from data_access.dimension import LEVELS
from data_access.directory import DivisionName
from data_access.scope import Rights


class Divisions(Protocol):
    """What knows the divisions of today."""

    def division(self, code: str) -> DivisionName | None: ...


def rights_of(
    known: Divisions,
    cities: Sequence[str],
    divisions: Collection[str],
    *,
    themes: Collection[str] | None = None,
    depth: str = "grid",
    rows: bool = True,
) -> Rights:
    """The rights of who sees `divisions` (codes of one level: cities, counties or townships; none: all `cities`).

    `themes`: keys; None: all. Raises LookupError with a sentence for a code that is none of today, of another site or
    of a level that no role is given, and ValueError for codes of several levels and for a depth that does not exist.
    """
    if depth not in LEVELS:
        raise ValueError(f"'{depth}' is no level of divisions; there are: {', '.join(LEVELS)}")
    told = None if themes is None else tuple(sorted(themes))
    if not divisions:
        return Rights(tuple(cities), themes=told, depth=depth, rows=rows)
    found = [_found(known, code, cities) for code in sorted(set(divisions))]
    levels = {each.level for each in found}
    if len(levels) > 1:
        raise ValueError(f"one role sees divisions of one level, not of {' and '.join(sorted(levels))}")
    codes, inside = tuple(each.code for each in found), tuple(sorted({each.city_code for each in found}))
    (level,) = levels
    return Rights(
        inside,
        counties=codes if level == "county" else None,
        townships=codes if level == "township" else None,
        themes=told,
        depth=depth,
        rows=rows,
    )


def _found(known: Divisions, code: str, cities: Sequence[str]) -> DivisionName:
    found = known.division(code)
    if found is None or found.city_code not in cities:
        raise LookupError(f"no division of this site has the code '{code}' today")
    if found.level not in LEVELS[:3]:
        raise LookupError(f"'{code}' is a {found.level}; a role sees cities, counties or townships")
    return found
