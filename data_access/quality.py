"""How far a number can be trusted: which sources it is made from, how they stand, and which days are whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from data_access.freshness import Feed, SourceState
from data_access.metric import Metric, Term, Text
from data_access.scope import Period

# From the gravest to none.
STATES = ("missing", "failed", "late", "paused", "loading", "incomplete", "fresh")
# Not on time: what these have not brought yet is missing, and is no fall.
_BEHIND = frozenset({"missing", "failed", "late", "paused"})
# From this share of records on, a code that no map knows is said beside the number.
_UNMAPPED_SAID = 0.02
_SAID = {
    "missing": Text("从未装载", "never loaded"),
    "failed": Text("装载失败", "its load failed"),
    "late": Text("数据迟到", "its data are late"),
    "paused": Text("已暂停", "paused"),
    "loading": Text("历史仍在装载", "its history is still being loaded"),
}


NOTHING_ASKED: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is not to be trusted wholly: a code for programmes, a source, a sentence for people."""

    code: str
    source_key: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Quality:
    """The worst state of the sources behind a number, their keys, and a reason for each that is not on time.

    All records of the days from `complete_from` to `complete_to` are there, as far as the sources tell (None: from
    the beginning; never). `unmapped` is the share of the records held that have a code no map knows, `filled` that of
    their fields that have a value, of the source with the fewest of those that the site asks it of.
    """

    state: str
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]
    complete_from: date | None
    complete_to: date | None
    unmapped: float | None
    filled: float | None = None

    @property
    def percent_unmapped(self) -> float | None:
        """How many percent of the records have a code that no map knows; None where these are too few to be said."""
        return None if self.unmapped is None or self.unmapped < _UNMAPPED_SAID else 100 * self.unmapped

    def reaches(self, day: date) -> bool:
        """Whether all until a day is there, as far as it should be: sources that are on time bring what there is."""
        return self.complete_to is None or day <= self.complete_to or not _BEHIND & {each.code for each in self.reasons}

    def told_of(self, months: Period) -> Period:
        """Those of some months that may be drawn side by side: from the first of which all is there to the one in
        which a source stopped; one at least."""
        start, end = months.start, months.end
        if self.complete_to is not None and not self.reaches(end):
            end = min(end, max(_month_of(self.complete_to).end, _month_of(start).end))
        if self.complete_from is not None and self.complete_from > start:
            begun = self.complete_from
            first = begun if begun.day == 1 else _month_of(begun).end + timedelta(days=1)
            start = min(first, end.replace(day=1))
        return Period(start, end)

    def whole(self, period: Period) -> bool:
        """Whether all days of a period are there: only then may it be compared with another."""
        started = self.complete_from is None or self.complete_from <= period.start
        return started and self.complete_to is not None and period.end <= self.complete_to


def feeds(source: SourceState, sides: Iterable[Term]) -> list[Feed]:
    """The lists of a source that sides of a metric count: of their mart, and of a kind that they do not leave out."""
    if not source.feeds:
        return []
    wanted = [(side.mart, dict(side.where).get("kind", ())) for side in sides]
    marts = {mart for mart, _kinds in wanted}
    return [
        feed
        for feed in source.feeds
        if feed.entity in marts
        and any(feed.entity == mart and (not kinds or feed.kind in kinds) for mart, kinds in wanted)
    ]


def feeding(sources: Sequence[SourceState], metric: Metric) -> list[SourceState]:
    """The sources whose records a metric counts, or divides by."""
    return [source for source in sources if feeds(source, metric.terms)]


def newest_day(sources: Sequence[SourceState], metric: Metric, now: datetime) -> date | None:
    """The day up to which there are data of what a metric counts, in the zone of `now`; None where there are none."""
    return max(_days(sources, metric, now), default=None)


def _days(sources: Sequence[SourceState], metric: Metric, now: datetime) -> list[date]:
    told = [feed.source_time for source in sources for feed in feeds(source, (metric.numerator,))]
    return [min(now, when).astimezone(now.tzinfo).date() for when in told if when is not None]


def quality(
    sources: Sequence[SourceState], metric: Metric, now: datetime, least: Mapping[str, float] = NOTHING_ASKED
) -> Quality:
    """How far the numbers of a metric can be trusted at `now`, in the site's zone.

    `least`: by source how many percent of the fields of its records must be filled, where the site asks that of it.
    """
    behind = feeding(sources, metric)
    filled = {source.key: share for source in behind if (share := _filled(source, metric)) is not None}
    states = [
        (source, state)
        for source in behind
        for state in (source.state, *(["loading"] if source.loading else []))
        if state != "fresh"
    ]
    reasons = [Reason(state, source.key, _sentence(source, state, now)) for source, state in states]
    sparse = [each for each in behind if 100 * filled.get(each.key, 1.0) < least.get(each.key, 0.0)]
    reasons += [Reason("incomplete", each.key, _sparse(each, filled[each.key], least[each.key])) for each in sparse]
    starts = [source.complete_from for source in behind if source.loading]
    told = [feed for source in behind for feed in feeds(source, metric.terms)]
    records = sum(feed.records for feed in told)
    return Quality(
        state=min((each.code for each in reasons), key=STATES.index, default="fresh" if behind else "missing"),
        sources=tuple(source.key for source in behind),
        reasons=tuple(reasons),
        complete_from=_start(starts, now),
        complete_to=min(_days(sources, metric, now), default=None) if all(f.source_time for f in told) else None,
        unmapped=sum(feed.unmapped for feed in told) / records if records else None,
        filled=min((filled[key] for key in filled if key in least), default=None),
    )


def _filled(source: SourceState, metric: Metric) -> float | None:
    """The share of the fields of a source's records behind a metric that are filled; None where it has none."""
    told = feeds(source, metric.terms)
    fields = sum(feed.fields for feed in told)
    return sum(feed.filled for feed in told) / fields if fields else None


def _sparse(source: SourceState, filled: float, least: float) -> Text:
    share, asked = f"{100 * filled:.1f}%", f"{least:g}%"
    return Text(
        f"{source.name.zh}：记录的字段只填了 {share}，本站要求 {asked}。",
        f"{source.name.en}: {share} of the fields of its records are filled; the site asks for {asked}.",
    )


def _month_of(day: date) -> Period:
    return Period.month(day.year, day.month)


def _start(starts: Sequence[datetime | None], now: datetime) -> date | None:
    # A first load that has not brought its newest days yet has none.
    days = [now.date() if start is None else start.astimezone(now.tzinfo).date() for start in starts]
    return max(days, default=None)


def _sentence(source: SourceState, state: str, now: datetime) -> Text:
    said, when = _SAID[state], source.source_time
    day = f"{when.astimezone(now.tzinfo):%m-%d %H:%M}" if when else ""
    until = Text(f"，数据截至 {day}", f", data up to {day}") if day else Text("", "")
    return Text(f"{source.name.zh}：{said.zh}{until.zh}。", f"{source.name.en}: {said.en}{until.en}.")
