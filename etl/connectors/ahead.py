"""One item ahead: the next page is fetched in a thread while the previous one is being loaded."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(items: Generator[Item, None, None], stop: Callable[[], None]) -> Generator[Item, None, None]:
    """The same items, each made while the one before is in use; an exception arrives in the place of its item.

    `stop` must make a running `items` give up waiting; it is called when the reader closes early.
    """
    ended = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="page") as threads:
        coming = threads.submit(next, items, ended)
        try:
            while (item := coming.result()) is not ended:
                coming = threads.submit(next, items, ended)
                yield item  # type: ignore[misc]  # next() gives an Item or the mark of the end, nothing else
        finally:
            stop()
            threads.shutdown(wait=True)
            items.close()
