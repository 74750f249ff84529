"""The HTTP connector: walks the pages of one dataset and hands each on, reduced to the mapped paths."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count

import httpx
import orjson

from etl.connectors.ahead import one_ahead
from etl.connectors.asking import Ask, Value
from etl.connectors.exchange import Exchange
from etl.connectors.faults import PastLastPageError, shown
from etl.connectors.moments import is_number, latest
from etl.connectors.page import Page, pick, shape_of
from etl.connectors.paging import Answer, Seen, Step, next_ask, of_one_moment
from etl.connectors.shape import Unreadable, exploded
from etl.connectors.windows import Window, windows
from etl.errors import JobError, SiteInvalid, SourceChanged
from etl.source import Dataset, Http, Secret, Source

# Ways of paging for which it matters how many records came.
_COUNTING = ("page", "offset", "since")


class HttpConnector:
    """Reads one dataset of an HTTP platform; one page ahead of its reader, so close what `pages` gives if you stop."""

    def __init__(
        self,
        source: Source,
        dataset: Dataset,
        paths: Sequence[str],
        secret: Callable[[Secret], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        stopped: Callable[[], bool] | None = None,
    ) -> None:
        """`paths` are the record paths to keep; `secret` gives the secret behind a reference; `now` an aware time.

        `stopped` ends waiting for the platform.

        Raises SiteInvalid.
        """
        if source.http is None:
            raise SiteInvalid(f"{source.key}: declares no [http]")
        self._http: Http = source.http
        self._dataset = dataset
        self._paths = tuple(paths)
        self._secret = secret
        self._now = now
        self._given_up = stopped
        self._zone = source.time_zone
        self._name = f"{source.key}/{dataset.name}"

    def pages(self, since: str | None, until: datetime | None = None) -> Generator[Page, None, None]:
        """The pages in the order of the platform; `since` is the value of the declared parameter (None: everything).

        `until`: where they come in order of change, each walk ends with the page that is past it.

        Raises SourceUnavailable, SourceChanged, SiteInvalid or JobStopped, each with a sentence that names the dataset.
        """
        try:
            with (
                Exchange(self._http, self._dataset, self._secret, self._zone, self._now) as exchange,
                closing(one_ahead(self._walks(exchange, since, until), exchange.stop, self._given_up)) as pages,
            ):
                yield from pages
        except JobError as error:
            raise type(error)(f"{self._name}: {error}") from None

    def _walks(self, exchange: Exchange, since: str | None, until: datetime | None) -> Generator[Page, None, None]:
        numbers = count(1)
        for window in windows(self._dataset.since, since, self._zone, self._now()):
            known: set[str] = set()
            for _ in range(self._dataset.paging.passes):
                met: set[str] = set()
                with closing(self._walk(exchange, self._start(exchange.start, window), numbers)) as pages:
                    for page in pages:
                        met.add(page.digest)
                        # An answer that is the same byte for byte tells nothing new.
                        if page.digest not in known:
                            yield page
                        if self._is_past(page, until):
                            break
                known |= met

    def _is_past(self, page: Page, until: datetime | None) -> bool:
        """Whether all that comes after a page changed after `until`."""
        since = self._dataset.since
        if until is None or since is None or not since.ordered:
            return False
        layout = since.field_format or since.format
        newest = latest(page.columns[since.field], layout, since.time_zone or self._zone)
        return newest is not None and newest > until

    def _walk(self, exchange: Exchange, start: Ask, numbers: Iterator[int]) -> Generator[Page, None, None]:
        dataset = self._dataset
        zone = (dataset.since and dataset.since.time_zone) or self._zone
        step = Step(dataset.paging, start, dataset.since, zone)
        visited: set[str] = set()
        while (ask := next_ask(step)) is not None:
            if step.number >= dataset.paging.longest:
                raise SourceChanged(f"gave {step.number} pages and no end; check paging, or raise paging.longest")
            if ask.identity() in visited:
                raise SourceChanged(
                    f"its pages lead in a circle: {shown(ask.url)} is announced twice; ask its operator"
                )
            visited.add(ask.identity())
            try:
                answer = exchange.send(ask)
            except PastLastPageError:
                _past_the_first(step, ask.url)
                return
            seen = Seen()
            for page in self._pages(answer, next(numbers), seen):
                if seen.beginning == step.seen.beginning and _is_the_end(step, answer):
                    return
                yield page
                seen.beginning = seen.beginning or ""
            _not_none_of_many(step, answer, seen, dataset)
            step = step.after(ask, answer, seen)

    def _start(self, base: httpx.URL, window: Window) -> Ask:
        dataset, paging = self._dataset, self._dataset.paging
        parameters: dict[str, Value] = dict(dataset.parameters)
        if paging.size_parameter:
            parameters[paging.size_parameter] = paging.size
        as_number = dataset.post == "json" and dataset.since is not None and is_number(dataset.since.format)
        parameters |= {name: int(value) if as_number else value for name, value in window.items()}
        url = base
        if dataset.path:
            url = base.copy_with(path=f"{base.path.rstrip('/')}/{dataset.path.lstrip('/')}")
        return Ask(url, parameters, dataset.post)

    def _pages(self, answer: Answer, number: int, seen: Seen) -> Iterator[Page]:
        """One page for each part of an answer; `seen` is what was seen of it so far."""
        for part in answer.parts:
            page = self._page(answer, part, f"page {number}, record", seen.length)
            seen.length += len(part)
            seen.keyed(self._keys(page))
            if self._dataset.since is not None and self._dataset.paging.style == "since":
                times = page.columns.get(self._dataset.since.field, [])
                seen.times.update(time for time in times if isinstance(time, (str, int, float)))
            if seen.beginning is None and part:
                seen.beginning = _print(page)
            # Not kept while the next is read: one record of a part may be very large.
            del part
            yield page

    def _keys(self, page: Page) -> list[int]:
        """What stands for the records' keys, where pages are reached by counting records; [] where they have none."""
        mapping, style = self._dataset.fields.get("record_key"), self._dataset.paging.style
        if mapping is None or not mapping.paths or self._dataset.explode or style not in _COUNTING:
            return []
        # Who looks at an example asks for no path yet, and no key is known.
        if not set(mapping.paths) <= set(self._paths):
            return []
        columns = [page.columns[path] for path in mapping.paths]
        # Of their texts: what is no text or number may not be a member of a set.
        return [hash(str(key)) for key in zip(*columns, strict=True) if any(key)]

    def _page(self, answer: Answer, part: list[object], place: str, before: int) -> Page:
        kept: list[object] = []
        locators: list[str] = []
        unreadable: list[tuple[str, str]] = []
        for position, outer in enumerate(part, before + 1):
            items = exploded(outer, self._dataset.explode) if self._dataset.explode else (outer,)
            for item, record in enumerate(items, 1):
                locator = f"{place} {position}, item {item}" if self._dataset.explode else f"{place} {position}"
                if isinstance(record, dict):
                    kept.append(record)
                    locators.append(locator)
                elif isinstance(record, Unreadable):
                    unreadable.append((locator, record.reason))
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


