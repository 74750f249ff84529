"""The real read layer behind the screen: new files of the site show at once, and a period without rows is no zero."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fake_city import NOW
from screen import draw, said, signed_in
from signed_in import everything
from sqlalchemy import Engine

from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.warehouse import open_engine
from etl.site.reference import load_reference
from layouts import collect_pages

SMALL_CITY = Path(__file__).resolve().parent / "sites" / "small_city"
TARGETS = "metric_key,division_code,valid_from,valid_to,comparator,value,document\n"


@dataclass
class Running:
    """An application on a database without events, and the site folder behind it."""

    app: Cockpit
    folder: Path
    writer: Engine

    def load(self) -> None:
        load_reference(read_site(self.folder), self.writer)


@pytest.fixture
def running(database: ConnectionUrls, tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "site"
    shutil.copytree(SMALL_CITY, folder)
    writer, reader = open_engine(database.writer), open_engine(database.reader)
    load_reference(read_site(folder), writer)
    directory = Directory(reader)
    warehouse = Warehouse(Reads(reader, directory), directory, Freshness(reader), Lineage(reader, directory))
    app = signed_in(create_app(read_site(folder), warehouse, METRICS, collect_pages(), lambda: NOW, everything()))
    yield Running(app, folder, writer)
    writer.dispose()
    reader.dispose()


def test_new_names_divisions_and_targets_show_without_a_restart(running: Running) -> None:
    assert "歙县" in said(draw(running.app, "overview-ranking"))
    divisions = running.folder / "divisions.csv"
    text = divisions.read_text(encoding="utf-8").replace("歙县", "新歙县")
    new = "341022,休宁县,Xiuning,county,3410,3410,county,,2023-06-30,,,118.1,29.7\n"
    divisions.write_text(text + new, encoding="utf-8")
    (running.folder / "targets.csv").write_text(
        TARGETS + "grid_events_on_time,3410,2020-01-01,,>=,97.25,一份文件\n", encoding="utf-8"
    )
    running.load()
    # The browser's version is one this process has not seen: it reads again at once, without waiting for its second.
    shown = said(draw(running.app, "overview-ranking", version="newer"))
    for part in ("新歙县", "休宁县", "目标 97.25%"):
        assert part in shown


@pytest.mark.parametrize("search", ["", "?p=1990-01", "?p=0000-01", "?r=341021", "?r=34", "?r=3408&p=2026-10"])
def test_every_panel_is_drawn_from_an_empty_warehouse_and_claims_no_zero(running: Running, search: str) -> None:
    shown = {panel.key: said(draw(running.app, panel.key, search)) for page in collect_pages() for panel in page.panels}
    assert all(shown.values())
    assert "没有超期未结" not in shown["overview-detail"]
    assert "没有网格事件按期处置率的数据。" in shown["overview-headline"]
    assert " *" not in shown["overview-ranking"]
