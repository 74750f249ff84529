"""The HTTP connector: walks the pages of one dataset and hands each on, reduced to the mapped paths."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

import httpx

from etl.connectors.ahead import one_ahead
from etl.connectors.exchange import Exchange, PastLastPageError, shown
from etl.connectors.page import Page, pick, shape_of
from etl.connectors.paging import Answer, Step, next_url, of_one_moment
from etl.errors import JobError, SiteInvalid, SourceChanged
from etl.source import Dataset, Http, Secret, Source


class HttpConnector:
    """Reads one dataset of an HTTP platform; one page ahead of its reader, so close what `pages` gives if you stop."""

    def __init__(self, source: Source, dataset: Dataset, paths: Sequence[str], secret: Callable[[Secret], str]) -> None:
        """`paths` are the record paths to keep; `secret` gives the secret behind a reference. Raises SiteInvalid."""
        if source.http is None:
            raise SiteInvalid(f"{source.key}: declares no [http]")
        self._http: Http = source.http
        self._dataset = dataset
        self._paths = tuple(paths)
        self._secret = secret
        self._name = f"{source.key}/{dataset.name}"

    def pages(self, since: str | None) -> Generator[Page, None, None]:
        """The pages in the order of the platform; `since` is the value of the declared parameter (None: everything).

        Raises SourceUnavailable, SourceChanged or SiteInvalid, each with a sentence that names the dataset.
        """
        try:
            with (
                Exchange(self._http, self._dataset, self._secret) as exchange,
                closing(one_ahead(self._walk(exchange, since), exchange.stop)) as pages,
            ):
                yield from pages
        except JobError as error:
            raise type(error)(f"{self._name}: {error}") from None

    def _walk(self, exchange: Exchange, since: str | None) -> Generator[Page, None, None]:
        dataset = self._dataset
        step = Step(dataset.paging, self._start(exchange.start, since), dataset.since)
        visited: set[str] = set()
        while (url := next_url(step)) is not None:
            if step.number >= dataset.paging.longest:
                raise SourceChanged(f"gave {step.number} pages and no end; check paging, or raise paging.longest")
            if str(url) in visited:
                raise SourceChanged(f"its pages lead in a circle: {shown(url)} is announced twice; ask its operator")
            visited.add(str(url))
            try:
                answer = exchange.get(url)
            except PastLastPageError:
                _past_the_first(step, url)
                return
            _not_twice(step, answer)
            step = replace(
                step,
                number=step.number + 1,
                first_length=step.first_length or len(answer.records),
                received=step.received + len(answer.records),
                latest=answer,
            )
            yield self._page(answer, step.number)

    def _start(self, base: httpx.URL, since: str | None) -> httpx.URL:
        dataset, paging = self._dataset, self._dataset.paging
        parameters = dict(dataset.parameters)
        if paging.size_parameter:
            parameters[paging.size_parameter] = str(paging.size)
        if dataset.since and since is not None:
            parameters[dataset.since.parameter] = since
        url = base
        if dataset.path:
            url = base.copy_with(path=f"{base.path.rstrip('/')}/{dataset.path.lstrip('/')}")
        return url.copy_merge_params(parameters) if parameters else url

    def _page(self, answer: Answer, number: int) -> Page:
        kept: list[object] = []
        locators: list[str] = []
        unreadable: list[tuple[str, str]] = []
        for position, record in enumerate(answer.records, 1):
            locator = f"page {number}, record {position}"
            if isinstance(record, dict):
                kept.append(record)
                locators.append(locator)
            else:
                unreadable.append((locator, f"a {type(record).__name__} where a record was expected"))
        return Page(
            columns=pick(kept, self._paths),
            locators=locators,
            digest=answer.digest,
            source_time=answer.source_time,
            unreadable=tuple(unreadable),
            total=answer.total,
            shape=shape_of(kept),
        )


def _past_the_first(step: Step, url: httpx.URL) -> None:
    # A mistyped path must never look like a platform with nothing to tell.
    if step.latest is None:
        status = step.paging.end_status
        raise SourceChanged(f"{shown(url)} answered {status} to the first page; check base_url and the dataset's path")


def _not_twice(step: Step, answer: Answer) -> None:
    if step.latest is None or not answer.records or of_one_moment(step, answer):
        return
    if answer.digest == step.latest.digest:
        raise SourceChanged(
            f"gave the same page twice (page {step.number} and the next); it seems to ignore the paging parameters: "
            "check paging.style and paging.page_parameter"
        )
