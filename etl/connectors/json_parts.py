"""JSON answers of any length: cut into records without being held, each read strictly, and leniently where it must."""

import io
import json
import os
from collections.abc import Iterator
from typing import IO, Any, NoReturn

import orjson

from etl.connectors.faults import BrokenBodyError
from etl.connectors.json_cutter import WHOLE, Cutter, without_comma
from etl.connectors.shape import CROWDED, Check, Unreadable, crowded, records_at
from etl.errors import SourceChanged

_BIGGEST_INTEGER_DIGITS = 18


class _TwiceError(Exception):
    """A key stands twice in one object, with two values."""


def read_json(file: IO[bytes], path: tuple[str, ...], check: Check) -> tuple[object, Iterator[list[object]]]:
    """The value in `file` (UTF-8, from where it stands) and its records in parts.

    A small body is read as a whole. A large one, and one with something odd in it, is cut at its records, so that
    odd ones can be put aside alone. Raises BrokenBodyError, or SourceChanged where there is no list at `path`.
    """
    start = file.tell()
    size = file.seek(0, os.SEEK_END) - start
    file.seek(start)
    where = ".".join(path)
    problem = None
    if size <= WHOLE:
        text = file.read()
        try:
            value = orjson.loads(text)
            if not _says_twice(value, text):
                check(value)
                return value, iter([records_at(value, where)])
        except orjson.JSONDecodeError as error:
            problem = BrokenBodyError(f"{error.msg} at character {error.pos}")
    try:
        outline, places = _outline(file, start, path)
        check(outline)
        odd = records_at(outline, where)
        # The second time through: now it is known that the body is whole.
        parts = _parts(file, places, odd)
        return outline, iter(list(parts)) if size <= WHOLE else parts
    except BrokenBodyError as error:
        raise problem or error from None


def _outline(file: IO[bytes], start: int, path: tuple[str, ...]) -> tuple[object, list[tuple[int, int]]]:
    """What is around the records, and where in the file their parts are."""
    file.seek(start)
    cutter = Cutter(file, path)
    for _ in cutter.parts():
        continue
    (value,) = [Unreadable(CROWDED)] if crowded(outline := cutter.outline) else _careful(outline)
    if isinstance(value, Unreadable):
        raise SourceChanged(f"its answer cannot be read: outside of the records, {value.reason}; ask its operator")
    return value, cutter.places


def _parts(file: IO[bytes], places: list[tuple[int, int]], left: list[object]) -> Iterator[list[object]]:
    """`left` are records that the outline still holds."""
    for start, length in places:
        file.seek(start)
        yield _records(without_comma(file.read(length)))
    if left or not places:
        yield left


def _records(part: bytes) -> list[object]:
    """The records of a part, which is a list without its brackets."""
    text = b"[%b]" % part
    del part
    if (found := _plainly(text)) is not None:
        return found
    cutter = Cutter(io.BytesIO(text), (), part=1)
    return [record for piece in cutter.parts() for record in _careful_list(piece)]


def _plainly(text: bytes) -> list[object] | None:
    """The list that a text is; None where something in it is odd, so that each record must be read alone."""
    if crowded(text):
        return None
    try:
        found: list[object] = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return None if _says_twice(found, text) else found


def _careful_list(piece: bytes) -> list[object]:
    if crowded(piece):
        return [Unreadable(CROWDED)]
    (found,) = _careful(b"[%b]" % piece)
    return found if isinstance(found, list) else [found]


def _careful(text: bytes) -> list[object]:
    """The value of a text, alone in a list; Unreadable where it means nothing certain. Raises BrokenBodyError.

    NaN and Infinity, which some platforms write, become texts: fields that want a number or a time then say so.
    """
    try:
        value = orjson.loads(text)
        if not _says_twice(value, text):
            return [value]
    except orjson.JSONDecodeError as error:
        problem = f"{error.msg} at character {error.pos}"
    else:
        problem = "a key stands twice"
    try:
        lenient = json.loads(
            text.decode("utf-8"),
            strict=False,
            parse_constant=str,
            parse_int=_integer,
            object_pairs_hook=_pairs,
        )
        json.dumps(lenient, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        return [Unreadable("it is nested too deep to be a record")]
    except _TwiceError:
        return [Unreadable("a key is there twice, with two values")]
    except UnicodeEncodeError:
        return [Unreadable("it holds half a character (a lone surrogate)")]
    except (json.JSONDecodeError, UnicodeDecodeError):
        _broken(problem)
    return [lenient]


def _broken(problem: str) -> NoReturn:
    raise BrokenBodyError(problem) from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _BIGGEST_INTEGER_DIGITS else float(digits)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        for key, value in pairs:
            if whole[key] != value:
                raise _TwiceError
    return whole


def _says_twice(value: object, text: bytes) -> bool:
    """Whether a key may stand twice in an object: then the text has more of them than what was read from it."""
    try:
        kept = orjson.dumps(value)
    except TypeError:
        # Deeper than it writes; nothing can be compared, so it is read with care.
        return True
    return text.count(b'":') + text.count(b'" :') > kept.count(b'":')
