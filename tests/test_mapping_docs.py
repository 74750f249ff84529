"""The sample of docs/connect/mapping.md, as it stands there, checks and loads a platform with two lists."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from replay.pipeline import Trial
from replay.server import Reply, Request, serving

from data_access.connection import ConnectionUrls
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.check import check_source
from etl.site.source_files import read_sources
from etl.surroundings import Surroundings

TESTS = Path(__file__).parent
(SAMPLE,) = re.findall(
    r"```toml\n(.*?)```", (TESTS.parent / "docs/connect/mapping.md").read_text(encoding="utf-8"), re.S
)
MAPS = {
    "city_desk_kind": "external_code,code,note\n占道经营,appearance,\n路面破损,,nobody has decided yet\n",
    "city_desk_office": "external_code,name\n17,市城管局\n",
    "city_desk_state": "external_code,code\n1,reported\n9,closed\n",
}


def event(serial: Any, **values: Any) -> dict[str, Any]:
    common = {
        "qx": "屯溪区",
        "jd": "昱东街道",
        "sq": "荷花池社区",
        "serial": serial,
        "found": "2026/3/2 8:00",
        "office": 17,
    }
    rest = {"entered": None, "done": None, "state": {"code": "1"}, "kind": "市容/占道经营", "again": "退回2次"}
    return {**common, **rest, "tel": "139-0559-0001", "del": False, "memo": "PLANTED", **values}


EVENTS = [
    event(1),
    event(2, found="", entered=1772409600000, state={"code": "9"}, done="2026-03-02T09:00:00"),
    event(3, qx="歙县", jd="徽城镇", sq="中和", kind="市容/路面破损", office=99),
    event(4, qx="无名区"),
    event(None),
    event(6, again="99"),
    event(7, state={"code": "9"}, done="2026-03-01 00:00:00"),
    event(8, **{"del": True}),
]
# The same key as an event has: another record all the same.
CALLS = [{"no": "屯溪区-1", "at": "2026-03-02 10:00:00", "area": "341002", "name": "PLANTED"}]


def desk(request: Request) -> Reply:
    body: Any = {"rows": EVENTS} if request.path.endswith("/events") else CALLS
    return Reply(orjson.dumps(body))


@pytest.fixture
def trial(database: ConnectionUrls, tmp_path: Path) -> Iterator[Trial]:
    site = tmp_path / "site"
    shutil.copytree(TESTS / "sites" / "small_city", site)
    (site / "sources" / "trial.toml").unlink()
    (site / "sources" / "city_desk.toml").write_text(SAMPLE, encoding="utf-8")
    for name, text in MAPS.items():
        (site / "code_maps" / f"{name}.csv").write_text(text, encoding="utf-8")
    engine = open_engine(database.writer)
    with serving(desk) as running:
        yield Trial(engine, site, tmp_path / "data", {"CITY_DESK_URL": f"{running.url}/api"})
    engine.dispose()


def test_the_sample_loads_both_lists(trial: Trial) -> None:
    assert trial.load("city_desk") == {"extracted": 8, "inserted": 5, "rejected": 3, "unmapped": 2}
    rows = trial.rows(
        "SELECT record_key, occurred_at AT TIME ZONE 'UTC', closed_at IS NULL, category, unit_code, unit_code_source, "
        "rework_count, community_code FROM cockpit.event ORDER BY record_key"
    )
    assert [(str(row[0]), str(row[1]), *row[2:]) for row in rows] == [
        ("call-屯溪区-1", "2026-03-02 02:00:00", True, "unmapped", "unmapped", None, 0, "unmapped"),
        ("屯溪区-1", "2026-03-02 00:00:00", True, "appearance", "urban_management", "市城管局", 2, "341002001001"),
        ("屯溪区-2", "2026-03-02 00:00:00", False, "appearance", "urban_management", "市城管局", 2, "341002001001"),
        ("无名区-4", "2026-03-02 00:00:00", True, "appearance", "urban_management", "市城管局", 2, "unmapped"),
        ("歙县-3", "2026-03-02 00:00:00", True, "unmapped", "unmapped", "99", 2, "341021100002"),
    ]
    quarantine = trial.rows("SELECT locator, reason FROM cockpit.quarantine ORDER BY locator")
    assert quarantine == [
        ("page 1, record 5", "record_key_missing"),
        ("page 1, record 6", "rework_count_out_of_range"),
        ("page 1, record 7", "occurred_at_after_closed_at"),
    ]
    assert "PLANTED" not in trial.dump()


def test_the_sample_can_be_checked(trial: Trial) -> None:
    site = read_site(trial.site)
    sources = read_sources(site, trial.environment)
    events, calls = check_source(
        sources[0], sources, Surroundings(trial.engine, site, trial.data, trial.environment, b"k" * 32), 100
    )
    assert events.fine
    assert calls.fine
    assert events.unmapped == {"category": {"路面破损": 1}, "unit_code": {"99": 1}, "place": {"无名区": 1}}
    assert events.never_stored == ["memo"]
    assert calls.never_stored == ["name"]
    assert trial.rows("SELECT count(*) FROM cockpit.division") == [(0,)]
