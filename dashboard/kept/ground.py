"""What a drawing stands on: the numbers and sources it was made from, and drawings kept for as long as these hold."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar, overload
from weakref import ReferenceType, ref

from cachetools import LRUCache

from dashboard.format import age
from dashboard.kept.shared_files import SharedFiles
from dashboard.state import LANGUAGES
from data_access.freshness import SourceState
from data_access.metric import Metric
from data_access.quality import feeding
from data_access.versions import Versions

# A question to the warehouse's ledger or to the clock, and what it answered.
Fact = tuple[Hashable, ...]
# What tells one drawing from another, but for the data.
Key = tuple[Hashable, ...]
Drawn = TypeVar("Drawn")
# Beside numbers, which have questions for names.
_DRAWINGS = "drawing "
SourcesOf = Callable[[str], Sequence[SourceState]]


def _mark(source: SourceState) -> Hashable:
    """All of a source that can be seen; when it was asked last is, where its data have no time of their own."""
    when = source.source_time or source.loaded_at
    told = (source.key, source.name, source.state, source.reason, source.expected_minutes)
    return *told, when, source.rows, source.loading, source.complete_from, source.feeds


# No metric has such a key.
_NEWEST = "newest data"


class Marks:
    """The sources as they are compared: those of a metric are picked out once for every reading of their states."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        self._metrics = metrics
        self._held: dict[str, tuple[Sequence[SourceState], dict[str, Hashable]]] = {}

    def newest(self, city: str, sources: Sequence[SourceState]) -> datetime | None:
        """The time of the newest data of any source of a city."""
        held = self._of_reading(city, sources)
        if _NEWEST not in held:
            told = [feed.source_time for source in sources for feed in source.feeds if feed.source_time]
            held[_NEWEST] = max(told, default=None)
        found = held[_NEWEST]
        return found if isinstance(found, datetime) else None

    def of(self, city: str, sources: Sequence[SourceState], metric: str) -> Hashable:
        """The sources that feed a metric; all of them where it is none of the registry's, or none is named."""
        held = self._of_reading(city, sources)
        if metric not in held:
            known = self._metrics.get(metric)
            held[metric] = tuple(map(_mark, feeding(sources, known) if known else sources))
        return held[metric]

    def _of_reading(self, city: str, sources: Sequence[SourceState]) -> dict[str, Hashable]:
        held = self._held.get(city)
        if held is None or held[0] is not sources:
            held = self._held[city] = (sources, {})
        return held[1]


class Ground:
    """What is known at the moment of a view, and what was asked of it while a panel was drawn.

    A drawing is made from nothing but the choices of its view, the day, and what is asked here: it would come out the
    same as long as all that was asked has the same answers.
    """

    def __init__(self, versions: Versions, sources_of: SourcesOf, now: datetime, marks: Marks) -> None:
        self.now = now
        self.versions, self._sources_of, self._marks = versions, sources_of, marks
        self.minute = f"{now:%Y%m%d%H%M}"
        self._sources: dict[str, Sequence[SourceState]] = {}
        self.facts: dict[Fact, Hashable] = {}

    def begin(self) -> None:
        """Another drawing: it stands on nothing yet."""
        self.facts = {}

    def version(self, city: str, mart: str, until: date | None = None) -> int:
        """The version of a mart, or of what it says of the days up to one."""
        found = self.versions.of(city, mart, until)
        self.facts["version", city, mart, until] = found
        return found

    def sources(self, city: str) -> "Sources":
        """Those of a city, as they were when they were asked for first."""
        return Sources(city, self._plain(city), self)

    def newest_data(self, city: str) -> datetime | None:
        """The time of the newest data of any source of a city."""
        return self._marks.newest(city, self._plain(city))

    def feeding(self, city: str, metric: str = "") -> None:
        """The drawing says something of the sources that feed a metric; of all of the city, where none is named."""
        self._note(("sources", city, metric))

    def says_age(self, when: datetime) -> None:
        """The drawing says how long ago something was; long ago it does so in hours or days."""
        self._note(("age", when))

    def holds(self, facts: Mapping[Fact, Hashable]) -> bool:
        """Whether all of it would be answered in the same way now."""
        return all(self._answer(fact) == answer for fact, answer in facts.items())

    def _note(self, fact: Fact) -> None:
        if fact not in self.facts:
            self.facts[fact] = self._answer(fact)

    def _plain(self, city: str) -> Sequence[SourceState]:
        if city not in self._sources:
            self._sources[city] = self._sources_of(city)
        return self._sources[city]

    def _answer(self, fact: Fact) -> Hashable:
        match fact:
            case ("version", str(city), str(mart), (None | date()) as until):
                return self.versions.of(city, mart, until)
            case ("sources", str(city), str(metric)):
                return self._marks.of(city, self._plain(city), metric)
            case ("age", datetime() as when):
                return age(self.now - when, LANGUAGES[0])
            case _:
                raise ValueError(f"{fact} is no question to the ledger or the clock")


