"""What is said of a fault: the sentence of a job, or what kind of fault stopped it; never words that quote values."""

from psycopg2.errors import DiskFull

from data_access.folder import disk_is_full
from etl.errors import JobError
from etl.source import Source


def fault_sentence(source: Source, fault: Exception) -> str:
    """One sentence for the person who runs the jobs. The words of the database may quote records and are left out."""
    return str(fault) if isinstance(fault, JobError) else f"{source.key}: {_words_for(fault)}; it is tried again"


def _words_for(fault: Exception) -> str:
    cause = getattr(fault, "orig", fault)
    if isinstance(cause, DiskFull):
        return "the disk of the database is full: make room there"
    if isinstance(cause, OSError) and disk_is_full(cause):
        return "a disk of this machine is full: make room for the data folder and for temporary files"
    return f"stopped by {type(fault).__name__}"
