"""What a panel shows, read out of its drawing: the numbers that have drawers, the tables, the texts."""

from collections.abc import Iterable, Iterator
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.drawer.opened import Opened, opened
from dashboard.state import parse


def parts_of(drawn: Any) -> Iterator[Component]:
    """Every component of a drawing, in order."""
    for piece in drawn if isinstance(drawn, (list, tuple)) else [drawn]:
        if isinstance(piece, Component):
            yield piece
            yield from parts_of(getattr(piece, "children", None))


def numbers_of(drawn: Any) -> list[Opened]:
    """The numbers that are links to their drawers, each once."""
    return list(dict.fromkeys(numbers_in(parts_of(drawn))))


def numbers_in(parts: Iterable[Component]) -> Iterator[Opened]:
    """The numbers among components, without those inside of them, in order."""
    found = (opened(parse(str(getattr(part, "href", ""))).drawer) for part in parts if is_number(part))
    return (each for each in found if each is not None)


def is_number(part: Component) -> bool:
    """Whether it is a link to a drawer (dashboard/drawer/numbers.py)."""
    return isinstance(part, html.A) and "number" in str(getattr(part, "className", "")).split()


def tables_of(drawn: Any) -> list[tuple[list[str], list[list[str]]]]:
    """The tables as they are on the screen: heads and lines of texts."""
    tables = (part for part in parts_of(drawn) if isinstance(part, html.Table))
    return [_table(table) for table in tables]


def _table(table: Component) -> tuple[list[str], list[list[str]]]:
    rows = [part for part in parts_of(table) if isinstance(part, html.Tr)]
    texts = [[text_of(cell) for cell in parts_of(row) if isinstance(cell, (html.Td, html.Th))] for row in rows]
    return (texts[0], texts[1:]) if texts else ([], [])


def text_of(drawn: Any) -> str:
    """All texts of a drawing in order, one space between what stands apart."""
    if isinstance(drawn, Component):
        return text_of(getattr(drawn, "children", None))
    if isinstance(drawn, (list, tuple)):
        return " ".join(filter(None, (text_of(each) for each in drawn)))
    return "" if drawn is None else str(drawn).strip()
