"""The nearest name to one that is not there: what somebody may have meant, or what a column is called now."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_LEAST = 0.6
_SIGNS = re.compile(r"[\W_]+")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name among `names` that is most like `name`, whatever its capitals and signs; None where none is near."""
    scored = [(_likeness(name, each), each) for each in dict.fromkeys(names)]
    likeness, found = max(scored, default=(0.0, ""))
    return found if likeness >= _LEAST else None


def perhaps(name: str, names: Iterable[str]) -> str:
    """` (perhaps '…')`, or nothing where no name is near."""
    found = nearest(name, names)
    return f" (perhaps '{found}')" if found else ""


def _likeness(one: str, other: str) -> float:
    first, second = bare(one), bare(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    # A name inside the other (`status` in `case_status`) is near however long the other is.
    inside = 0.75 if min(len(first), len(second)) >= 3 and (first in second or second in first) else 0.0
    return max(inside, SequenceMatcher(None, first, second).ratio())


def bare(name: str) -> str:
    """The last step of a path in small letters, without signs."""
    return _SIGNS.sub("", name.rsplit(".", 1)[-1]).lower()
