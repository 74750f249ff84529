"""One item ahead: the next page is fetched in a thread while the previous one is being loaded."""

from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from etl.errors import JobStopped

Item = TypeVar("Item")
# How often it is asked, while a page is awaited, whether anybody still wants it.
_ASKED_SECONDS = 0.25


def one_ahead(
    items: Generator[Item, None, None], stop: Callable[[], None], stopped: Callable[[], bool] | None = None
) -> Generator[Item, None, None]:
    """The same items, each made while the one before is in use; an exception arrives in the place of its item.

    `stop` must make a running `items` give up waiting; it is called when the reader closes early. `stopped` says, while
    an item is awaited, that it is not wanted any more: then JobStopped is raised.
    """
    ended = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="page") as threads:
        coming = threads.submit(next, items, ended)
        try:
            while (item := _awaited(coming, stopped)) is not ended:
                coming = threads.submit(next, items, ended)
                yield item  # type: ignore[misc]  # next() gives an Item or the mark of the end, nothing else
        finally:
            stop()
            threads.shutdown(wait=True)
            items.close()


def _awaited(coming: "Future[Item | object]", stopped: Callable[[], bool] | None) -> Item | object:
    while stopped is not None and not wait([coming], timeout=_ASKED_SECONDS).done:
        if stopped():
            raise JobStopped("stopped before its end; the next run goes on from there")
    return coming.result()
