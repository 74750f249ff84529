"""The numbers of a drawing as it goes to the browser: every link to a drawer with its text."""

from collections.abc import Iterator
from typing import Any

from screen import said

# A number; the name of a metric that fills the card of its number.
NUMBER, NAME = "number", "lab whole number"


def numbers_in(drawn: Any, *names: str) -> Iterator[tuple[str, str]]:
    """Every number, or link of these names, that opens a drawer: its text and its address."""
    if isinstance(drawn, list):
        for each in drawn:
            yield from numbers_in(each, *names)
    elif isinstance(drawn, dict):
        props = drawn.get("props", {})
        if props.get("className") in (names or (NUMBER,)):
            yield said(drawn), props["href"]
        yield from numbers_in(props.get("children"), *names)


def parts_of(drawn: Any) -> Iterator[dict[str, Any]]:
    if isinstance(drawn, list):
        for each in drawn:
            yield from parts_of(each)
    elif isinstance(drawn, dict):
        yield drawn
        yield from parts_of(drawn.get("props", {}).get("children"))
