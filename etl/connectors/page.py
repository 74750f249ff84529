"""What every connector gives: pages of records, reduced at once to the paths that are mapped."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of one dataset, by column: `columns[path][i]` is the value of record i (None where absent).

    `locators` says where each record is at its source (page and position, or file hash and line). `unreadable`
    are records that could not even be parsed: locator and reason. `digest` is the SHA-256 of the bytes.
    `source_time` is the source's own time of this state. `file_name` and `last_of_file` are set by
    files only. `total` is how many records the source says there are, where it does.
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

    def __len__(self) -> int:
        return len(self.locators)


class Connector(Protocol):
    """Reads one dataset. `since` is the value for the since-parameter (None: everything)."""

    def pages(self, since: str | None) -> Generator[Page, None, None]:
        """The pages in the order of the source. Raises SourceUnavailable or SourceChanged."""


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
