"""The samples of docs/connect/life.md, as they stand there, are what a site folder takes."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from platforms.events import record
from platforms.living import Living, living

from data_access.connection import ConnectionUrls
from etl.commands import COMMANDS
from etl.life.retention import Retained, apply_retention

TEXT = (Path(__file__).parents[1] / "docs" / "connect" / "life.md").read_text(encoding="utf-8")
(RULES,) = re.findall(r"```toml\n.*?(\[retention\].*?)```", TEXT, re.S)
(CORRECTIONS,) = re.findall(r"```csv\n(.*?)```", TEXT, re.S)


@pytest.fixture
def life(database: ConnectionUrls, tmp_path: Path) -> Iterator[Living]:
    with living(database, tmp_path, "trial") as opened:
        yield opened


def test_the_samples_are_used(life: Living) -> None:
    life.write("corrections.csv", CORRECTIONS)
    life.write("site.toml", (life.folder / "site.toml").read_text(encoding="utf-8") + "\n" + RULES)
    life.platform.put(record("EV-17", 1), record("EV-18", 2))
    life.load()
    assert life.stored("category") == {"EV-17": "road", "EV-18": "appearance"}
    assert life.here.day("2026-03-10", "trial") == {"due": 1, "overdue_open": 1}
    assert apply_retention(life.surroundings, date(2028, 3, 5)) == Retained(persons=1)
    assert apply_retention(life.surroundings, date(2036, 3, 5)) == Retained(facts=1, persons=1)


@pytest.mark.parametrize("name", ["backfill", "remap", "replay", "forget", "retention", "pause", "resume"])
def test_every_command_is_described(name: str) -> None:
    assert name in COMMANDS
    assert f"`{name} " in TEXT or f"`{name}`" in TEXT
