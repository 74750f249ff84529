"""Ledgers of points through the real pipeline: sums are those of the ledger, accounts are nowhere, once is enough."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from platforms.demo_station import DemoStation, demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import points
from etl.demo.producers.points import LEDGERS, Ledger, entries
from etl.demo.world import World

NOW = datetime(2026, 5, 20, 9, 42)
FIRST = date(2026, 4, 1)
WORLD = World(history_from=FIRST, clock=lambda: NOW, scale=2.3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def here(demonstration_database: ConnectionUrls, folder: Path) -> Iterator[DemoStation]:
    points.produce(WORLD, folder)
    with demo_station(demonstration_database, folder, {}) as opened:
        yield opened


def truth(ledger: Ledger, now: datetime) -> pd.DataFrame:
    """What the ledger says at `now` that is not cancelled: closed months, and the days of this one."""
    parts = [entries(WORLD, ledger, first, closed=first.month < now.month) for first in (FIRST, date(2026, 5, 1))]
    found = pd.concat(parts)
    return found[(found["状态"] == "有效") & (found["时间"] < str(now.date()))]


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.key)
def test_what_was_issued_and_redeemed_is_what_the_ledger_says(here: DemoStation, ledger: Ledger) -> None:
    done = here.load(ledger.key)
    wanted = truth(ledger, NOW)
    amounts = wanted.groupby("收支")["数额"].sum().to_dict()
    query = "SELECT sum(entries), sum(issued), sum(redeemed) FROM cockpit.mart_points_entry_county_day WHERE kind = :k"
    assert here.rows(query, k=ledger.key) == [(len(wanted), int(amounts["发放"]), int(amounts["兑换"]))]
    assert done["inserted"] == len(wanted) > 1000
    # A good that nobody has mapped yet is counted and seen.
    assert done["unmapped"] == (wanted["事由"] == "观影券").sum() > 5
    assert here.load(ledger.key) == {}


def test_accounts_are_hashed_and_no_name_is_stored(here: DemoStation) -> None:
    for ledger in LEDGERS:
        here.load(ledger.key)
    assert here.planted("points_entry") == 0
    ((keys, accounts),) = here.rows(
        "SELECT count(*) FILTER (WHERE person_key ~ '^[0-9a-f]{64}$') = count(*), count(DISTINCT person_key) "
        "FROM cockpit.points_entry WHERE source_key = 'green_coin'"
    )
    assert keys
    assert accounts == truth(LEDGERS[0], NOW)["账户"].nunique()


def test_when_the_month_is_closed_what_was_put_right_is_taken_over(here: DemoStation, folder: Path) -> None:
    ledger = LEDGERS[0]
    here.load(ledger.key)
    later = datetime(2026, 6, 1, 9, 0)
    points.produce(World(history_from=FIRST, clock=lambda: later, scale=2.3), folder)
    done = here.load(ledger.key)
    assert done["updated"] > 3
    assert done["deleted"] > 0
    wanted = truth(ledger, later)
    query = "SELECT sum(issued + redeemed), sum(entries) FROM cockpit.mart_points_entry_county_day WHERE kind = :k"
    assert here.rows(query, k=ledger.key) == [(int(wanted["数额"].sum()), len(wanted))]