@dataclass(slots=True)
class _Held(Generic[Drawn]):
    """A drawing, what it stands on, and the last versions and minute of which that is known. Each reading has versions
    of its own, which go when nobody reads them any more."""

    drawn: Drawn
    facts: Mapping[Fact, Hashable]
    versions: ReferenceType[Versions]
    minute: str


class Kept(Generic[Drawn]):
    """Drawings by what tells one from another, each for as long as what it stands on; those last seen, as many as have
    the size `most` together, which each has by `size`. What another process has drawn is found in the `files`."""

    def __init__(self, most: int, size: Callable[[Drawn], int] = lambda _: 1, files: SharedFiles | None = None) -> None:
        self._held: LRUCache[Key, _Held[Drawn]] = LRUCache(most, getsizeof=lambda held: size(held.drawn))
        self._keeping = Lock()
        self._files = files

    def find(self, key: Key, ground: Ground | None) -> Drawn | None:
        """The drawing, if it would come out the same now. Of one reading of the ledger, and within a minute, all of it
        is answered in the same way, and asked once."""
        if ground is None:
            return None
        with self._keeping:
            held = self._held.get(key)
        if held is not None and held.versions() is ground.versions and held.minute == ground.minute:
            return held.drawn
        if held is None or not ground.holds(held.facts):
            return self._found(key, ground)
        held.versions, held.minute = ref(ground.versions), ground.minute
        return held.drawn

    def _found(self, key: Key, ground: Ground) -> Drawn | None:
        """What another process has drawn, if that stands."""
        found = self._files.get(_DRAWINGS + repr(key)) if self._files else None
        if found is None or not ground.holds(found[1]):
            return None
        drawn: Drawn = found[0]
        self._keep(key, _Held(drawn, found[1], ref(ground.versions), ground.minute))
        return drawn

    def make(self, key: Key, ground: Ground | None, draw: Callable[[], tuple[Drawn, bool]]) -> Drawn:
        """Draw, and keep it where `draw` says that it may be, and it is known what it stands on."""
        if ground is None:
            return draw()[0]
        ground.begin()
        begun = monotonic()
        drawn, may_stay = draw()
        if may_stay:
            # The next box of the same request notes its own.
            facts = dict(ground.facts)
            self._keep(key, _Held(drawn, facts, ref(ground.versions), ground.minute))
            if self._files:
                self._files.put(_DRAWINGS + repr(key), (drawn, facts), monotonic() - begun)
        return drawn

    def _keep(self, key: Key, held: _Held[Drawn]) -> None:
        # Raises where a drawing alone is larger than all that is kept.
        with self._keeping, suppress(ValueError):
            self._held[key] = held


class Sources(Sequence[SourceState]):
    """The sources of a city. Whoever goes through them stands on all of them, who asks for a metric's on these."""

    def __init__(self, city: str, plain: Sequence[SourceState], ground: Ground) -> None:
        self._city, self._plain, self._ground = city, plain, ground

    def about(self, metric: Metric) -> Sequence[SourceState]:
        """All of them, for a question about a metric, which those decide that feed it."""
        self._ground.feeding(self._city, metric.key)
        return self._plain

    @overload
    def __getitem__(self, place: int) -> SourceState: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[SourceState]: ...

    def __getitem__(self, place: int | slice) -> SourceState | Sequence[SourceState]:
        self._ground.feeding(self._city)
        return self._plain[place]

    def __iter__(self) -> Iterator[SourceState]:
        self._ground.feeding(self._city)
        return iter(self._plain)

    def __len__(self) -> int:
        self._ground.feeding(self._city)
        return len(self._plain)
