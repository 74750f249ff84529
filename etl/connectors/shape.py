"""What is where in an answer: the list of records, how many there are, any value by its path."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl.errors import SourceChanged
from etl.mapping.codes import shown_names

# Objects and lists in one record. A few signs of JSON become some hundred bytes of memory.
MOST_INSIDE = 800_000
CROWDED = f"it holds more than {MOST_INSIDE} objects and lists"
_TEXT_OR_OPENING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{\[]', re.DOTALL)
# Raises where the outline of an answer says that it is not a good one.
Check = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a record could not be read, and says why."""

    reason: str


def crowded(text: bytes) -> bool:
    """Whether a JSON text opens more objects and lists than one record may hold; brackets in texts open nothing."""
    if text.count(b"{") + text.count(b"[") <= MOST_INSIDE:
        return False
    left = MOST_INSIDE
    for found in _TEXT_OR_OPENING.finditer(text):
        left -= text[found.start()] != 0x22
        if left < 0:
            return True
    return False


def value_at(value: object, path: str) -> object:
    """What is at `path` (`a.b.c`); None where a step is missing."""
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def total_at(value: object, path: str) -> int | None:
    """The whole number at `path`; None where nothing is declared or there is none: nothing depends on it alone."""
    found = value_at(value, path)
    if isinstance(found, str) and found.isdecimal() and len(found) < 16:
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def records_at(value: object, path: str) -> list[object]:
    """The list at `path` (`a.b.c`, "" for the value itself); a null there is an empty list.

    A list on the way is walked through: `groups.items` are the items of all groups. Raises SourceChanged where there
    is no list at `path`.
    """
    steps = path.split(".") if path else []
    return list(_below(value, steps, [], path))


def exploded(record: object, path: str) -> Iterator[object]:
    """One record per item of the list at `path`, each with the record as `parent`; one object is a list of one."""
    items = value_at(record, path)
    if not isinstance(record, dict) or items is None:
        yield from () if isinstance(record, dict) else (record,)
        return
    for item in items if isinstance(items, list) else [items]:
        yield {**item, "parent": record} if isinstance(item, dict) else item


def _below(value: object, steps: list[str], walked: list[str], path: str) -> Iterator[object]:
    if not steps:
        if value is None and walked:
            return
        if not isinstance(value, list):
            raise SourceChanged(_missing(path, walked, value))
        yield from value
        return
    if isinstance(value, list) and walked:
        for each in value:
            yield from _below(each, steps, walked, path)
        return
    if not isinstance(value, dict) or steps[0] not in value:
        raise SourceChanged(_missing(path, walked, value))
    yield from _below(value[steps[0]], steps[1:], [*walked, steps[0]], path)


def _missing(path: str, walked: list[str], value: object) -> str:
    place = f"at '{'.'.join(walked)}'" if walked else "in the body"
    expected = f"the list of records is declared at '{path}'" if path else "the body is declared to be the list"
    if isinstance(value, dict):
        found = f"an object with keys: {shown_names(value)}" if value else "an empty object"
    elif isinstance(value, list):
        found = f"a list of {len(value)}"
    else:
        found = f"a {type(value).__name__}"
    return f"{expected}, but {place} there is {found}; check `records` against the platform's manual"
