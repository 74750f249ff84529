"""What a command is given, and what it says."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from data_access.site import Site
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
