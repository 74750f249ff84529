"""Recorded answers of a real Open311 server, replayed on loopback, become facts by TOML alone."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from replay.pipeline import NEW_YORK, Trial, new_york, real_folder
from replay.recorded import read_recorded, recorded
from replay.server import Answer, Reply, Request, serving
from replay.sources import http_connector

from data_access.connection import ConnectionUrls
from etl.errors import SourceUnavailable

BOROUGHS = {"BRONX": "36005", "BROOKLYN": "36047", "MANHATTAN": "36061", "QUEENS": "36081", "STATEN ISLAND": "36085"}
DATE = "Sat, 21 Nov 2026 20:41:30 GMT"
THINGS = {"parking", "road", "sanitation", "greening", "construction"}


@pytest.fixture(scope="module")
def real() -> Path:
    return real_folder()


@pytest.fixture(scope="module")
def trial(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with new_york(module_database, tmp_path_factory.mktemp("data")) as found:
        yield found


# The server was recorded in the middle of its list of 620: pages 1, 2 and 7, and one answer that holds the first 500.
def whole_list(folder: Path) -> Answer:
    """The recorded pages in order, after a first try that fails; page 6 was not recorded and is left out."""
    long: list[dict[str, Any]] = json.loads((folder / "requests.json_page_size_500").read_bytes())
    as_recorded = recorded(folder)
    asked: list[Request] = []

    def answer(request: Request) -> Reply:
        asked.append(request)
        if len(asked) == 1:
            failed = folder / "requests.json_start_date_notadate"
            return read_recorded(failed, Path(f"{failed}.headers"), request.headers["Host"], DATE)
        page = int(dict(request.query).get("page", "1"))
        if page not in {3, 4, 5}:
            return as_recorded(request)
        following = {3: 4, 4: 5, 5: 7}[page]
        url = f"http://{request.headers['Host']}{request.path}?page={following}"
        part = long[100 * page - 100 : 100 * page]
        return Reply(json.dumps(part).encode(), headers={"X-Next-Page-URL": url, "Date": DATE})

    return answer


@pytest.fixture(scope="module")
def recordings(real: Path) -> Path:
    return real / "open311_georeport" / "recorded_6aika"


@pytest.fixture(scope="module")
def requests(recordings: Path) -> list[dict[str, Any]]:
    """What was recorded, in the order of the server."""
    names = ("requests.json_page_size_500", "requests.json_page_7")
    return [record for name in names for record in json.loads((recordings / name).read_bytes())]


@pytest.fixture(scope="module")
def loaded_requests(trial: Trial, recordings: Path) -> list[dict[str, int]]:
    """The counts of two loads."""
    counts = []
    for _ in range(2):
        with serving(whole_list(recordings)) as platform:
            counts.append(trial.at(platform.url).load("open311"))
        assert [query.get("page") for query in platform.queries] == [None, None, "2", "3", "4", "5", "7"]
    return counts


def test_the_pages_and_the_long_answer_are_in_the_same_order(recordings: Path, requests: list[dict[str, Any]]) -> None:
    first = [json.loads((recordings / name).read_bytes()) for name in ("requests.json", "requests.json_page_2")]
    assert requests[:200] == first[0] + first[1]


def test_every_recorded_request_is_inserted_and_found_unchanged(loaded_requests: list[dict[str, int]]) -> None:
    assert loaded_requests == [
        {"extracted": 520, "inserted": 520, "unmapped": 4},
        {"extracted": 520, "unchanged": 520, "unmapped": 4},
    ]


def test_recorded_requests_are_closed_by_their_status(
    loaded_requests: list[dict[str, int]], trial: Trial, requests: list[dict[str, Any]]
) -> None:
    assert trial.tally("status") == {"closed": 479, "reported": 41}
    assert trial.tally("closed_at IS NULL") == {False: 479, True: 41}
    assert trial.rows("SELECT count(due_at) FROM cockpit.event") == [(0,)]
    assert trial.tally("unit_code")["nypd"] == 278
    assert len(trial.tally("category")) == 10
    assert trial.rows(
        "SELECT (min(occurred_at) AT TIME ZONE 'UTC')::text, (max(closed_at) AT TIME ZONE 'UTC')::text"
        " FROM cockpit.event"
    ) == [("2023-03-01 02:39:48", "2023-04-11 19:18:03")]


def test_points_find_the_borough_that_the_city_itself_gives(
    loaded_requests: list[dict[str, int]], trial: Trial, real: Path
) -> None:
    with (real / "nyc311_2023" / "test_sample3.csv").open(encoding="utf-8", newline="") as file:
        borough = {row["Unique Key"]: BOROUGHS[row["Borough"]] for row in csv.DictReader(file)}
    found = dict(trial.rows("SELECT record_key, county_code FROM cockpit.event"))
    assert sum(code == "unmapped" for code in found.values()) == 4
    assert {key: code for key, code in found.items() if code not in {"unmapped", borough[key]}} == {}


def test_points_are_kept_of_things_only(
    loaded_requests: list[dict[str, int]], trial: Trial, requests: list[dict[str, Any]]
) -> None:
    with (NEW_YORK / "code_maps" / "open311_service.csv").open(encoding="utf-8") as file:
        category = {row["external_code"]: row["code"] for row in csv.DictReader(file)}
    expected = Counter(category[each["service_code"]] in THINGS and "lat" in each for each in requests)
    assert trial.tally("longitude IS NOT NULL") == dict(expected) == {True: 196, False: 324}
    assert set(trial.tally("category", "latitude IS NOT NULL")) == THINGS
    stored = trial.dump()
    assert [each["address"] for each in requests if len(each["address"]) > 9 and each["address"] in stored] == []


def test_the_page_past_the_end_is_its_404(recordings: Path) -> None:
    with serving(recorded(recordings)) as platform:
        url = f"{platform.url}/api/georeport/v2"
        paging = {"style": "page", "first_page": 7, "end_status": 404}
        pages = list(http_connector(url, path="requests.json", paging=paging).pages(None))
    assert [len(page) for page in pages] == [20]
    assert [query["page"] for query in platform.queries] == ["7", "8"]


@pytest.mark.parametrize(
    ("path", "status", "count"), [("requests/56917311.json", "", 1), ("requests.json", "nonsense", 0)]
)
def test_a_list_of_one_and_an_empty_list_are_lists(recordings: Path, path: str, status: str, count: int) -> None:
    with serving(recorded(recordings)) as platform:
        parameters = {"status": status} if status else {}
        connector = http_connector(f"{platform.url}/api/georeport/v2", path=path, parameters=parameters)
        assert [len(page) for page in connector.pages(None)] == [count]


def test_a_date_the_server_chokes_on_is_one_sentence(recordings: Path) -> None:
    with serving(recorded(recordings)) as platform:
        connector = http_connector(
            f"{platform.url}/api/georeport/v2", path="requests.json", parameters={"start_date": "notadate"}
        )
        with pytest.raises(SourceUnavailable, match=r"requests\.json answered 500 \(4 tries\)"):
            list(connector.pages(None))
