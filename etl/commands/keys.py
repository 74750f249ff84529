"""`keys`, `tables`, `metrics` and `kpi`: pages of the documents that are written from the code."""

from argparse import ArgumentParser
from collections.abc import Iterator

from etl.commands.command import Command, Job


def _add(_parser: ArgumentParser) -> None:
    """It takes nothing."""


def _keys(_job: Job) -> Iterator[str]:
    from etl.declare.keys import key_reference

    yield key_reference().removesuffix("\n")


def _tables(_job: Job) -> Iterator[str]:
    from etl.tables_page import tables_page

    yield tables_page().removesuffix("\n")


def _metrics(_job: Job) -> Iterator[str]:
    from etl.metrics_page import metrics_page

    yield metrics_page().removesuffix("\n")


def _kpi(_job: Job) -> Iterator[str]:
    from etl.kpi_page import kpi_page

    yield kpi_page().removesuffix("\n")


KEYS = Command("write the reference of every key of a site's TOML files, as Markdown", _add, _keys)
TABLES = Command("write the page of every table of the warehouse, as Markdown", _add, _tables)
METRICS = Command("write the page of every metric, as Markdown", _add, _metrics)
KPI = Command("write the page of every number that is asked for and what answers it, as Markdown", _add, _kpi)
