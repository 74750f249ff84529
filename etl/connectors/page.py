"""What every connector gives: pages of records, reduced at once to the paths that are mapped."""

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

# Names are looked at in so many records of a page, so deep, and so many of them are kept.
_LOOKED_AT = 500
_DEEPEST = 4
_MOST_NAMES = 400


@dataclass(frozen=True, slots=True)
class Shape:
    """The names in the records of a page, never their values: how many of `looked` records have each path.

    `table`: the names are a header's, so that a name which is not among them is in no record.
    """

    looked: int
    present: Mapping[str, int]
    table: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of one dataset, by column: `columns[path][i]` is the value of record i (None where absent).

    `locators` says where each record is at its source (page and position, or file hash and line). `unreadable`
    are records that could not even be parsed: locator and reason. `digest` is the SHA-256 of the bytes.
    `source_time` is the source's own time of this state. `file_name` and `last_of_file` are set by
    files only. `total` is how many records the source says there are, where it does. `shape`: the names of all
    that the records have, mapped or not.
    """

    columns: dict[str, list[Any]]
    locators: Sequence[str]
    digest: str
    source_time: datetime
    unreadable: tuple[tuple[str, str], ...] = ()
    file_name: str | None = None
    file_digest: str | None = None
    last_of_file: bool = True
    total: int | None = None
    shape: Shape | None = None

    def __len__(self) -> int:
        return len(self.locators)


class Connector(Protocol):
    """Reads one dataset. `since` is the value for the since-parameter (None: everything)."""

    def pages(self, since: str | None, until: datetime | None = None) -> Generator[Page, None, None]:
        """The pages in the order of the source. Raises SourceUnavailable or SourceChanged.

        `until`: what changed later is not asked for, where records come in order of change. Some of it may come still.
        """


def pick(records: Sequence[Any], paths: Iterable[str]) -> dict[str, list[Any]]:
    """The values at `paths` (`a.b.c`) of each record, by path; None where a step is missing."""
    columns: dict[str, list[Any]] = {}
    tables = [record if isinstance(record, dict) else {} for record in records]
    for path in paths:
        first, *rest = path.split(".")
        values = [table.get(first) for table in tables]
        for step in rest:
            values = [value.get(step) if isinstance(value, dict) else None for value in values]
        columns[path] = values
    return columns


def shape_of(records: Sequence[Any]) -> Shape:
    """The names in records that are objects, those of objects inside them by path (`a.b.c`)."""
    looked = [each for each in records[:: len(records) // _LOOKED_AT + 1] if isinstance(each, dict)]
    found: Counter[str] = Counter()
    _count(looked, "", found, 1)
    return Shape(len(looked), dict(found.most_common(_MOST_NAMES)))


def shape_of_header(names: Iterable[str], rows: int) -> Shape:
    """The names of a table's header, above so many rows; one that stands twice counts twice."""
    counts = Counter([name for name in names if name][:_MOST_NAMES])
    return Shape(rows, {name: rows * number for name, number in counts.items()}, table=True)


def _count(records: Sequence[dict[str, Any]], prefix: str, found: Counter[str], depth: int) -> None:
    names = Counter(name for record in records for name in record if isinstance(name, str))
    for name, number in names.most_common(_MOST_NAMES):
        found[prefix + name] += number
        inner = [each for record in records if isinstance(each := record.get(name), dict)] if depth < _DEEPEST else []
        if inner:
            _count(inner, f"{prefix}{name}.", found, depth + 1)
