"""`backfill`: read the past again, window by window."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date

from etl.commands.command import Command, Job, add_sources, each_chosen, prepared
from etl.errors import JobError
from etl.life.backfill import Order, backfill_source
from etl.life.filling import Filled
from etl.life.narrowing import ends_by_order, takes_an_end
from etl.progress import progress_report
from etl.source import Source


def _add(parser: ArgumentParser) -> None:
    add_sources(parser)
    day = date.fromisoformat
    parser.add_argument("--start", type=day, required=True, metavar="YYYY-MM-DD", help="first day to read")
    parser.add_argument("--end", type=day, metavar="YYYY-MM-DD", help="last day to read (today)")
    parser.add_argument("--window", type=int, default=30, metavar="DAYS", help="days to ask for at once (30)")
    parser.add_argument("--throttle", type=float, default=0.0, metavar="SECONDS", help="wait so long after each page")
    parser.add_argument(
        "--newest-first", action="store_true", help="begin with the latest window, where it can be asked for"
    )


def _run(job: Job) -> Iterator[str]:
    given = job.arguments
    if given.window < 1 or given.throttle < 0 or (given.end and given.end < given.start):
        raise JobError("backfill: --window is at least 1, --throttle at least 0, --end not before --start")
    order = Order(given.start, given.end, given.window, given.throttle, given.newest_first)
    with prepared(job) as surroundings, progress_report() as report:
        yield from each_chosen(
            job, lambda source: said(source, order, backfill_source(source, surroundings, order, report))
        )


def said(source: Source, order: Order, filled: Filled) -> str:
    """What came of it, in one line, and what of the order could not be had."""
    counts = filled.counts
    windows = f"{filled.read} windows read"
    if filled.before:
        windows += f", {filled.before} had been read before"
    said = (
        f"{source.key}: {windows}: {counts.extracted} records, {counts.inserted} new, {counts.updated} changed, "
        f"{counts.deleted} deleted, {counts.rejected} put aside"
    )
    if source.files is not None:
        return f"{said}; of a drop folder every file that is still there is read, whatever its days"
    whole = [each.name for each in source.datasets if not (takes_an_end(each) or ends_by_order(source, each))]
    if whole and (order.end or order.newest_first):
        said += (
            f"; of {', '.join(whole)} all from the first day on was read, in one piece and in the platform's order: it "
            "takes no end (since.until_parameter), nor do records come in order of change (since.ordered)"
        )
    return said


COMMAND = Command("read the past again, whatever was read before; resumable, raises no alarm", _add, _run)
