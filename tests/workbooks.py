"""Writes small workbooks byte by byte, so that a test decides what is odd about them: xlsx, ods and xls."""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Style 1 shows a number as a day, style 2 as a moment.
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy/m/d\\ h:mm:ss"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
Cells = Sequence[Any]


class Raw(str):
    """A cell as XML, written as it is; `{at}` is its address."""

    __slots__ = ()


def sheet_xml(rows: Iterable[Cells], merges: Sequence[str] = (), dimension: str | None = None) -> str:
    """A sheet whose cells have their addresses; None is no cell."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [cell_xml(cell, f"{_letters(at)}{number}") for at, cell in enumerate(row) if cell is not None]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    head = f'<dimension ref="{dimension}"/>' if dimension is not None else ""
    ranges = "".join(f'<mergeCell ref="{each}"/>' for each in merges)
    tail = f"<mergeCells>{ranges}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def cell_xml(cell: Any, at: str) -> str:
    """One cell; days and moments are numbers with a style, as spreadsheets write them."""
    if isinstance(cell, Raw):
        return cell.replace("{at}", at)
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{at}"><v>{cell}</v></c>'
    if isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
        serial = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
        return f'<c r="{at}" s="{2 if isinstance(cell, datetime) else 1}"><v>{serial!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'


def write_xlsx(
    path: Path, sheets: Mapping[str, str | Iterable[Cells]], styles: str | None = STYLES, properties: str = ""
) -> Path:
    """A workbook of sheets, each rows or its XML. `styles` None: the part is missing although it is announced."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="styles" Type="{_LINKS}/styles" Target="styles.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_LINKS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{properties}<sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        )
        if styles is not None:
            archive.writestr("xl/styles.xml", styles)
        for at, sheet in enumerate(sheets.values(), 1):
            text = sheet if isinstance(sheet, str) else sheet_xml(sheet)
            archive.writestr(f"xl/worksheets/sheet{at}.xml", text)
    return path


def write_ods(path: Path, sheets: Mapping[str, Iterable[Cells]], blank_rows: int = 0) -> Path:
    """An OpenDocument spreadsheet; `blank_rows` more are declared below each sheet."""
    kinds = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in kinds)
    tables = []
    for name, rows in sheets.items():
        lines = [f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in rows]
        if blank_rows:
            lines.append(
                f'<table:table-row table:number-rows-repeated="{blank_rows}"><table:table-cell '
                'table:number-columns-repeated="1024"/></table:table-row>'
            )
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>')
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{space}"/>')
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    if isinstance(cell, date):
        value = cell.isoformat()
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def write_xls(path: Path, name: str, rows: Sequence[Cells], merges: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """A BIFF 8 workbook of one sheet (texts and numbers), in the container that Excel 97 wrote."""
    title = name.encode("utf-16-le")
    sheet = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                sheet.append(_record(0x0203, struct.pack("<HHHd", row, column, 0, cell)))
            elif cell is not None:
                text = str(cell)
                raw = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
                sheet.append(_record(0x0204, raw))
    if merges:
        ranges = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
        sheet.append(_record(0x00E5, struct.pack("<H", len(merges)) + ranges))
    sheet.append(_record(0x000A, b""))
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    end = _record(0x000A, b"")
    offset = len(start) + 4 + 8 + len(title) + len(end)
    bound = _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + title)
    path.write_bytes(_container(start + bound + end + b"".join(sheet)))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """A compound file with one stream, `Workbook`: header, one sector of chains, one of entries, the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    free, end, chains = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [chains, end, *range(3, 2 + count), end]
    table += [free] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry("Workbook", 2, free, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table) + entries + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    body = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return body + bytes(36) + struct.pack("<IIxxxx", start, size)


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
