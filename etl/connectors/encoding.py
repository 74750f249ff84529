"""Which encoding a text file is in, found out by reading all of it: a sample may end before the first odd byte."""

import codecs
from pathlib import Path

_CHUNK = 1024 * 1024
# GB18030 contains GB2312 and GBK; latin-1 takes any bytes and is therefore the last.
_GUESSES = ("utf-8", "gb18030")
_LAST = "latin-1"
# The marks are read away by these codecs. UTF-32 is looked for first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF32_BE, "utf-32"),
)


def encoding_of(path: Path) -> str:
    """The encoding of the file: by its mark, else the first of UTF-16, UTF-8 and GB18030 that fits, else latin-1."""
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    for encoding in _guesses(start):
        if _fits(path, encoding):
            return encoding
    return _LAST


def _guesses(start: bytes) -> tuple[str, ...]:
    wide = _wide(start)
    if wide is None:
        return _GUESSES
    # A quarter of zeros is letters in two bytes each; a few zeros in what is good UTF-8 are damage.
    return (wide, *_GUESSES) if start.count(0) >= len(start) / 4 else (_GUESSES[0], wide, *_GUESSES[1:])


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: its letters and digits have a zero at every other place, always on the same side."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    # A few stray zero bytes are no sign of anything.
    if even + odd < max(4, len(start) / 10):
        return None
    if odd > 20 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 20 * odd else None


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
