"""The state of a view, all of it, as the query string of its address."""

import re
from dataclasses import astuple, dataclass, replace
from urllib.parse import parse_qs, urlencode

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,24}")
_NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,80}")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,60}")
LANGUAGES = ("zh", "en")
# The first is shown where nobody chose.
THEMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class State:
    """What the reader chose: month (YYYY-MM), division, metric, language, theme, city, grid; None where nothing.

    Of the log: kind of event, account, the last days, and the number of the page of its lines.
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

    def but(self, **changes: str | None) -> "State":
        """The same state with some choices changed (None clears one)."""
        return replace(self, **changes)

    def elsewhere(self) -> "State":
        """What of it holds for every page."""
        return self.but(metric=None, grid=None, event=None, account=None, days=None, number=None)

    @property
    def search(self) -> str:
        """The query string, `?p=2026-11&r=341021…`; a lone `?` for the state without choices."""
        return "?" + urlencode({key: value for key, value in zip(_KEYS, self._values(), strict=True) if value})

    def _values(self) -> tuple[str | None, ...]:
        return astuple(self)


_KEYS = ("p", "r", "m", "lang", "theme", "c", "e", "a", "d", "n", "g")


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
        days=one("d", _NUMBER),
        number=one("n", _NUMBER),
        grid=one("g", _CODE),
    )
