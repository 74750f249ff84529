"""Mediation cases for tests: states of a few cases, as a platform tells them, and what each should count for."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from platforms.events import COMMUNITIES, START, Record, local


@dataclass(frozen=True)
class Case:
    """One state of a case; moments in hours after the first."""

    key: str
    changed: int
    deleted: bool
    place: int
    found: bool
    source_kind: str
    accepted: int | None
    due: int | None
    closed: int | None
    status: str | None
    outcome: str | None
    agreement: str | None
    level: str | None
    prevented: str | None
    confirmed: bool
    fulfil_due: int | None
    fulfilled: bool
    people: int | None
    amount: float | None

    def record(self) -> Record:
        """As the platform writes it; what only a closed case has is left out of an open one."""
        done = self.closed is not None
        agreed = done and self.outcome == "succeeded" and self.agreement in ("written", "oral")
        return {
            "record_key": self.key,
            "updated_at": local(self.changed),
            "deleted": int(self.deleted),
            "community": COMMUNITIES[self.place],
            "occurred_at": local(0),
            "found_at": local(0) if self.found else None,
            "accepted_at": hours(self.accepted),
            "due_at": hours(self.due),
            "closed_at": hours(self.closed),
            "status": self.status if done or self.status != "closed" else "mediating",
            "source_kind": self.source_kind,
            "outcome": self.outcome if done else None,
            "agreement": self.agreement if agreed else None,
            "closed_level": self.level if done else None,
            "prevented": self.prevented if done else None,
            "confirmed_at": hours((self.closed or 0) + 30) if self.court else None,
            "fulfil_due_on": str(day(self.fulfil_due)) if agreed and self.fulfil_due is not None else None,
            "fulfilled_on": str(day(self.fulfil_due)) if self.fulfilled and agreed and self.fulfil_due else None,
            "people_count": self.people,
            "amount": self.amount,
            "name": f"PLANTED-NAME-{self.key}",
        }

    @property
    def court(self) -> bool:
        """Whether a court confirmed the written agreement."""
        return (
            self.confirmed and self.closed is not None and self.outcome == "succeeded" and self.agreement == "written"
        )

    def counts(self) -> Counter[tuple[date, str]]:
        """What it should add to each measure, on which day."""
        record, found = self.record(), Counter[tuple[date, str]]()

        def add(hour: int | None, **measures: int) -> None:
            if hour is not None:
                found.update({(day(hour), name): value for name, value in measures.items() if value})

        closed = self.closed is not None and self.status in ("closed", None)
        won = closed and self.outcome == "succeeded"
        written, people = record["agreement"] == "written", self.people or 0
        handled = self.accepted is not None or closed
        add(0 if self.found else None, found=1, found_handled=handled, found_succeeded=won)
        add(self.accepted, accepted=1, accepted_closed=closed, accepted_succeeded=won, **{self.source_kind: 1})
        add(
            self.closed if closed else None, closed=1, closed_seconds=3600 * ((self.closed or 0) - (self.accepted or 0))
        )
        if closed and self.prevented == "crime":
            add(self.closed, prevented_crimes=1, prevented_crimes_people=people)
        if closed and self.prevented == "group_visit":
            add(self.closed, prevented_visits=1, prevented_visits_people=people)
        if won:
            add(self.closed, succeeded=1, agreements=record["agreement"] is not None, written_agreements=written)
            add(self.closed, written_confirmed=self.court, amount_fen=round((self.amount or 0) * 100))
            add(self.closed, succeeded_level_known=self.level is not None)
            add(self.closed, succeeded_in_village=self.level == "village")
            add(self.closed, succeeded_in_town=self.level in ("village", "town"))
        add((self.closed or 0) + 30 if self.court else None, confirmed=1)
        if record["outcome"] != "withdrawn":
            in_time = won and self.due is not None and (self.closed or 0) <= self.due
            add(self.due, due=1, due_succeeded_or_open=won or not closed, on_time=in_time, overdue_open=not closed)
        if record["fulfil_due_on"]:
            add(self.fulfil_due, fulfil_due=1, fulfilled=record["fulfilled_on"] is not None)
        return found


def hours(hour: int | None) -> str | None:
    return None if hour is None else local(hour)


def day(hour: int | None) -> date:
    return (START + timedelta(hours=hour or 0)).date()


def maybe(*values: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *values])


CASES = st.builds(
    Case,
    key=st.sampled_from("abcdefgh"),
    changed=st.integers(1, 20),
    deleted=st.sampled_from([False, False, False, True]),
    place=st.integers(0, 3),
    found=st.booleans(),
    source_kind=st.sampled_from(["looked_for", "applied_for", "entrusted"]),
    accepted=st.none() | st.integers(0, 20),
    due=st.none() | st.integers(1, 100),
    closed=st.none() | st.integers(21, 90),
    status=maybe("closed", "mediating", "accepted"),
    outcome=maybe("succeeded", "succeeded", "failed", "withdrawn", "transferred"),
    agreement=maybe("written", "oral", "none"),
    level=maybe("village", "town", "county", "city"),
    prevented=maybe("crime", "group_visit", "other", "none"),
    confirmed=st.booleans(),
    fulfil_due=st.none() | st.integers(100, 200),
    fulfilled=st.booleans(),
    people=st.none() | st.integers(0, 40),
    amount=st.none() | st.integers(0, 10**9).map(lambda fen: fen / 100),
)
