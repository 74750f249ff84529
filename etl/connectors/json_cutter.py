"""Finds the records in a JSON text by its brackets, block by block, whatever its length."""

import re
from collections.abc import Iterator
from typing import IO

import orjson

from etl.connectors.faults import BrokenBodyError
from etl.errors import SourceChanged

# A body of this length is read as a whole; a longer one in parts.
WHOLE = 4 * 1024 * 1024
PART = 2 * 1024 * 1024
LONGEST_RECORD = 12 * 1024 * 1024
TOO_LONG = (
    f"one of its records is longer than {LONGEST_RECORD // 1024**2} MiB; ask its operator to leave out what is "
    "embedded in it (photographs, recordings), for instance by a parameter that names the fields"
)
TOO_MUCH = (
    f"it answered more than {LONGEST_RECORD // 1024**2} MiB outside of the list of records; "
    "check `records` against the platform's manual, or declare a smaller paging.size"
)
_BLOCK = 1024 * 1024
_BACKSLASH, _COMMA = 0x5C, 0x2C
_OPENING = re.compile(rb'\s*(\{\s*"[^"\\]*")')
_LEAPS = 5
# A stretch without brackets: texts without escapes are passed over whole, one with escapes ends it. The number of
# repetitions is bounded because the engine remembers each of them.
_STRETCH = re.compile(rb'[^"{}\[\]]*(?:"[^"\\]*"[^"{}\[\]]*){0,500}')
# Within a record also the objects and lists that have no others in them: a track of a million points is passed over in
# some thousand steps. What is not closed in the text that is held matches nothing and is looked at bracket by bracket.
_BARE = rb'[^"{}\[\]]*+'
_FLAT = _BARE + rb'(?:"[^"\\]*+"' + _BARE + rb"){0,50}+"
_WITHIN = re.compile(_BARE + rb'(?:(?:"[^"\\]*+"|\{' + _FLAT + rb"\}|\[" + _FLAT + rb"\])" + _BARE + rb"){0,500}+")


