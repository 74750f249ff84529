"""The body of an answer: what it says of itself, and its records in parts that fit into memory."""

import codecs
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

import orjson

from etl.connectors.faults import BrokenBodyError
from etl.connectors.json_parts import read_json
from etl.connectors.shape import Check, Unreadable, records_at, total_at, value_at
from etl.connectors.xml_parts import read_xml

__all__ = ["BrokenBodyError", "Content", "Unreadable", "decode", "read_body", "records_at", "total_at", "value_at"]

_BLOCK = 1024 * 1024
_MOST_RECORDS = 50_000
_IN_MEMORY = 4 * 1024 * 1024
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# What pages in China call GB2312 or GBK often holds letters that only GB18030 has; it reads both.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}


@dataclass(frozen=True, slots=True)
class Content:
    """`outline` is the answer as a value, perhaps without its records; `parts` are its records, at least one part."""

    outline: object
    parts: Iterator[list[object]]


def spool() -> IO[bytes]:
    """A place for a body: in memory while it is small, then on disk. Close it."""
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


def read_body(file: IO[bytes], kind: str, charset: str | None, path: str, check: Check) -> Content:
    """The answer in `file`, written in `kind` (json, xml), with its records at `path`; `check` sees its outline first.

    Raises BrokenBodyError, also while the parts of a large body are read, or SourceChanged.
    """
    declared = charset or (_declared(file) if kind == "xml" else None)
    outline, parts = _READERS[kind](_in_utf8(file, declared), tuple(path.split(".")) if path else (), check)
    return Content(outline, _no_longer(parts))


def _no_longer(parts: Iterator[list[object]]) -> Iterator[list[object]]:
    # A million records of a few letters each are a small part, and a large page.
    for part in parts:
        while len(part) > _MOST_RECORDS:
            yield part[:_MOST_RECORDS]
            del part[:_MOST_RECORDS]
        # Given away, and not kept while the next is read: one record of a part may be very large.
        last = [part]
        del part
        yield last.pop()


Reader = Callable[[IO[bytes], tuple[str, ...], Check], tuple[object, Iterator[list[object]]]]
_READERS: Mapping[str, Reader] = MappingProxyType({"json": read_json, "xml": read_xml})


def decode(body: bytes, charset: str | None) -> object:
    """The JSON value in `body`, in UTF-8 unless `charset` says otherwise. Raises BrokenBodyError."""
    try:
        return orjson.loads(_text(body, charset) if charset else body.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise BrokenBodyError(f"{error.msg} at character {error.pos}") from None


def _text(body: bytes, charset: str) -> bytes:
    encoding = _encoding(charset)
    if encoding is None:
        return body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode(encoding).encode("utf-8")
    except (UnicodeError, LookupError):
        raise BrokenBodyError(f"it is not in the encoding it names, {charset}") from None


def _encoding(charset: str) -> str | None:
    """The codec for `charset`; None for UTF-8 and what is part of it."""
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        raise BrokenBodyError("it names an encoding that does not exist") from None
    return None if name in {"utf-8", "ascii", "utf-8-sig"} else _WIDER.get(name, name)


def _declared(file: IO[bytes]) -> str | None:
    file.seek(0)
    start = file.read(300)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = _DECLARED.search(start)
    return found[1].decode() if found else None


def _in_utf8(file: IO[bytes], charset: str | None) -> IO[bytes]:
    """`file` at its first character, or, where it is in another encoding, rewritten in UTF-8."""
    file.seek(0)
    encoding = _encoding(charset) if charset else None
    if encoding is not None:
        with spool() as other:
            _rewrite(file, other, encoding, str(charset))
            file.seek(0)
            file.truncate()
            other.seek(0)
            while block := other.read(_BLOCK):
                file.write(block)
        file.seek(0)
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    return file


def _rewrite(file: IO[bytes], other: IO[bytes], encoding: str, charset: str) -> None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        while True:
            block = file.read(_BLOCK)
            other.write(decoder.decode(block, final=not block).encode("utf-8"))
            if not block:
                return
    except (UnicodeError, LookupError):
        raise BrokenBodyError(f"it is not in the encoding it names, {charset}") from None
