"""Files and databases of the simulated platforms are made beside the process that answers, and end with it."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import psutil
import pytest

from etl.demo import producers
from etl.demo.producers import keep_producing, produce_all
from etl.demo.world import SITE, World


def test_the_drop_folders_of_all_sources_are_there_before_the_first_file(tmp_path: Path) -> None:
    world = World(history_from=date(2026, 11, 1), clock=lambda: datetime(2026, 11, 20, 9))
    process = keep_producing(world, tmp_path)
    declared = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (SITE / "sources").glob("*.toml")]
    wanted = {source["files"]["folder"] for source in declared if "files" in source}
    assert len(wanted) >= 5
    assert all((tmp_path / folder).is_dir() for folder in wanted)
    assert process.pid in {child.pid for child in psutil.Process().children()}
    process.terminate()
    process.join(20)
    assert not process.is_alive()


def test_what_is_slow_comes_last_and_a_fault_stops_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    order: list[str] = []

    class Module:
        def __init__(self, name: str) -> None:
            self.__name__, self.SLOW = name, name.endswith(("jincheng", "luoding"))

        def produce(self, _world: World, _data: Path) -> None:
            order.append(self.__name__.rpartition(".")[2])
            if order[-1] == "tasks":
                raise OSError("the disk is full")

    monkeypatch.setattr(producers, "import_module", Module)
    produce_all(World(), tmp_path)
    assert order[-2:] == ["jincheng", "luoding"]
    assert order.index("points") < order.index("tasks") < order.index("jincheng")
    assert "Simulated platform tasks: the disk is full; tried again later." in capsys.readouterr().err
