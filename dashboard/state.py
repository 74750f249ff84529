"""The state of a view, all of it, as the query string of its address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from urllib.parse import parse_qs, urlencode

from dashboard.drawer.opened import PATTERN
from data_access.filters import FILTERS, Filter

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,24}")
_NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,80}")
_TAB = re.compile(r"[a-z]{1,12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
_MEMBER = re.compile(r"[\w.+@/-]{1,60}")
# What no record says of itself is a member too, and needs a sign in the address.
_NOT_SAID = "~"
_MOST_MEMBERS = 20
LANGUAGES = ("zh", "en")
# The first is shown where nobody chose.
THEMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class State:
    """What the reader chose: month (YYYY-MM), division, metric, language, theme, city, grid; None where nothing.

    Of the log: kind of event, account, the last days, and the number of the page of its lines. `filters` stand in the
    order in which they were set, each with its members. `drawer` is the number whose drawer is open
    (dashboard.drawer.opened), `tab` the part of it that is shown.
    """

    period: str | None = None
    division: str | None = None
    metric: str | None = None
    language: str | None = None
    theme: str | None = None
    city: str | None = None
    event: str | None = None
    account: str | None = None
    days: str | None = None
    number: str | None = None
    grid: str | None = None
    filters: tuple[Filter, ...] = ()
    drawer: str | None = None
    tab: str | None = None

    def but(self, **changes: str | None) -> "State":
        """The same state with some choices changed (None clears one)."""
        return replace(self, **changes)  # type: ignore[arg-type]  # none of them is that of filters

    def elsewhere(self) -> "State":
        """What of it holds for every page."""
        return self.by(()).shut().but(metric=None, grid=None, event=None, account=None, days=None, number=None)

    def shut(self) -> "State":
        """The same state without the drawer."""
        return self.but(drawer=None, tab=None)

    def by(self, filters: Iterable[Filter]) -> "State":
        """The same state with these filters and no others."""
        return replace(self, filters=tuple(filters))

    def members(self, name: str) -> tuple[str, ...]:
        """What a filter lets through; nothing where it is not set."""
        return dict(self.filters).get(name, ())

    def without(self, name: str) -> "State":
        """The same state with one filter cleared."""
        return self.by(each for each in self.filters if each[0] != name)

    def only(self, name: str, member: str) -> "State":
        """One member of a filter and no other; where it is that already, none."""
        return self.without(name) if self.members(name) == (member,) else self._set(name, (member,))

    def toggled(self, name: str, member: str) -> "State":
        """One member more of a filter, or one less."""
        known = self.members(name)
        left = tuple(each for each in known if each != member)
        return self._set(name, left if member in known else (*known, member))

    @property
    def filtered_by(self) -> str:
        """Its filters as the log says them; empty without."""
        return ", ".join(f"{name} {' '.join(member or _NOT_SAID for member in each)}" for name, each in self.filters)

    def _set(self, name: str, members: tuple[str, ...]) -> "State":
        """A filter keeps its place among the others; a new one is the last."""
        changed = dict(self.filters) | {name: members}
        return self.by((name, members) for name, members in changed.items() if members)

    @property
    def search(self) -> str:
        """The query string, `?p=2026-11&r=341021…`; a lone `?` for the state without choices."""
        told = [(key, getattr(self, name)) for name, key in _KEYS.items()]
        told += [
            ("f", f"{name}:{','.join(member or _NOT_SAID for member in members)}") for name, members in self.filters
        ]
        return "?" + urlencode([(key, value) for key, value in told if value], safe=":,~")


_KEYS = dict(
    zip(
        (each.name for each in fields(State) if each.name != "filters"),
        ("p", "r", "m", "lang", "theme", "c", "e", "a", "days", "n", "g", "d", "t"),
        strict=True,
    )
)


def parse(search: str | None) -> State:
    """The state an address asks for. What is malformed counts as not chosen: a link never breaks a page."""
    found = parse_qs((search or "").lstrip("?"))

    def one(key: str, pattern: re.Pattern[str]) -> str | None:
        value = found.get(key, [""])[-1]
        return value if pattern.fullmatch(value) else None

    def among(key: str, allowed: tuple[str, ...]) -> str | None:
        value = found.get(key, [""])[-1]
        return value if value in allowed else None

    return State(
        period=one("p", _MONTH),
        division=one("r", _CODE),
        metric=one("m", _KEY),
        language=among("lang", LANGUAGES),
        theme=among("theme", THEMES),
        city=one("c", _CODE),
        event=one("e", _KEY),
        account=one("a", _NAME),
        days=one("days", _NUMBER),
        number=one("n", _NUMBER),
        grid=one("g", _CODE),
        filters=_filters(found.get("f", [])),
        drawer=one("d", PATTERN),
        tab=one("t", _TAB),
    )


def _filters(told: list[str]) -> tuple[Filter, ...]:
    """Filters that there are, each once, with members that can be codes."""
    found: dict[str, tuple[str, ...]] = {}
    for each in told:
        name, _colon, members = each.partition(":")
        wanted = dict.fromkeys(
            member for member in members.split(",") if _MEMBER.fullmatch(member) or member == _NOT_SAID
        )
        if name in FILTERS and wanted:
            found[name] = tuple("" if member == _NOT_SAID else member for member in wanted)[:_MOST_MEMBERS]
    return tuple(found.items())
