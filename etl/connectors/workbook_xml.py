"""Reads an xlsx as the XML that it is, row by row: where calamine refuses, or would need too much memory.

Asks for nothing that is not there: no dimension, no styles, no row or cell addresses; far-away cells cost nothing.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from etl.connectors.sheet_cells import Cells, place
from etl.connectors.table import DEEPEST, Merge, Row
from etl.errors import SourceChanged

_BLOCK = 256 * 1024
_LONGEST_TEXTS = 80 * 1024 * 1024
_MOST_MARKS = 200_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+):([A-Z]+\d+)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*?\bt="e"[^>]*)>\s*(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([^<]*)<'
)
_ADDRESS = re.compile(rb'\br="([A-Z]+\d+)"')
# The numbers of number formats that are dates and times without being spelled out.
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_SPELLED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|General', re.IGNORECASE)

_Start = Callable[[str, Mapping[str, str]], None]
_End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands at the end of a sheet or between its values: merged ranges, and the errors of formulas."""

    merges: tuple[Merge, ...]
    errors: Mapping[tuple[int, int], str]


class XmlWorkbook:
    """One open workbook. Raises SourceChanged where its parts are not XML."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive = path, archive
        self._parts = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        self.sheets: dict[str, str] = {}
        self._dates_from_1904 = False
        self._read_sheets()
        self._texts: list[str] | None = None
        self._date_styles: frozenset[str] = frozenset()

    def marks(self, sheet: str) -> Marks:
        """The merged ranges and errors of a sheet, from one pass over its bytes."""
        merges: dict[Merge, None] = {}
        errors: dict[tuple[int, int], str] = {}
        before = b""
        with self._part(self.sheets.get(sheet, "")) as stream:
            while (block := stream.read(_BLOCK)) and len(merges) + len(errors) < _MOST_MARKS:
                text = before + block
                for found in _MERGE.finditer(text) if b"mergeCell" in text else ():
                    merges[(*place(found[1]), *place(found[2]))] = None
                for found in _ERROR.finditer(text) if b't="e"' in text else ():
                    address = _ADDRESS.search(found[1])
                    if address:
                        errors[place(address[1])] = found[2].decode("utf-8", "replace")
                # What two blocks share is seen in the second, once more or whole.
                before = text[-4096:]
        return Marks(tuple(merges), errors)

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet that are there, with their numbers, and a few blank ones where some are left out."""
        if self._texts is None:
            self._texts = self._shared_texts()
            self._date_styles = self._styles()
        cells = Cells(self._texts, self._date_styles, self._dates_from_1904)
        last = 0
        with self._part(self.sheets[sheet]) as stream:
            for _ in self._parsed(stream, sheet, cells.start, cells.end, cells.pieces.append):
                for number, row in cells.taken():
                    for blank in range(last + 1, min(number, last + 1 + DEEPEST)):
                        yield blank, [], ""
                    yield number, row, ""
                    last = number

    def _read_sheets(self) -> None:
        targets: dict[str, str] = {}
        found: list[tuple[str, str]] = []

        def relation(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        def sheet(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self._dates_from_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet":
                identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                found.append((attributes.get("name", ""), identifier))

        self._small("xl/_rels/workbook.xml.rels", relation, _ignored)
        self._small("xl/workbook.xml", sheet, _ignored)
        for number, (name, identifier) in enumerate(found, 1):
            target = targets.get(identifier, f"worksheets/sheet{number}.xml").replace("\\", "/")
            self.sheets[name] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        parts: list[str] = []
        pieces: list[str] = []
        phonetic, size = False, 0

        def start(name: str, _: Mapping[str, str]) -> None:
            nonlocal phonetic
            pieces.clear()
            phonetic = phonetic or name == "rPh"

        def end(name: str) -> None:
            nonlocal phonetic, size
            if name == "t" and not phonetic:
                parts.append("".join(pieces))
            elif name == "rPh":
                phonetic = False
            elif name == "si":
                texts.append("".join(parts))
                parts.clear()
                size += 60 + len(texts[-1])
                if size > _LONGEST_TEXTS:
                    raise SourceChanged(f"{self._path.name} has too much text to be read; save the sheet as CSV")

        self._small("xl/sharedstrings.xml", start, end, pieces.append)
        return texts

    def _styles(self) -> frozenset[str]:
        """The cell styles that show numbers as dates."""
        spelled: dict[str, bool] = {}
        styles: list[bool] = []
        inside = False

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                code = _SPELLED.sub("", attributes.get("formatCode", ""))
                spelled[attributes.get("numFmtId", "")] = bool(re.search("[ymdhs]", code.lower()))
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                styles.append(spelled.get(number, number.isdecimal() and int(number) in _DATES))

        def end(name: str) -> None:
            nonlocal inside
            inside = inside and name != "cellXfs"

        self._small("xl/styles.xml", start, end)
        return frozenset(str(at) for at, dated in enumerate(styles) if dated)

    def _small(self, part: str, start: _Start, end: _End, text: Callable[[str], object] = len) -> None:
        if part in self._parts:
            with self._part(part) as stream:
                for _ in self._parsed(stream, part, start, end, text):
                    pass

    @contextmanager
    def _part(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(self._parts[name.lower()]) as stream:
                yield stream
        except (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError):
            raise SourceChanged(f"{self._path.name}: the part {name} is missing or damaged; ask for it again") from None

    def _parsed(
        self, stream: IO[bytes], part: str, start: _Start, end: _End, text: Callable[[str], object]
    ) -> Iterator[None]:
        """Parse the stream, block by block."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def first(name: str, attributes: dict[str, str]) -> None:
            if ":" in name:
                # Some programs write all their names with a prefix.
                parser.StartElementHandler = lambda each, given: start(each.rpartition(":")[2], given)
                parser.EndElementHandler = lambda each: end(each.rpartition(":")[2])
            else:
                parser.StartElementHandler, parser.EndElementHandler = start, end

        def declared(*_: object) -> None:
            raise SourceChanged(f"{self._path.name}: {part} declares XML entities, which no workbook needs; not read")

        parser.StartElementHandler = first
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = declared
        try:
            while block := stream.read(_BLOCK):
                parser.Parse(block)
                yield
            parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise SourceChanged(
                f"{self._path.name}: {part} is broken XML ({error}); open the file in a spreadsheet and save it again"
            ) from None


def _ignored(_name: str) -> None:
    """Nothing is done at the end of such an element."""
