"""Ledgers of points: sums by place are exact, accounts are keyed hashes, and nothing is summed by account."""

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platforms.events import COMMUNITIES
from platforms.telling import Teller

from data_access.schema import MARTS, metadata

_NUMBERS = count()


def entry(key: str, **values: Any) -> dict[str, Any]:
    common = {"occurred_at": "2026-03-02 09:00:00", "updated_at": None, "category": "cleaning", "unit_code": None}
    said = {"direction": "issued", "amount": 5, "person_key": f"PLANTED-ACCOUNT-{key}"}
    return {"record_key": key, "deleted": 0, "community": COMMUNITIES[0], **common, **said, **values}


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["issued", "redeemed", "zzz"]), st.integers(1, 99), st.sampled_from(COMMUNITIES)),
    max_size=15,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_sums_by_place_are_those_of_the_ledger(teller: Teller, entries: list[tuple[str, int, str]]) -> None:
    source = f"points_{next(_NUMBERS)}"
    told = [
        entry(str(number), direction=direction, amount=amount, community=community)
        for number, (direction, amount, community) in enumerate(entries)
    ]
    teller.load(source, "points_entry", "green_coin", told)
    found = teller.rows(
        "SELECT community_code, sum(entries), sum(issued), sum(redeemed), sum(issued_entries), sum(redeemed_entries) "
        "FROM cockpit.mart_points_entry_community_day WHERE source_key = :source GROUP BY 1 ORDER BY 1",
        source=source,
    )
    wanted = []
    for place in sorted({each[2] for each in entries}):
        here = [each for each in entries if each[2] == place]
        amounts = [[each[1] for each in here if each[0] == way] for way in ("issued", "redeemed")]
        wanted.append((place, len(here), *map(sum, amounts), *map(len, amounts)))
    assert [tuple(each) for each in found] == wanted


def test_accounts_are_keyed_hashes_and_one_account_has_one_key(teller: Teller) -> None:
    told = [entry(key, person_key=f"PLANTED-ACCOUNT-{key[0]}") for key in ("a1", "a2", "b1")]
    teller.load("hashed", "points_entry", "community_points", told)
    keys = teller.rows("SELECT person_key FROM cockpit.points_entry WHERE source_key = 'hashed' ORDER BY record_key")
    assert keys[0] == keys[1] != keys[2]
    stored = teller.rows("SELECT t::text FROM cockpit.points_entry AS t")
    assert not [row for row in stored if "PLANTED" in row[0]]


def test_only_the_ledger_itself_knows_accounts() -> None:
    tables = [table.name for table in metadata.sorted_tables if "points_entry" in table.name]
    assert len(tables) == 1 + len(MARTS["points_entry"].tables)
    assert [name for name in tables if "person_key" in metadata.tables[f"cockpit.{name}"].columns] == ["points_entry"]
    assert "grid_code" not in metadata.tables["cockpit.points_entry"].columns


BROKEN: dict[str, dict[str, Any]] = {
    "amount_not_positive": {"amount": 0},
    "amount_not_a_number": {"amount": "五"},
    "amount_missing": {"amount": None},
    "occurred_in_the_future": {"occurred_at": "2199-01-01 00:00:00"},
    "occurred_before_1990": {"occurred_at": "1989-01-01 00:00:00"},
}


def test_what_cannot_be_true_is_put_aside_without_the_account(teller: Teller) -> None:
    told = [entry("good"), *[{**entry(reason), **values} for reason, values in BROKEN.items()]]
    assert teller.load("broken", "points_entry", "green_coin", told) == {"extracted": 6, "inserted": 1, "rejected": 5}
    assert teller.reasons("broken") == {reason: reason for reason in BROKEN}
    kept = teller.rows("SELECT mapped::text FROM cockpit.quarantine WHERE source_key = 'broken'")
    assert not [row for row in kept if "PLANTED" in row[0]]
