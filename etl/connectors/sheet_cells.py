"""The rows of an xlsx sheet, put together from the elements a parser meets: in short ways, as there are millions."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any

from etl.mapping.values import from_serial

_MOST_COLUMNS = 16_384
_DIGITS = "0123456789"


class Cells:
    """Collects the cells of rows from what the parser meets; `pieces` takes the text of elements.

    `dates`: the styles that show numbers as dates.
    """

    def __init__(self, texts: list[str], dates: frozenset[str], dates_from_1904: bool) -> None:
        self.pieces: list[str] = []
        self._texts, self._dates, self._dates_from_1904 = texts, dates, dates_from_1904
        self._columns: dict[str, int] = {}
        self._rows: list[tuple[int, list[Any]]] = []
        self._row: list[Any] = []
        self._number = 0
        self._at = -1
        self._cell: Mapping[str, str] = {}
        self._text: str | None = None
        self._phonetic = False

    def taken(self) -> list[tuple[int, list[Any]]]:
        """The rows that are complete."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Meet the start of an element."""
        if name == "v":
            self.pieces.clear()
        elif name == "c":
            self._cell, self._text = attributes, None
            self._at = self._column(attributes["r"]) if "r" in attributes else self._at + 1
        elif name == "t":
            self.pieces.clear()
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() else self._number + 1
            self._row, self._at = [], -1
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """Meet the end of an element."""
        if name == "v":
            self._text = "".join(self.pieces)
        elif name == "c":
            if self._text is not None:
                self._keep(self._text)
        elif name == "t":
            if not self._phonetic:
                self._text = (self._text or "") + "".join(self.pieces)
        elif name == "row":
            self._rows.append((self._number, self._row))
        elif name == "rPh":
            self._phonetic = False

    def _column(self, address: str) -> int:
        letters = address.rstrip(_DIGITS)
        known = self._columns.get(letters)
        if known is None:
            known = self._columns[letters] = place(address.encode())[1]
        return known

    def _keep(self, text: str) -> None:
        value, at = self._value(text), self._at
        if value is None or not 0 <= at < _MOST_COLUMNS:
            return
        missing = at - len(self._row)
        if missing == 0:
            self._row.append(value)
        elif missing < 0:
            self._row[at] = value
        else:
            self._row += [None] * missing
            self._row.append(value)

    def _value(self, text: str) -> Any:
        kind = self._cell.get("t", "n")
        if kind == "n":
            return self._number_of(text)
        if kind == "s":
            return self._texts[int(text)] if text.isdecimal() and int(text) < len(self._texts) else None
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "d":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                return text
        return text

    def _number_of(self, text: str) -> Any:
        is_date = self._cell.get("s") in self._dates
        if not is_date and text.isdecimal() and len(text) < 16:
            return int(text)
        try:
            number = float(text)
        except ValueError:
            return text
        if not isfinite(number):
            return None
        moment = from_serial(number, self._dates_from_1904) if is_date else None
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
