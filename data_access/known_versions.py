"""What whoever asks knows of versions: what is kept and no older than that needs no look into the ledger."""

from contextvars import ContextVar

from data_access.versions import Versions

_known: ContextVar[Versions | None] = ContextVar("known", default=None)


def know(versions: Versions | None) -> None:
    """From now on, in this thread, answers are to be as new as these versions; None: as new as can be."""
    _known.set(versions)


def known_versions() -> Versions | None:
    """As new as this an answer is to be."""
    return _known.get()
