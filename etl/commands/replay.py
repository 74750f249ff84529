"""`replay`: read the source again for what is in its quarantine."""

from collections.abc import Iterator

from etl.commands.command import Command, Job, add_sources, each_chosen, prepared
from etl.life.replay import Replayed, replay_source
from etl.source import Source


def _run(job: Job) -> Iterator[str]:
    with prepared(job) as surroundings:
        yield from each_chosen(job, lambda source: _said(source, replay_source(source, surroundings)))


def _said(source: Source, done: Replayed) -> str:
    return (
        f"{source.key}: {done.before} were in quarantine, {done.after} are now; "
        f"{done.counts.inserted} loaded anew, {done.counts.updated} changed"
    )


COMMAND = Command("read a source again for what is in its quarantine", add_sources, _run)
