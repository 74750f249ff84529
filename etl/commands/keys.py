"""`keys`: the reference of every key of a site's TOML files."""

from argparse import ArgumentParser
from collections.abc import Iterator

from etl.commands.command import Command, Job
from etl.declare.keys import key_reference


def _add(_parser: ArgumentParser) -> None:
    """It takes nothing."""


def _run(_job: Job) -> Iterator[str]:
    yield key_reference().removesuffix("\n")


COMMAND = Command("write the reference of every key of a site's TOML files, as Markdown", _add, _run)
