"""A real CSV, written by nobody here, becomes facts by TOML alone: every row is accounted for, exactly."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from replay.pipeline import Trial, new_york, real_folder, standing_in

from data_access.connection import ConnectionUrls
from data_access.schema import MARTS

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def real() -> Path:
    return real_folder()


@pytest.fixture(scope="module")
def trial(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with new_york(module_database, tmp_path_factory.mktemp("data")) as found:
        yield found


@pytest.fixture(scope="module")
def calls(real: Path, trial: Trial) -> Path:
    """The CSV in the drop folder."""
    folder = trial.data / "drop" / "nyc311"
    folder.mkdir(parents=True)
    return Path(shutil.copy(real / "nyc311_2023" / "test_sample3.csv", folder))


@pytest.fixture(scope="module")
def loaded_calls(trial: Trial, calls: Path) -> dict[str, int]:
    return trial.load("nyc311")


def test_every_row_of_the_csv_is_inserted_or_rejected(loaded_calls: dict[str, int], trial: Trial) -> None:
    assert loaded_calls == {"extracted": 4999, "inserted": 4997, "rejected": 2, "unmapped": 584}
    assert trial.tally("county_code", "source_key = 'nyc311'") == {
        "36005": 1217,
        "36047": 1477,
        "36061": 1017,
        "36081": 1101,
        "36085": 185,
    }
    assert trial.tally("status", "source_key = 'nyc311'") == {
        "closed": 4417,
        "reported": 361,
        "handling": 186,
        "dispatched": 29,
        "accepted": 4,
    }
    assert trial.tally("channel", "source_key = 'nyc311'") == {
        "online": 2825,
        "hotline": 1589,
        "unmapped": 583,
    }
    assert len(trial.tally("category", "source_key = 'nyc311'")) == 113
    assert len(trial.tally("unit_code", "source_key = 'nyc311'")) == 13


def test_times_of_the_csv_are_those_of_new_york(loaded_calls: dict[str, int], trial: Trial) -> None:
    (row,) = trial.rows(
        """
        SELECT
            min(occurred_at) AT TIME ZONE 'UTC', max(occurred_at) AT TIME ZONE 'UTC', max(closed_at) AT TIME ZONE 'UTC',
            count(closed_at), count(due_at), count(*) FILTER (WHERE closed_at = occurred_at), count(updated_at)
        FROM cockpit.event WHERE source_key = 'nyc311'
        """
    )
    # Winter time is five hours behind UTC, summer time from 12 March four.
    assert [str(value) for value in row[:3]] == ["2023-02-28 16:31:00", "2023-03-01 04:44:53", "2023-04-14 16:02:37"]
    assert row[3:] == (4417, 121, 123, 4951)


def test_what_was_closed_before_it_was_created_is_in_quarantine(
    loaded_calls: dict[str, int], trial: Trial, calls: Path
) -> None:
    found = trial.rows("SELECT locator, reason, mapped ->> 'record_key' FROM cockpit.quarantine ORDER BY locator")
    start = trial.rows("SELECT left(content_hash, 12) FROM cockpit.file_seen")[0][0]
    assert found == [
        (f"{start}:2", "closed_before_occurred", "56923577"),
        (f"{start}:3", "closed_before_occurred", "56921224"),
    ]


def test_nothing_of_the_csv_is_stored_that_was_not_mapped(
    loaded_calls: dict[str, int], trial: Trial, calls: Path
) -> None:
    assert trial.rows("SELECT count(longitude), count(latitude) FROM cockpit.event WHERE kind = 'hotline_ticket'") == [
        (0, 0)
    ]
    assert trial.tally("grid_code", "kind = 'hotline_ticket'") == {"unmapped": 4997}
    stored = trial.dump()
    assert "â" not in stored
    with calls.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    left_out = ("Incident Address", "Resolution Description", "BBL", "Latitude", "Longitude", "Location")
    values = {column: {row[column] for row in rows if len(row[column]) > 9} for column in left_out}
    assert min(map(len, values.values())) > 20
    one = max(values["Incident Address"], key=len)
    assert one in standing_in(f"{stored} {one}", values["Incident Address"]), "what does stand there is found"
    assert standing_in(stored, set().union(*values.values())) == []


def test_the_marts_count_every_call_once(loaded_calls: dict[str, int], trial: Trial) -> None:
    for grain in MARTS["event"].tables:
        found = trial.rows(f"SELECT sum(reported), sum(closed), sum(due) FROM {grain.table.fullname}")
        assert found == [(4997, 4417, 121)]


def test_the_same_csv_again_changes_nothing(loaded_calls: dict[str, int], trial: Trial, calls: Path) -> None:
    assert trial.load("nyc311") == {}
    shutil.copy(calls, calls.with_name("under_another_name.csv"))
    assert trial.load("nyc311") == {}
    calls.with_name("with_another_hash.csv").write_bytes(calls.read_bytes() + b"\n")
    assert trial.load("nyc311") == {"extracted": 4999, "unchanged": 4997, "rejected": 2, "unmapped": 584}
