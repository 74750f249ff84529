"""Files and databases of the simulated platforms are made beside the process that answers, and end with it."""

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import httpx
import psutil
import pytest

from data_access.folder import free_port
from etl.demo import producers
from etl.demo.dropping import aside
from etl.demo.producers import produce_all
from etl.demo.world import SITE, World

pytestmark = pytest.mark.long


def test_drop_folders_are_there_before_the_first_file_and_go_wrong_at_the_switch(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "etl.demo", "--port", str(free_port()), "--data", str(tmp_path)]
    with subprocess.Popen([*command, "--history-from", "2026-11-01"], stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        said = demo.stderr.readline()
        assert said.startswith("Simulated platforms at ")
        declared = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (SITE / "sources").glob("*.toml")]
        wanted = {source["files"]["folder"] for source in declared if "files" in source}
        assert len(wanted) >= 5
        assert all((tmp_path / folder).is_dir() for folder in wanted)
        (producer,) = psutil.Process(demo.pid).children()
        # The process that answers tells the one that writes what is to go wrong.
        httpx.post(f"{said.split()[3].rstrip(':')}/chaos/outage/green_coin").raise_for_status()
        folder, end = tmp_path / "drop" / "green_coin", time.monotonic() + 120
        while folder.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert (folder.exists(), aside(folder).is_dir()) == (False, True)
        demo.terminate()
    producer.wait(20)


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
