"""The rows of an xlsx sheet, put together from the elements that an XML parser meets."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from etl.values import from_serial

_MOST_COLUMNS = 16_384


class Cells:
    """Collects the cells of rows from what the parser meets."""

    def __init__(self, texts: list[str], date_styles: list[bool], dates_from_1904: bool) -> None:
        self._texts, self._date_styles, self._dates_from_1904 = texts, date_styles, dates_from_1904
        self._rows: list[tuple[int, list[Any]]] = []
        self._row: list[Any] = []
        self._number = 0
        self._at = self._next = 0
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._phonetic = False

    def taken(self) -> list[tuple[int, list[Any]]]:
        """The rows that are complete."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Meet the start of an element."""
        if name == "c":
            self._cell = attributes
            address = attributes.get("r", "")
            self._at = place(address.encode())[1] if address else self._next
            self._next = self._at + 1
            self._pieces.clear()
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() else self._number + 1
            self._row, self._next = [], 0
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str, text: str) -> None:
        """Meet the end of an element."""
        if name == "v" or (name == "t" and not self._phonetic):
            self._pieces.append(text)
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and self._pieces:
            value = self._value("".join(self._pieces))
            if value is not None and self._at < _MOST_COLUMNS:
                self._row += [None] * (self._at + 1 - len(self._row))
                self._row[self._at] = value
        elif name == "row":
            self._rows.append((self._number, self._row))

    def _value(self, text: str) -> Any:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._texts[int(text)] if text.isdecimal() and int(text) < len(self._texts) else None
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "n":
            return self._number_of(text)
        if kind == "d":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return text
        return text

    def _number_of(self, text: str) -> Any:
        try:
            number = float(text)
        except ValueError:
            return text
        if not isfinite(number):
            return None
        style = self._cell.get("s", "0")
        if style.isdecimal() and int(style) < len(self._date_styles) and self._date_styles[int(style)]:
            moment = from_serial(number, self._dates_from_1904)
            if moment is not None:
                return moment
        return int(number) if number.is_integer() and abs(number) < 2**53 else number


def place(address: bytes) -> tuple[int, int]:
    """Row and column of an address such as B12, counted from 0."""
    column = row = 0
    for each in address:
        if 65 <= each <= 90:
            column = column * 26 + each - 64
        elif 48 <= each <= 57:
            row = row * 10 + each - 48
    return row - 1, column - 1
