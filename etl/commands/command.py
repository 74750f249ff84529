"""What a command is given, and what it says."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from data_access.site import Site
from etl.errors import JobError
from etl.life.correction_rows import read_all_corrections
from etl.site.reference import load_reference
from etl.source import Source
from etl.surroundings import Surroundings


class Job(Protocol):
    """One invocation: what was asked for, and the site it is asked of."""

    @property
    def arguments(self) -> Namespace:
        """The parsed command line."""

    @property
    def site(self) -> Site:
        """The site."""

    @property
    def sources(self) -> Sequence[Source]:
        """All sources of the site."""

    def chosen(self) -> tuple[Source, ...]:
        """The sources named on the command line; all where none is. Raises SiteInvalid for one that does not exist."""

    def surroundings(self) -> AbstractContextManager[Surroundings]:
        """The open warehouse."""


@dataclass(frozen=True, slots=True)
class Command:
    """`add` declares its arguments, `run` does it and gives one line a source."""

    help: str
    add: Callable[[ArgumentParser], None]
    run: Callable[[Job], Iterator[str]]


@contextmanager
def prepared(job: Job) -> Iterator[Surroundings]:
    """The open warehouse with the site's dimensions and nothing wrong in its corrections."""
    read_all_corrections(job.site.folder, job.sources)
    with job.surroundings() as surroundings:
        load_reference(job.site, surroundings.engine, job.sources)
        yield surroundings


def each_chosen(job: Job, work: Callable[[Source], str]) -> Iterator[str]:
    """What `work` says of each source. Raises JobError at the end for those it could not be done with."""
    failed: list[str] = []
    for source in job.chosen():
        try:
            yield work(source)
        except JobError as error:
            failed.append(str(error))
    if failed:
        raise JobError("\n".join(failed))


def add_sources(parser: ArgumentParser) -> None:
    """Sources to work on; all unless named."""
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="all sources unless named")


def add_named_sources(parser: ArgumentParser) -> None:
    """Sources to work on; at least one must be named."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
