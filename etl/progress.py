"""The progress bar of a load: a bar on a terminal, a line now and then elsewhere."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from etl.ledger import Counts
from etl.run import Report


@contextmanager
def progress_report() -> Iterator[Report]:
    """A function to be told of each batch; draws on stderr, and only where somebody can see it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}
        lock = threading.Lock()

        def report(name: str, counts: Counts, total: int | None) -> None:
            with lock:
                if name not in tasks:
                    tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], advance=counts.extracted)

        yield report