class Cutter:
    """One pass over a JSON text. `parts` gives the lists at `path` without their brackets, in parts of whole records.

    After that `outline` is the text with these lists empty, and `places` says where each part is in the file.
    """

    def __init__(self, file: IO[bytes], path: tuple[str, ...], part: int | None = None) -> None:
        self._file = file
        self._path = path
        self._part = part or PART
        self._text = b""
        self._base = file.tell()  # where the text that is held begins in the file
        self.places: list[tuple[int, int]] = []
        self._kept = 0  # what is before it was given away
        self._last = 0  # just behind the last bracket
        self._outlines: list[bytes] = []
        self._outline_size = 0
        self._inside = False
        self._first = True
        self._record = 0  # where the record begins that is being looked through

    @property
    def outline(self) -> bytes:
        """The text with the lists of records empty; whole only after all parts were taken."""
        return b"".join(self._outlines)

    def parts(self) -> Iterator[bytes]:
        """Raises BrokenBodyError where the text ends too early, SourceChanged for a record of more than 12 MiB."""
        keys: list[str | None] = []
        while (at := self._next_bracket()) is not None:
            if self._text[at] in b"{[":
                key = self._key(at)
                keys.append(key)
                self._last = at + 1
                if self._text[at] == 0x5B and self._is_wanted(keys):
                    self._give_outline(at + 1)
                    yield from self._list()
                    keys.pop()
                continue
            if not keys:
                raise BrokenBodyError("its brackets do not match")
            keys.pop()
            self._last = at + 1
        if keys:
            raise BrokenBodyError("it is cut off")
        self._give_outline(len(self._text))

    def _is_wanted(self, keys: list[str | None]) -> bool:
        # Lists on the way have objects in them, which have no key of their own; a list within a list is not meant.
        named = tuple(key for key in keys if key is not None)
        return named == self._path and (keys[-1] is not None or len(keys) == 1)

    def _list(self) -> Iterator[bytes]:
        """The records of the list that was just opened; the text stands behind its bracket afterwards."""
        self._inside, self._first, self._record, depth = True, True, self._kept, 0
        for end in self._leaps():
            yield from self._give_part(end)
        while (at := self._next_bracket(_WITHIN if depth else _STRETCH)) is not None:
            self._last = at + 1
            if self._text[at] in b"{[":
                self._record = at if depth == 0 else self._record
                depth += 1
                continue
            depth -= 1
            ended = depth < 0
            if at - self._record > LONGEST_RECORD:
                raise SourceChanged(TOO_LONG)
            if ended or (depth == 0 and at + 1 - self._kept >= self._part):
                yield from self._give_part(at if ended else at + 1)
            if ended:
                self._inside = False
                return
        raise BrokenBodyError("it is cut off")

    def _leaps(self) -> Iterator[int]:
        """Ends of parts found by trying, which is much faster than looking at every bracket.

        Another record seems to begin where the beginning of the first is found again; it does if all before it reads
        as a list. Where that fails a few times, what is left is looked through.
        """
        while self._part >= PART:
            while len(self._text) - self._kept < self._part:
                self._kept_before_reading()
                if not self._read_on():
                    return
            opening = _OPENING.match(self._text, self._kept + (self._text[self._kept] == _COMMA))
            end = self._leap(opening[1], opening.end()) if opening else None
            if end is None:
                return
            self._last = self._record = end
            yield end

    def _leap(self, opening: bytes, first: int) -> int | None:
        end = self._kept + self._part
        for _ in range(_LEAPS):
            end = self._text.rfind(opening, first, end)
            if end < 0:
                return None
            piece = self._text[self._kept : end].rstrip()
            if piece.endswith(b",") and _is_list(piece[:-1].removeprefix(b",")):
                return self._kept + len(piece) - 1
        return None

    def _give_part(self, end: int) -> Iterator[bytes]:
        start, self._kept = self._kept, end
        piece = self._text[start:end]
        bare = piece.strip()
        if not bare:
            return
        if bare.startswith(b",") == self._first or bare == b",":
            raise BrokenBodyError("its records are not parted by commas")
        self._first = False
        self.places.append((self._base + start, len(piece)))
        yield without_comma(piece)

    def _next_bracket(self, stretch: re.Pattern[bytes] = _STRETCH) -> int | None:
        """Where the next bracket outside of texts is that `stretch` does not pass over; None at the end."""
        at = self._last
        while True:
            match = stretch.match(self._text, at)
            end = match.end() if match else at
            if end < len(self._text) and self._text[end] != 0x22:
                return end
            behind = self._behind_text(end) if end < len(self._text) else None
            if behind is not None:
                at = behind
                continue
            at = end - self._kept_before_reading()
            if not self._read_on():
                if at < len(self._text):
                    raise BrokenBodyError("it is cut off")
                return None

    def _behind_text(self, start: int) -> int | None:
        """The place behind the quoted text that begins at `start`; None where it goes on in the next block."""
        end = self._text.find(b'"', start + 1)
        while end > 0:
            before = end
            while self._text[before - 1] == _BACKSLASH:
                before -= 1
            if (end - before) % 2 == 0:
                return end + 1
            end = self._text.find(b'"', end + 1)
        return None

    def _kept_before_reading(self) -> int:
        """Let go of what is done with; by how much everything moved to the left."""
        if not self._inside:
            self._give_outline(self._last)
        cut = self._kept
        self._text = self._text[cut:]
        self._base += cut
        self._kept, self._last, self._record = 0, self._last - cut, self._record - cut
        return cut

    def _read_on(self) -> bool:
        if len(self._text) - (self._record if self._inside else 0) > LONGEST_RECORD:
            raise SourceChanged(TOO_LONG if self._inside else TOO_MUCH)
        # More each time: a long record is not looked through again for every block.
        block = self._file.read(max(_BLOCK, min(len(self._text), PART)))
        self._text += block
        return bool(block)

    def _give_outline(self, end: int) -> None:
        piece = self._text[self._kept : end]
        self._kept = end
        self._outlines.append(piece)
        self._outline_size += len(piece)
        if self._outline_size > LONGEST_RECORD:
            raise SourceChanged(TOO_MUCH)

    def _key(self, at: int) -> str | None:
        """The key of the object or list that opens at `at`; None in a list."""
        before = self._text[self._last : at].rstrip()
        if not before.endswith(b":"):
            return None
        quoted = before[:-1].rstrip()
        begin = quoted.rfind(b'"', 0, -1)
        try:
            return str(orjson.loads(quoted[begin:])) if begin >= 0 else ""
        except orjson.JSONDecodeError:
            return ""


def without_comma(piece: bytes) -> bytes:
    """A part of a list as it stands in the text, without the comma that parts it from the one before."""
    return piece.lstrip().removeprefix(b",")


def _is_list(text: bytes) -> bool:
    try:
        orjson.loads(b"[%b]" % text)
    except orjson.JSONDecodeError:
        return False
    return True
