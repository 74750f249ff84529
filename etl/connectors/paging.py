"""How the pages of an answer are reached; one more style is one more function in STYLES."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import httpx

from etl.connectors.asking import Ask
from etl.connectors.moments import earliest, is_number, latest, read, step_of, written
from etl.connectors.shape import value_at
from etl.errors import SourceChanged
from etl.source import Paging, Since


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its records in parts, and in `outline` what is around them.

    `digest` is the SHA-256 of its body, `source_time` the platform's own time, `total` how many records the platform
    says there are, where it does.
    """

    url: httpx.URL
    headers: httpx.Headers
    outline: object
    parts: Iterator[list[object]]
    digest: str
    source_time: datetime
    total: int | None = None


@dataclass(slots=True)
class Seen:
    """What was seen of a page: how many records, how many of them repeat another one, their times of change, and a
    print of its beginning."""

    length: int = 0
    repeated: int = 0
    times: set[object] = field(default_factory=set)
    beginning: str | None = None
    keys: set[int] = field(default_factory=set)

    def keyed(self, keys: Sequence[int]) -> None:
        """Take the keys of some more records in."""
        fresh = set(keys) - self.keys
        self.repeated += len(keys) - len(fresh)
        self.keys |= fresh


@dataclass(frozen=True, slots=True)
class Step:
    """Where a walk through pages stands: `number` pages were read, `latest` is the last of them, asked for by `asked`.

    `start` is the question with all declared parameters; `first_length` and `sent` count the records of the first page
    and of all pages, `received` those without repeated ones. `zone` is that of the platform's times.
    """

    paging: Paging
    start: Ask
    since: Since | None = None
    zone: str = "UTC"
    number: int = 0
    first_length: int = 0
    sent: int = 0
    received: int = 0
    asked: Ask | None = None
    latest: Answer | None = None
    seen: Seen = field(default_factory=Seen)

    def after(self, asked: Ask, answer: Answer, seen: Seen) -> "Step":
        """The step after a page was read to its end."""
        return replace(
            self,
            number=self.number + 1,
            first_length=self.first_length or seen.length,
            sent=self.sent + seen.length,
            received=self.received + seen.length - seen.repeated,
            asked=asked,
            latest=answer,
            seen=seen,
        )


Style = Callable[[Step], Ask | None]


def _single(step: Step) -> Ask | None:
    return step.start if step.latest is None else None


def _is_all(total: int | None, sent: int, received: int) -> bool:
    """Whether what was read is all that the platform says there is; it may count a record that it sends twice twice."""
    return total is not None and (received >= total or sent == total)


def _is_complete(step: Step) -> bool:
    """Whether a list read by numbers has ended.

    Platforms may give fewer records than asked for on every page, so a short page is the last for sure only if it is
    shorter than the first, or if the platform says that there are no more; else one more is asked for.
    """
    paging, answer = step.paging, step.latest
    if answer is None or paging.until_empty or step.seen.length >= paging.size or _more(step):
        return False
    return _is_all(answer.total, step.sent, step.received) or step.seen.length < step.first_length


def _page_number(step: Step) -> Ask | None:
    if _is_complete(step):
        return None
    return step.start.having({step.paging.page_parameter: step.paging.first_page + step.number})


def _offset(step: Step) -> Ask | None:
    if _is_complete(step):
        return None
    # By what came, not by what was asked for: a platform that gives fewer would else lose the difference.
    return step.start.having({step.paging.offset_parameter: step.paging.first_offset + step.received})


def _cursor(step: Step) -> Ask | None:
    if step.latest is None:
        return step.start
    cursor = value_at(step.latest.outline, step.paging.cursor or "")
    if cursor is None or cursor == "" or isinstance(cursor, (dict, list)):
        return None
    return step.start.having({step.paging.cursor_parameter: cursor if isinstance(cursor, int) else str(cursor)})


