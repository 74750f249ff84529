"""What the ledger knows of the files of a drop folder: which contents were read, and which files cannot be loaded."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from data_access.schema import file_fault
from etl.batch import transaction
from etl.connectors.file_memory import Present
from etl.errors import FilesRefused, JobError
from etl.files_known import Known, forget_file_faults, read_files_seen, write_file_fault
from etl.source import Dataset, Source

_UNREAD = "unread"
# A file that stays as it is is tried again, too: what could not read it may have been mended.
_FIRST_REST, _LONGEST_REST = timedelta(hours=1), timedelta(days=1)
_MOST_SAID, _LONGEST = 3, 500


class FileLedger:
    """Remembers the files of one dataset in the warehouse; opened anew for each pass over it."""

    def __init__(self, engine: Engine, source: Source, dataset: Dataset, again: Sequence[str] | None) -> None:
        """`again`: read those whose SHA-256 begins with one of these, whether they were read or not (None: none)."""
        self._engine, self._source, self._dataset = engine, source, dataset
        self._mine = (source.city_code, source.key, dataset.name)
        self._again = again
        self._declared = _declared(source, dataset)
        self._tried: set[str] = set()
        self._refused: set[str] = set()
        self._seen: dict[str, Known] = {}
        self._by_name: dict[str, list[str]] = {}
        self._resting: dict[str, bool] = {}
        # When the youngest file that was read, now or before, was written; known when all were looked through.
        self.latest: datetime | None = None
        if source.files is not None:
            self._look_up()

    def passes_over(self, digest: str, name: str, present: Present) -> bool:
        """Whether a content need not be read now.

        One that was read before counts as new where another was read in its place since and is gone again: a file
        that was replaced by a wrong one, and then put back.
        """
        passed = self._passes_over(digest, name, present)
        if not passed:
            self._tried.add(digest)
        return passed

    def refuse(self, digest: str | None, name: str, fault: JobError) -> None:
        """Write down why a file is not loaded."""
        key = digest or f"{_UNREAD} {hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()}"
        self._refused.add(key)
        sentence = str(fault).removeprefix(f"{self._source.key}/{self._dataset.name}: ")
        with transaction(self._engine) as cursor:
            write_file_fault(cursor, self._mine, (key, _shown(name)), self._declared, sentence)

    def looked_through(self, present: Mapping[str, datetime]) -> None:
        """Faults of files that are gone, replaced or read by now are over.

        A month in which nothing happened brings the file of another such month: nothing to read, and no silence.
        """
        read = (self._seen.keys() | self._tried) - self._refused - self._resting.keys()
        self.latest = max((written for digest, written in present.items() if digest in read), default=None)
        kept = self._refused | ({*present} - self._tried)
        if self._resting.keys() - kept:
            with transaction(self._engine) as cursor:
                forget_file_faults(cursor, self._mine, sorted(kept & {*self._resting, *self._refused}))

    def _passes_over(self, digest: str, name: str, present: Present) -> bool:
        if self._again is not None:
            return not digest.startswith(tuple(self._again))
        if digest in self._resting:
            return self._resting[digest]
        known = self._seen.get(digest)
        if known is None:
            return False
        since = [each for each in self._by_name.get(name, []) if self._seen[each].batch > known.batch]
        return not since or not set(since).isdisjoint(present())

    def _look_up(self) -> None:
        with transaction(self._engine) as cursor:
            self._seen, faults = read_files_seen(cursor, self._mine)
        now = datetime.now(UTC)
        for digest, known in self._seen.items():
            self._by_name.setdefault(known.name, []).append(digest)
        for digest, declared, failed_at, times in faults:
            rest = min(_FIRST_REST * 2 ** min(times - 1, 10), _LONGEST_REST)
            resting = declared == self._declared and now < failed_at + rest and not digest.startswith(_UNREAD)
            # False: it is tried now.
            self._resting[digest] = resting


def say_refused(engine: Engine, source: Source) -> None:
    """Raises FilesRefused, with their names and what to do, where files of the source cannot be loaded."""
    if source.files is None:
        return
    mine = (file_fault.c.city_code == source.city_code, file_fault.c.source_key == source.key)
    wanted = file_fault.c.dataset.in_([dataset.name for dataset in source.datasets])
    columns = (file_fault.c.name, file_fault.c.dataset, file_fault.c.sentence)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(*mine, wanted).order_by(file_fault.c.name)).all()
    # A workbook with a sheet for each dataset is one file, whatever is wrong with it.
    sentences: dict[str, str] = {}
    for name, dataset, sentence in rows:
        shown = sentence if name.rpartition("/")[2] in sentence else f"{name}: {sentence}"
        sentences.setdefault(name, f"{dataset}: {shown[:_LONGEST]}")
    if sentences:
        number = len(sentences)
        said = "; ".join(list(sentences.values())[:_MOST_SAID])
        more = f"; and {number - _MOST_SAID} more" if number > _MOST_SAID else ""
        what = "1 file of its folder is" if number == 1 else f"{number:,} files of its folder are"
        raise FilesRefused(
            f"{source.key}: {what} not loaded, all else in it is ({said}{more}); replace, mend or remove it, "
            "or mend the TOML"
        )


def _declared(source: Source, dataset: Dataset) -> str:
    text = dataset.model_dump_json() + (source.files.model_dump_json() if source.files else "")
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(name: str) -> str:
    """A name that a text of the database may hold."""
    return name.encode("utf-8", "replace").decode()
