"""Structured logs of the jobs: one line an event, quiet when all is well, no secrets and no personal data."""

import logging
import sys
from contextlib import suppress
from io import TextIOBase
from typing import TextIO, cast

import structlog


def configure_logs(level: str) -> None:
    """Log to stderr from `level` on; APScheduler's and httpx's chatter only when something is wrong."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Patient(sys.stderr))),
        cache_logger_on_first_use=True,
    )


class _Patient(TextIOBase):
    """Writes to a stream; what cannot be written (the disk is full) must not end the job that says it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()
