"""docs/connect.md, done as it stands there: its commands in their order, from an empty folder to loaded records."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from replay.server import Platform, Reply, Request, serving
from sqlalchemy import text

from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parents[1]
STEPS = re.findall(r"^```sh\n(.*?)^```", (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8"), re.S | re.M)
ADDRESS = "https://desk.example/api"
RECORDS = [
    {"id": f"D-{number}", "reported": f"2026-03-0{number} 08:00:00", "status": "10", "community": "341002001001"}
    for number in range(1, 6)
]


def desk(request: Request) -> Reply:
    """Gives pages of events to who brings the token."""
    if request.headers.get("Authorization") != "Bearer ask-the-operator-for-one":
        return Reply(b"no", 401)
    asked = dict(request.query)
    size = int(asked["size"])
    start = (int(asked["page"]) - 1) * size
    return Reply(orjson.dumps({"total": len(RECORDS), "rows": RECORDS[start : start + size]}))


class Reader:
    """Somebody at a shell in the project's folder, who gives the commands of the page one block after another."""

    def __init__(self, home: Path, urls: ConnectionUrls, platform: Platform) -> None:
        self._before = ""
        self._platform = platform
        cleared = {name: value for name, value in os.environ.items() if not name.startswith("COCKPIT_")}
        self._environment = {**cleared, "HOME": str(home), "COCKPIT_WRITER_URL": urls.writer}

    def gives(self, step: str) -> str:
        """What a block prints; all it exported before stays. Raises where one of its commands fails."""
        block = step.replace(ADDRESS, self._platform.url).replace(".venv/bin/python", shlex.quote(sys.executable))
        done = subprocess.run(
            ["bash", "-euc", self._before + block],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self._before += "".join(f"{line}\n" for line in block.splitlines() if line.startswith("export "))
        return done.stdout


@pytest.fixture(scope="module")
def printed(new_database: Callable[[], ConnectionUrls], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """What each block printed, a query of the database after all, and the folder of it all."""
    home, urls = tmp_path_factory.mktemp("home"), new_database()
    with serving(desk) as platform:
        reader = Reader(home, urls, platform)
        said = [reader.gives(step) for step in STEPS]
    engine = open_engine(urls.writer)

    def rows(query: str) -> list[tuple[Any, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    yield said, rows, home
    engine.dispose()


def test_the_commands_do_what_the_page_says(printed: Any) -> None:
    site, begun, maps, loaded, over_http = printed[0]
    assert "1 cities" in site
    assert "desk.toml" in begun
    assert maps == ""
    assert "4 records read; nothing is loaded" in loaded
    assert "路灯" in loaded
    assert "desk_api" in over_http


def test_the_records_of_the_page_are_loaded_and_nobody_is(printed: Any) -> None:
    _, rows, home = printed
    shown = "record_key, category, status, unit_code, grid_code, closed_at IS NULL, due_at IS NULL"
    assert rows(f"SELECT {shown} FROM cockpit.event WHERE source_key = 'desk' ORDER BY 1") == [
        ("HS-0001", "appearance", "closed", "urban_management", "341002001001001", False, False),
        ("HS-0002", "street_order", "handling", "urban_management", "341002001002001", True, False),
        ("HS-0003", "street_order", "closed", "public_security", "341002001003001", False, False),
        # Of no known kind, it may be about a person: then it keeps no grid.
        ("HS-0004", "unmapped", "handling", "unmapped", "unmapped", True, False),
    ]
    assert rows("SELECT DISTINCT community_code FROM cockpit.event WHERE source_key = 'desk_api'") == [
        ("341002001001",)
    ]
    assert rows("SELECT count(*) FROM cockpit.event WHERE source_key = 'desk_api'") == [(len(RECORDS),)]
    assert "某某" not in repr(rows("SELECT e::text FROM cockpit.event e"))
    assert (
        "联系人" in (home / "our-city" / "sources" / "desk.toml").read_text(encoding="utf-8").partition("Left out")[2]
    )


def test_there_are_no_other_commands_than_those_that_were_run() -> None:
    page = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
    assert len(STEPS) == page.count("```") / 2 == 5
    assert ADDRESS in STEPS[-1]