def _print(page: Page) -> str:
    """The same for pages with the same records, whatever changes around them (times, numbers of requests)."""
    if not len(page):
        return page.digest
    try:
        return hashlib.sha256(orjson.dumps(page.columns)).hexdigest()
    except TypeError:
        # Deeper, or with larger numbers, than it writes.
        return page.digest


def _past_the_first(step: Step, url: httpx.URL) -> None:
    # A mistyped path must never look like a platform with nothing to tell.
    if step.latest is None:
        status = step.paging.end_status
        raise SourceChanged(f"{shown(url)} answered {status} to the first page; check base_url and the dataset's path")


def _is_the_end(step: Step, answer: Answer) -> bool:
    """Whether a page that repeats the one before means that there is no more. Raises SourceChanged if it must not."""
    if step.latest is None or of_one_moment(step):
        return False
    if not step.paging.repeats_last:
        raise SourceChanged(
            f"gave the same page twice (page {step.number} and the next); it seems to ignore the paging parameters: "
            "check paging.style and paging.page_parameter. If it repeats its last page past the end, declare "
            "paging.repeats_last = true"
        )
    if answer.total is not None and step.sent < answer.total:
        raise SourceChanged(
            f"says it has {answer.total} records and repeats its page {step.number} after {step.sent} of them; "
            "check paging.style and paging.page_parameter"
        )
    return True


def _not_none_of_many(step: Step, answer: Answer, seen: Seen, dataset: Dataset) -> None:
    # In XML an empty list and a mistyped name look the same; only the platform's own count tells them apart.
    if dataset.body == "xml" and step.latest is None and not seen.length and answer.total:
        raise SourceChanged(
            f"says it has {answer.total} records, but there is none at '{dataset.records}'; check `records` against "
            "the platform's manual"
        )
