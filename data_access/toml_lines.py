"""Where each key of a TOML file stands: tomllib gives values without their lines, and an error should name one."""

import re
import tomllib
from collections.abc import Callable, Sequence

# Keys and, inside arrays, positions.
KeyPath = tuple[str | int, ...]
_Read = Callable[[KeyPath, int], None]

_SPACE = re.compile(r"(?:[ \t]|\r?\n|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line of every key, table and element of an array in a TOML text that tomllib reads."""
    return _Scanner(text).scan()


def line_of(lines: dict[KeyPath, int], path: Sequence[str | int]) -> int | None:
    """The line of `path`, or of the nearest table around it; steps that the file does not have are passed over."""
    found: KeyPath = ()
    for step in path:
        if (*found, step) in lines:
            found = (*found, step)
    return lines.get(found)


class _Scanner:
    """One pass over a text that is known to be whole."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)
        return self._lines

    def _header(self) -> KeyPath:
        several = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if several else 1
        path: KeyPath = ()
        keys = self._keys()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if several:
            number = self._tables[path] = self._tables.get(path, -1) + 1
            self._lines.setdefault(path, line)
            path = (*path, number)
        else:
            path = self._inside(path)
        self._lines[path] = line
        self._at += 2 if several else 1
        return path

    def _inside(self, path: KeyPath) -> KeyPath:
        """The table at `path`; of an array of tables the last one."""
        self._lines.setdefault(path, self._line())
        return (*path, self._tables[path]) if path in self._tables else path

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._at += 1
        self._skip(_BLANK)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            quoted = self._text[self._at] in "\"'"
            written = self._take(_TEXT if quoted else _BARE)
            keys.append(_unquoted(written) if quoted else written)
            self._skip(_BLANK)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        sign = self._text[self._at]
        if sign in "\"'":
            self._take(_TEXT)
        elif sign == "[":
            self._several(path, "]", self._element)
        elif sign == "{":
            self._several(path, "}", lambda inner, _number: self._pair(inner))
        else:
            self._take(_SCALAR)

    def _element(self, path: KeyPath, number: int) -> None:
        self._lines[(*path, number)] = self._line()
        self._value((*path, number))

    def _several(self, path: KeyPath, end: str, read: _Read) -> None:
        self._at += 1
        number = 0
        self._skip(_SPACE)
        while self._text[self._at] != end:
            read(path, number)
            number += 1
            self._skip(_SPACE)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_SPACE)
        self._at += 1

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        written = found[0] if found else self._text[self._at]
        self._at += len(written)
        return written

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1


def _unquoted(written: str) -> str:
    return next(iter(tomllib.loads(f"{written} = 0")))
