"""The files connector: every file dropped into a folder, once per content, when it is whole."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path

import structlog

from data_access.folder import disk_is_full
from etl.connectors.archive import members
from etl.connectors.file_memory import FileMemory
from etl.connectors.member import Forms, read_member
from etl.connectors.page import Page
from etl.connectors.rows import Rows
from etl.connectors.workbook_reader import WorkbookReader
from etl.errors import JobError, SiteInvalid, SourceChanged, SourceUnavailable
from etl.mapping.reading_key import reading_key
from etl.source import Dataset, Files, Source

_log = structlog.get_logger(__name__)
# So many missing names are said with the keys that read them.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class _State:
    """What tells that a file was written to; equal states are the same content."""

    path: Path
    inode: int
    size: int
    modified: int
    changed: int

    @property
    def written(self) -> datetime:
        """When it was last written to."""
        return datetime.fromtimestamp(self.modified / 1e9, UTC)


class _GrowingError(Exception):
    """The file was written to while we looked at it."""


class FilesConnector:
    """Reads the files of one dataset, oldest first; what is wrong with one does not stop the others."""

    def __init__(
        self,
        source: Source,
        dataset: Dataset,
        paths: Sequence[str],
        folder: Path,
        memory: FileMemory,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`paths` are the columns to keep; `memory` knows what was read and is told what cannot be; `now` gives
        seconds since 1970. Raises SiteInvalid."""
        if source.files is None:
            raise SiteInvalid(f"{source.key}: declares no [files]")
        self._files: Files = source.files
        self._source = source
        self._dataset = dataset
        self._paths = tuple(paths)
        self._folder = folder
        self._memory = memory
        self._now = now
        self._reader = WorkbookReader()
        self._name = f"{source.key}/{dataset.name}"

    def pages(self, since: str | None, until: datetime | None = None) -> Generator[Page, None, None]:
        """All pages of all files that are whole and not read. Files are known by content: no stretch of time is used.

        Raises SourceUnavailable, SourceChanged or SiteInvalid, each with a sentence that names the dataset and file.
        """
        try:
            with self._reader:
                yield from self._pages()
        except JobError as error:
            raise type(error)(f"{self._name}: {error}") from None
        except OSError as error:
            raise SourceUnavailable(
                f"{self._name}: {error.filename or self._folder} cannot be read ({error.strerror}); check its rights"
            ) from None

    def _pages(self) -> Generator[Page, None, None]:
        states, read = list(self._waiting()), set[str]()
        present = partial(self._present, states)
        for state in states:
            digest, name = None, self._called(state.path)
            try:
                digest = self._digest(state)
                if digest is None or digest in read or self._memory.passes_over(digest, name, present):
                    continue
                read.add(digest)
                yield from self._read(state, digest)
            except Exception as error:
                # Neither a bad file nor a mistake of ours in reading it may stop the others.
                fault = self._fault_of(error, state.path)
                if fault is None:
                    raise
                # What was written to while it was read is another content by now.
                lasting = digest if isinstance(fault, SourceChanged) else None
                self._memory.refuse(lasting, name, fault)
        self._memory.looked_through(present())

    def _present(self, states: Sequence[_State]) -> dict[str, datetime]:
        """The contents that lie in the folder and can be read, and when the youngest file of each was written."""
        found: dict[str, datetime] = {}
        for state in states:
            with suppress(OSError):
                if (digest := self._digest(state)) is not None:
                    # They are sorted by their time.
                    found[digest] = state.written
        return found

    def _fault_of(self, error: Exception, path: Path) -> JobError | None:
        """What is wrong with one file, in a sentence; None where it is not the file's fault."""
        if isinstance(error, SourceChanged):
            return SourceChanged(f"{error}{self._read_by(error.names)}")
        if isinstance(error, SourceUnavailable):
            return error
        if isinstance(error, OSError):
            others = error.filename is not None and Path(error.filename) != path
            if others or disk_is_full(error):
                return None
            return SourceUnavailable(f"{path.name} cannot be read ({error.strerror}); check its rights")
        if isinstance(error, JobError | MemoryError):
            return None
        _log.warning("file not read", source=self._name, file=path.name, reason=type(error).__name__)
        return SourceChanged(
            f"{path.name} stops its reader ({type(error).__name__}); open it in a spreadsheet and save it anew"
        )

    def _called(self, path: Path) -> str:
        """The file's name, with the folders below the drop folder."""
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else path.name

    def _waiting(self) -> Iterator[_State]:
        if not self._folder.is_dir():
            raise SourceUnavailable(f"the folder {self._folder} does not exist or is not mounted; make it")
        # What an office program or a copying one puts beside its files is none of them.
        paths = [path for path in self._folder.glob(self._files.pattern) if not path.name.startswith((".", "~$"))]
        states = [_state(path) for path in paths]
        found = [state for state in states if state is not None]
        for state in sorted(found, key=lambda each: (each.modified, each.path.name)):
            if self._age(state) < self._files.settle_seconds:
                _log.info("file still new", source=self._name, file=state.path.name)
            else:
                yield state

    def _age(self, state: _State) -> float:
        """Seconds since the last change. A time in the future says nothing; then the system's own record counts."""
        now = self._now()
        written = state.modified / 1e9
        return now - (written if written <= now else min(now, state.changed / 1e9))

    def _digest(self, state: _State) -> str | None:
        try:
            return _digest(state)
        except (_GrowingError, FileNotFoundError):
            _log.info("file still being written", source=self._name, file=state.path.name)
            return None

    def _read(self, state: _State, digest: str) -> Generator[Page, None, None]:
        path = state.path
        skipped: Counter[str] = Counter()
        faults: Counter[str] = Counter()
        held: Page | None = None
        for rows in self._rows(path):
            skipped.update(rows.skipped)
            faults.update(rows.faults)
            if held is not None:
                yield held
            held = Page(
                columns=rows.columns,
                locators=[f"{digest[:12]}:{place}" for place in rows.places],
                digest=digest,
                source_time=state.written,
                unreadable=tuple((f"{digest[:12]}:{place}", reason) for place, reason in rows.unreadable),
                file_name=self._called(path),
                file_digest=digest,
                last_of_file=False,
                shape=rows.shape,
            )
        if _state(path) != state:
            raise SourceUnavailable(f"{path.name} was written to while it was read; the next run reads it again")
        self._say_left_out(path, skipped, faults)
        if held is not None:
            yield replace(held, last_of_file=True)

    def _rows(self, path: Path) -> Generator[Rows, None, None]:
        forms = Forms(self._dataset.csv, self._dataset.table, self._files, self._reader)
        with closing(members(path, self._files)) as found:
            for member in found:
                try:
                    yield from read_member(member, self._paths, forms, self._say)
                except SourceChanged as error:
                    raise (SourceChanged(f"{path.name}: {error}", error.names) if member.name else error) from None
                except JobError as error:
                    raise (type(error)(f"{path.name}: {error}") if member.name else error) from None

    def _read_by(self, names: Sequence[str]) -> str:
        read = [f"'{name}' is read by {reading_key(self._source, self._dataset, name)}" for name in names]
        return f"; {', '.join(read[:_NAMED])}" if read else ""

    def _say(self, name: str, **form: str) -> None:
        _log.info("file read", source=self._name, file=name, **form)

    def _say_left_out(self, path: Path, skipped: Counter[str], faults: Counter[str]) -> None:
        if skipped:
            _log.info("rows left out", source=self._name, file=path.name, **dict(skipped))
        if faults:
            _log.warning("cells hold the error of a formula", source=self._name, file=path.name, **dict(faults))


def _state(path: Path) -> _State | None:
    """The state of a file; None for what is not a file, or not any more."""
    try:
        if not path.is_file():
            return None
        found = path.stat()
    except FileNotFoundError:
        return None
    return _State(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


# A drop folder keeps its old files, and it is looked at every minute: each content is read once a process.
@lru_cache(maxsize=100_000)
def _digest(state: _State) -> str:
    with state.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if _state(state.path) != state:
        raise _GrowingError
    return digest
