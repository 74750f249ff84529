"""XML answers of any length as values like those of JSON; document types and entities are refused, never read."""

from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from etl.connectors.faults import BrokenBodyError
from etl.connectors.json_cutter import LONGEST_RECORD, PART, TOO_LONG, TOO_MUCH, WHOLE
from etl.connectors.shape import MOST_INSIDE, Check, Unreadable
from etl.errors import SourceChanged
from etl.mapping.codes import shown_names

_BLOCK = 1024 * 1024
_DEEPEST = 100


def read_xml(file: IO[bytes], path: tuple[str, ...], check: Check) -> tuple[object, Iterator[list[object]]]:
    """The root element in `file` (UTF-8, from where it stands) as a value without its records, and these in parts.

    An element with elements in it is an object, one without is its text (None where there is none); of one name
    several times: a list. Attributes of `point` are at `point@lat`, and inside it at `@lat` where it is an object.
    Prefixes of namespaces are left out. `path` begins below the root. Raises BrokenBodyError or SourceChanged.
    """
    start = file.tell()
    reader = _Reader(path, keep=False)
    for _ in reader.parts(file):
        continue
    outline = reader.outline
    check(outline)
    if not reader.reached:
        found = f"elements: {shown_names(outline)}" if outline else "text"
        raise SourceChanged(
            f"the records are declared at '{'.'.join(path)}', but below the root there is nothing at "
            f"'{'.'.join(path[:-1])}', only {found}; check `records` against the platform's manual"
        )
    file.seek(start)
    parts = _Reader(path, keep=True).parts(file)
    # A small one is read at once: what is not read to its end keeps its place open.
    return outline, parts if reader.size > WHOLE else iter(list(parts))


class _Open:
    """An element whose end has not come yet."""

    __slots__ = ("attributes", "children", "name", "texts")

    def __init__(self, name: str, attributes: dict[str, Any]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: dict[str, Any] = {}
        self.texts: list[str] = []

    def value(self) -> Any:
        text = "".join(self.texts).strip()
        if not self.children:
            # Alone, attributes are all that it says.
            return text or ({f"@{name}": value for name, value in self.attributes.items()} or None)
        whole = {f"@{name}": value for name, value in self.attributes.items()} | self.children
        return {**whole, "#text": text} if text else whole


class _Reader:
    """One pass; without `keep` the records are only passed by."""

    def __init__(self, path: tuple[str, ...], *, keep: bool) -> None:
        self.outline: dict[str, Any] = {}
        self.reached = len(path) == 1
        self.size = 0
        self._path = path
        self._keep = keep
        self._open: list[_Open] = []
        self._depth = 0
        self._record: int | None = None  # the depth of the record that is being read
        self._begin = 0
        self._recorded = 0
        self._too_deep = False
        self._inside = 0  # elements of the record so far
        self._records: list[object] = []
        self._taken = 0
        self._parser = expat.ParserCreate(encoding="utf-8")
        self._parser.buffer_text = True
        self._listen()
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse

    def parts(self, file: IO[bytes]) -> Iterator[list[object]]:
        """The records in parts, at least one part. Raises BrokenBodyError or SourceChanged."""
        given = False
        while True:
            block = file.read(_BLOCK)
            self.size += len(block)
            try:
                self._parser.Parse(block, not block)
            except expat.ExpatError as error:
                what = expat.ErrorString(error.code)
                raise BrokenBodyError(f"{what} at line {error.lineno}, column {error.offset}") from None
            if not block:
                break
            if self.size - self._taken >= PART and self._records:
                given, self._taken = True, self.size
                yield self._records
                self._records = []
        if self._records or not given:
            yield self._records

    def _listen(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def _pass_by(self) -> None:
        """Until the record ends, only how deep and how long it is."""
        self._parser.StartElementHandler = self._passed
        self._parser.EndElementHandler = self._left
        self._parser.CharacterDataHandler = None

    def _passed(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._check_length()

    def _left(self, name: str) -> None:
        if self._record == self._depth:
            self._listen()
            self._end(name)
        else:
            self._depth -= 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._record is None and self._is_record(name):
            self._record, self._begin, self._inside = self._depth, self._parser.CurrentByteIndex, 0
            if not self._keep:
                self._pass_by()
        self._check_length()
        if self._skips():
            return
        self._inside += self._record is not None
        # Most elements have none.
        plain = attributes and {_plain(key): value for key, value in attributes.items() if not key.startswith("xmlns")}
        self._open.append(_Open(_plain(name), plain))
        if self._record is None and self._at(len(self._path) - 1) == self._path[:-1]:
            self.reached = True

    def _end(self, _name: str) -> None:
        skipped, ended = self._skips(), self._record == self._depth
        self._depth -= 1
        if ended:
            self._record = None
            self._recorded += self._parser.CurrentByteIndex - self._begin
        if skipped:
            return
        closed = self._open.pop()
        if ended:
            self._records.append(self._problem() or closed.value())
        elif self._inside > MOST_INSIDE:
            return
        elif self._open:
            _put(self._open[-1].children, closed)
        else:
            value = closed.value()
            self.outline = value if isinstance(value, dict) else {}

    def _problem(self) -> Unreadable | None:
        """Why the record that just ended cannot be read; what is known of it is forgotten."""
        deep, self._too_deep = self._too_deep, False
        many, self._inside = self._inside > MOST_INSIDE, 0
        if deep:
            return Unreadable(f"it is nested more than {_DEEPEST} levels deep")
        return Unreadable(f"it holds more than {MOST_INSIDE} elements") if many else None

    def _text(self, text: str) -> None:
        if self._skips() or not self._open:
            return
        self._open[-1].texts.append(text)
        self._check_length()

    def _check_length(self) -> None:
        length = self._parser.CurrentByteIndex - (self._recorded if self._record is None else self._begin)
        if length > LONGEST_RECORD:
            raise SourceChanged(TOO_MUCH if self._record is None else TOO_LONG)

    def _skips(self) -> bool:
        """Whether what comes is not looked at: a record that only passes by, or what lies too deep in one."""
        if self._record is None:
            return False
        if self._depth - self._record > _DEEPEST:
            self._too_deep = True
            return True
        return not self._keep

    def _is_record(self, name: str) -> bool:
        length = len(self._path)
        return self._depth == length + 1 and _plain(name) == self._path[-1] and self._at(length - 1) == self._path[:-1]

    def _at(self, length: int) -> tuple[str, ...]:
        """The names of the open elements below the root, where there are `length` of them."""
        return tuple(each.name for each in self._open[1:]) if len(self._open) == length + 1 else ("",) * (length + 1)


def _refuse(name: str, *_: object) -> None:
    if name.lower() == "html":
        raise BrokenBodyError("it is a page of HTML")
    raise SourceChanged(
        "its XML declares a document type or entities, which can grow without end or read files; it was not read. "
        "Ask its operator to answer without <!DOCTYPE>"
    )


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


def _put(children: dict[str, Any], closed: _Open) -> None:
    _add(children, closed.name, closed.value())
    for name, value in closed.attributes.items():
        _add(children, f"{closed.name}@{name}", value)


def _add(children: dict[str, Any], name: str, value: Any) -> None:
    if name not in children:
        children[name] = value
    elif isinstance(children[name], list):
        children[name].append(value)
    else:
        children[name] = [children[name], value]
