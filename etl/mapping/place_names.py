"""Finds a division by its name within its parents, never by its name alone: cities have many a 城关镇."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

# What follows the name proper of a community; platforms write it in full, in part or not at all.
_ENDINGS = re.compile(r"(社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|村)$", re.UNICODE)
_SPACES = re.compile(r"\s+")


class PlaceNames:
    """The divisions of one city as a tree that names are looked up in, from the widest to the narrowest."""

    def __init__(self, city_code: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """`rows` have code, parent_code, name_zh and name_en."""
        self._city = city_code
        self._parents: dict[str, str] = {}
        # Ancestor → name → codes below it; endings are left out only where that leaves one division.
        self._full: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._short: dict[tuple[str, str], set[str]] = defaultdict(set)
        listed = list(rows)
        for row in listed:
            self._parents[row["code"]] = row["parent_code"]
        for row in listed:
            self._list(row)

    def _list(self, row: Mapping[str, Any]) -> None:
        names = {_plain(row["name_zh"]), _plain(row["name_en"])} - {""}
        for above in self._above(row["code"]):
            for name in names:
                self._full[above, name].add(row["code"])
                self._short[above, _ENDINGS.sub("", name)].add(row["code"])

    def _above(self, code: str) -> list[str]:
        """The ancestors within which the name of `code` counts; the city only for what lies directly in it."""
        found: list[str] = []
        parent = self._parents.get(code, "")
        while parent and parent not in found and (parent != self._city or not found):
            found.append(parent)
            parent = self._parents.get(parent, "")
        return found

    def find(self, values: Sequence[object], known: Callable[[str], str | None]) -> tuple[str | None, str]:
        """The code that `values` (widest first) lead to, and the first value that led nowhere ("": all did).

        `known` gives the code of a text that is a code or an alias itself. Where the narrower values are not found,
        the code is that of the last that was.
        """
        at = self._city
        for value in values:
            text = _plain(value)
            if not text:
                continue
            found = known(str(value).strip())
            if found is None or not self._within(found, at):
                found = self._named(at, text)
            if found is None:
                return (at if at != self._city else None), str(value).strip()
            at = found
        return (at if at != self._city else None), ""

    def _named(self, above: str, text: str) -> str | None:
        for table, name in ((self._full, text), (self._short, text), (self._short, _ENDINGS.sub("", text))):
            codes = table.get((above, name), set())
            if len(codes) == 1:
                return next(iter(codes))
        return None

    def _within(self, code: str, above: str) -> bool:
        seen: set[str] = set()
        while code != above:
            if code in seen or code not in self._parents:
                return False
            seen.add(code)
            code = self._parents[code]
        return True


def short(name: object) -> str:
    """A name as it is compared, without what only says that it is a community."""
    return _ENDINGS.sub("", _plain(name))


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else _SPACES.sub("", str(value)).casefold()
