"""Whatever storm of records, updates, deletions, late and doubled ones is loaded: facts are the newest states."""

from dataclasses import dataclass
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES, EventPlatform, Record, local, record
from platforms.station import Station, trial_source

STATES = {"10": "reported", "30": "handling", "40": "closed", "90": "withdrawn"}
_NUMBERS = count()


@dataclass(frozen=True)
class Told:
    """One thing the platform tells: the state of one of a few records, or that it was deleted."""

    key: str
    changed: int | None
    day: int
    status: str
    place: int
    deleted: bool

    def record(self) -> Record:
        """As the platform writes it."""
        community = COMMUNITIES[self.place]
        changed = self.changed if self.changed is not None else 0
        values = record(
            self.key,
            changed,
            reported=local(24 * self.day),
            due=local(24 * self.day + 30),
            status=self.status,
            closed=local(24 * self.day + 20 + self.place * 10) if self.status == "40" else None,
            community=community,
            grid=f"{community}001",
            deleted=int(self.deleted),
        )
        return values if self.changed is not None else {**values, "updated": None}

    def state(self) -> tuple[object, ...]:
        """What the warehouse should know of it."""
        community = COMMUNITIES[self.place]
        return (STATES[self.status], local(24 * self.day), community, self.status == "40")


def told(timed: bool) -> st.SearchStrategy[Told]:
    return st.builds(
        Told,
        key=st.sampled_from("abcdefgh"),
        changed=st.integers(1, 30) if timed else st.none(),
        day=st.integers(0, 3),
        status=st.sampled_from(sorted(STATES)),
        place=st.integers(0, 3),
        deleted=st.sampled_from([False, False, False, True]),
    )


LOADS = st.booleans().flatmap(lambda timed: st.lists(st.lists(told(timed), max_size=14), min_size=1, max_size=4))


def newest(loads: list[list[Told]]) -> dict[str, tuple[object, ...]]:
    """The model: the latest state of each key, a deletion before a state of its moment, then the last one told."""
    known: dict[str, Told] = {}
    for each in (each for load in loads for each in load):
        held = known.get(each.key)
        if held is None or each.changed is None or _rank(each) >= _rank(held):
            known[each.key] = each
    return {key: each.state() for key, each in known.items() if not each.deleted}


def _rank(each: Told) -> tuple[int, bool]:
    return each.changed or 0, each.deleted


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=LOADS, size=st.integers(1, 6), batch_rows=st.integers(1, 8))
def test_after_any_storm_facts_are_the_newest_states_and_marts_their_sums(
    here: Station, platform: EventPlatform, url: str, loads: list[list[Told]], size: int, batch_rows: int
) -> None:
    paging = {"style": "page", "size_parameter": "size", "size": size}
    source = trial_source(url, f"storm_{next(_NUMBERS)}", batch_rows, paging=paging, since=None)
    for load in loads:
        # Two pages alike in all that is mapped would be a platform that does not turn its pages.
        platform.listed = [{**each.record(), "rework": number} for number, each in enumerate(load)]
        here.load(source)
    found = here.rows(
        """
        SELECT
            record_key, status, to_char(occurred_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'),
            community_code, closed_at IS NOT NULL
        FROM cockpit.event WHERE source_key = :source
        """,
        source=source.key,
    )
    assert {row[0]: tuple(row[1:]) for row in found} == newest(loads)
    assert here.faults() == []
