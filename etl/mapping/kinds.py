"""What kind of value a column holds, looked at from outside: text, number, time, truth, list, object or mixed."""

import re
from collections.abc import Sequence
from typing import Any

_LOOKED_AT = 200
_TIME = re.compile(r"\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+([eE][-+]?\d+)?\Z")


def kind_of(values: Sequence[Any]) -> str:
    """The one kind of all values that are not empty, 'mixed' where there are several, '' where all are empty.

    Digits in quotes are a number too: a platform that stops quoting them has not changed anything that matters.
    """
    step = len(values) // _LOOKED_AT + 1
    looked = [value for value in values[::step] if value is not None]
    # Columns of codes hold few different texts.
    texts = {value for value in looked if type(value) is str}
    others = [value for value in looked if type(value) is not str]
    kinds = {*map(_kind_of_text, texts), *map(_kind, others)} - {""}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else ""


def unlike(before: str, now: str) -> bool:
    """Whether the kind changed; to and from 'mixed' says nothing, as does a column that is empty."""
    return before != now and not {before, now} & {"", "mixed"}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "list"
    return _kind_of_text(str(value))


def _kind_of_text(value: str) -> str:
    text = value.strip()
    if not text:
        return ""
    if _NUMBER.match(text):
        return "number"
    return "time" if _TIME.match(text) else "text"
