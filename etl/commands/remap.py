"""`remap`: re-apply mended code maps to what was loaded before."""

from collections.abc import Iterator

from etl.commands.command import Command, Job, add_sources, each_chosen, prepared
from etl.ledger import Counts
from etl.life.remap import remap_source
from etl.source import Source


def _run(job: Job) -> Iterator[str]:
    with prepared(job) as surroundings:
        yield from each_chosen(job, lambda source: _said(source, remap_source(source, surroundings)))


def _said(source: Source, counts: Counts) -> str:
    stay = f"; {counts.rejected} stay as they are and are put aside" if counts.rejected else ""
    return f"{source.key}: {counts.updated} records have new codes{stay}"


COMMAND = Command("re-apply mended code maps to what was loaded before", add_sources, _run)
