"""`retention`: delete what the site no longer keeps."""

from argparse import ArgumentParser
from collections.abc import Iterator

from etl.commands.command import Command, Job
from etl.life.retention import apply_retention


def _add(parser: ArgumentParser) -> None:
    """It takes no arguments: site.toml says what is kept."""
    parser.set_defaults(sources=())


def _run(job: Job) -> Iterator[str]:
    with job.surroundings() as surroundings:
        done = apply_retention(surroundings)
    yield (
        f"{job.site.key}: {done.facts} records deleted, {done.persons} persons taken out of records that stay, "
        f"{done.quarantined} out of quarantine"
    )


COMMAND = Command("delete what the site no longer keeps; watch does it once a day", _add, _run)
