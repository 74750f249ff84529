"""What the files connector asks and tells of a drop folder's files: which were read, and which cannot be."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from etl.errors import JobError

# The contents (SHA-256) that lie in the folder now.
Present = Callable[[], Collection[str]]


class FileMemory(Protocol):
    """Remembers the files of one dataset by their content."""

    def passes_over(self, digest: str, name: str, present: Present) -> bool:
        """Whether a content need not be read now: it was, or it cannot be and nothing has changed since."""

    def refuse(self, digest: str | None, name: str, fault: JobError) -> None:
        """A file cannot be loaded (`digest` None: its content is not known). Raises the fault if nobody remembers."""

    def looked_through(self, present: Mapping[str, datetime]) -> None:
        """The whole folder was looked through; what is not `present` (content → when it was last put there) is gone."""


class NoMemory:
    """Reads every file, and the first that cannot be read ends it: for who looks at a source without loading it."""

    def passes_over(self, _digest: str, _name: str, _present: Present) -> bool:
        """None is passed over."""
        return False

    def refuse(self, _digest: str | None, _name: str, fault: JobError) -> None:
        """Raises the fault."""
        raise fault

    def looked_through(self, _present: Mapping[str, datetime]) -> None:
        """Nothing is remembered."""