def _next_in_body(step: Step) -> Ask | None:
    if step.latest is None:
        return step.start
    found = value_at(step.latest.outline, step.paging.next_url or "")
    return _same_platform(found if isinstance(found, str) else None, step)


def _from_last_time(step: Step) -> Ask | None:
    """Asks again from the last time seen, so records that move to the end while being paged push nothing away."""
    paging, since, answer, asked = step.paging, step.since, step.latest, step.asked
    name, first = paging.page_parameter, paging.first_page
    if answer is None or since is None or asked is None:
        return step.start.having({name: first})
    page = int(asked.value(name))
    seen = step.seen
    if (page == first and _is_all(answer.total, seen.length, seen.length - seen.repeated)) or step.seen.length < min(
        paging.size, step.first_length
    ):
        return None
    layout = since.field_format or since.format
    newest = latest(step.seen.times, layout, step.zone)
    before = read(asked.value(since.parameter), since.format, step.zone)
    # A platform may give what changed after a moment, or from it on: the last moment is asked for again in both.
    border = newest - step_of(since.format) if newest is not None else None
    oldest = earliest(step.seen.times, layout, step.zone)
    if border is not None and (oldest is None or border > oldest) and (before is None or border > before):
        text = written(border, since.format, step.zone)
        value = int(text) if is_number(since.format) and asked.post == "json" else text
        if text != asked.value(since.parameter):
            return asked.having({since.parameter: value, name: first})
    # A page of hardly more than one moment: only its next page leads on.
    return asked.having({name: page + 1})


def of_one_moment(step: Step) -> bool:
    """Whether all records of the last page changed at once: asking from their time gives the same page again."""
    return step.paging.style == "since" and step.since is not None and len(step.seen.times) == 1


def _link_header(step: Step) -> Ask | None:
    if step.latest is None:
        return step.start
    links = httpx.Response(200, headers=step.latest.headers).links
    following = [link for relations, link in links.items() if relations and "next" in relations.lower().split()]
    return _same_platform(following[0].get("url"), step) if following else None


def _next_header(step: Step) -> Ask | None:
    if step.latest is None:
        return step.start
    return _same_platform(step.latest.headers.get(step.paging.next_header), step)


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "none": _single,
        "page": _page_number,
        "offset": _offset,
        "since": _from_last_time,
        "cursor": _cursor,
        "next_url": _next_in_body,
        "link_header": _link_header,
        "next_header": _next_header,
    }
)


def next_ask(step: Step) -> Ask | None:
    """The question for the page after `step`; None past the last. Raises SourceChanged where it leaves the platform."""
    if step.latest is not None:
        more = _more(step)
        # An empty page is the end, unless the platform itself says that there is more behind it.
        if more is False or (not step.seen.length and not more):
            return None
    return STYLES[step.paging.style](step)


def _more(step: Step) -> bool | None:
    """Whether the platform says that there is more; None where it is not asked, or says nothing."""
    if step.latest is None or not step.paging.has_more:
        return None
    found = value_at(step.latest.outline, step.paging.has_more)
    if found is None or isinstance(found, (dict, list)):
        return None
    return str(found).strip().lower() not in {"", "false", "0", "n", "no"}


def _same_platform(text: str | None, step: Step) -> Ask | None:
    if not text or step.latest is None:
        return None
    try:
        found = step.latest.url.join(text.strip())
    except httpx.InvalidURL:
        raise SourceChanged("announces a next page whose address cannot be read; ask its operator") from None
    here, there = _origin(step.latest.url), _origin(found)
    if here != there:
        # The token goes with every request: it must not reach another machine because an answer says so.
        raise SourceChanged(
            f"announces its next page at {there[0]}://{there[1]}:{there[2]} but is read at "
            f"{here[0]}://{here[1]}:{here[2]}; no request was sent there. Put the address it announces into base_url, "
            "or ask its operator to announce the one it is reached by"
        )
    return step.start.at(found)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
