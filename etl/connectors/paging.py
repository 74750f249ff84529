"""How the pages of an answer are reached; one more style is one more function in STYLES."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import httpx

from etl.errors import SourceChanged
from etl.source import Paging, Since


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, decoded: `digest` is the SHA-256 of its body, `source_time` the platform's own time.

    `total` is how many records the platform says there are, where it does.
    """

    url: httpx.URL
    headers: httpx.Headers
    records: list[object]
    digest: str
    source_time: datetime
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where a walk through pages stands: `number` pages were read, `latest` is the last of them.

    `start` is the address with all declared parameters; `first_length` and `received` count the records of the first
    page and of all pages.
    """

    paging: Paging
    start: httpx.URL
    since: Since | None = None
    number: int = 0
    first_length: int = 0
    received: int = 0
    latest: Answer | None = None


Style = Callable[[Step], httpx.URL | None]


def _single(step: Step) -> httpx.URL | None:
    return step.start if step.latest is None else None


def _page_number(step: Step) -> httpx.URL | None:
    paging, latest = step.paging, step.latest
    # Platforms may give fewer records than asked for on every page, so a short page is the last for sure only if it
    # is shorter than the first, or if the platform says that there are no more; else one more is asked for.
    if latest is not None and len(latest.records) < paging.size:
        complete = latest.total is not None and step.received >= latest.total
        if complete or len(latest.records) < step.first_length:
            return None
    return step.start.copy_set_param(paging.page_parameter, str(paging.first_page + step.number))


def _from_last_time(step: Step) -> httpx.URL | None:
    """Asks again from the last time seen, so records that move to the end while being paged push nothing away."""
    paging, since, latest = step.paging, step.since, step.latest
    first = str(paging.first_page)
    if latest is None or since is None:
        return step.start.copy_set_param(paging.page_parameter, first)
    page = latest.url.params.get(paging.page_parameter, first)
    complete = page == first and latest.total is not None and latest.total <= len(latest.records)
    if complete or len(latest.records) < min(paging.size, step.first_length):
        return None
    newest = max(_times(latest, since), default="")
    if newest > latest.url.params.get(since.parameter, ""):
        return latest.url.copy_set_param(since.parameter, newest).copy_set_param(paging.page_parameter, first)
    # A whole page of one and the same moment: only its next page leads on.
    return latest.url.copy_set_param(paging.page_parameter, str(int(page) + 1))


def of_one_moment(step: Step, answer: Answer) -> bool:
    """Whether all records of `answer` changed at once: asking again from their time gives the same page again."""
    return step.paging.style == "since" and step.since is not None and len(set(_times(answer, step.since))) == 1


def _times(answer: Answer, since: Since) -> list[str]:
    times = [record.get(since.field) for record in answer.records if isinstance(record, dict)]
    return [time for time in times if isinstance(time, str)]


def _link_header(step: Step) -> httpx.URL | None:
    if step.latest is None:
        return step.start
    links = httpx.Response(200, headers=step.latest.headers).links
    following = [link for relations, link in links.items() if relations and "next" in relations.lower().split()]
    return _same_platform(following[0].get("url"), step.latest) if following else None


def _next_header(step: Step) -> httpx.URL | None:
    if step.latest is None:
        return step.start
    return _same_platform(step.latest.headers.get(step.paging.next_header), step.latest)


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "none": _single,
        "page": _page_number,
        "since": _from_last_time,
        "link_header": _link_header,
        "next_header": _next_header,
    }
)


def next_url(step: Step) -> httpx.URL | None:
    """The address of the page after `step`; None past the last. Raises SourceChanged where it leaves the platform."""
    latest = step.latest
    if latest is not None and not latest.records:
        return None
    return STYLES[step.paging.style](step)


def _same_platform(text: str | None, latest: Answer) -> httpx.URL | None:
    if not text:
        return None
    try:
        found = latest.url.join(text.strip())
    except httpx.InvalidURL:
        raise SourceChanged("announces a next page whose address cannot be read; ask its operator") from None
    here, there = _origin(latest.url), _origin(found)
    if here != there:
        # The token goes with every request: it must not reach another machine because an answer says so.
        raise SourceChanged(
            f"announces its next page at {there[0]}://{there[1]}:{there[2]} but is read at "
            f"{here[0]}://{here[1]}:{here[2]}; no request was sent there. Put the address it announces into base_url, "
            "or ask its operator to announce the one it is reached by"
        )
    return found


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
