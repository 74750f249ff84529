"""python -m bench: measures the load, the callbacks and the first visit side by side and prints the tables."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog
from playwright.sync_api import Browser

from bench import callbacks, clicks, first_load, growth, load, people, reads, report, throughput, visit, walls
from bench.cockpit import gunicorn
from bench.database import Databases, databases
from bench.recording import record, recorded_source
from bench.server import serving
from bench.signed_in import signed_in
from data_access.site import Site, read_site
from data_access.warehouse import open_engine
from etl.demo.platform import Platform
from etl.demo.world import SITE
from etl.run import run_source
from etl.surroundings import Surroundings

# As many events a day as a city with a grid platform in each county has.
_BUSY = 7.3
_NO_BROWSER = "Callbacks and first visit were not measured: Chromium is missing (make system-deps installs it)."


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def _load(bench: load.Bench) -> load.LoadTimes:
    times = load.LoadTimes()
    if not load.DLT_PYTHON.exists():
        _say("dlt is not installed (make bench installs it); it is left out")
    load.measure(bench, times, _say)
    return times


def _screen(browser: Browser | None, bench: load.Bench) -> list[str]:
    """The tables of callbacks and first visit, on a warehouse loaded from the recorded pages."""
    if browser is None:
        return [_NO_BROWSER]
    _say("first visits and callbacks")
    urls = bench.databases.fresh()
    engine = open_engine(urls.writer)
    run_source(bench.source, Surroundings(engine, bench.site, bench.folder, {}, b"k" * 32))
    engine.dispose()
    roles = {"READER": urls.reader, "APP": urls.app, "PUBLISHER": urls.publisher}
    given = {f"COCKPIT_{name}_URL": url for name, url in roles.items()}
    with gunicorn("app:server", bench.folder, given) as cockpit:
        cookies = signed_in(bench.site, urls.app, cockpit)
        seen = visit.recorded(browser, cockpit, cookies)
        with serving(visit.static_folder(seen, bench.folder / "static")) as static:
            ours, bare = visit.measure(browser, seen, cockpit, static)
        times = callbacks.measure(seen, cockpit, urls.owner, bench.folder)
    return [
        "## Callbacks",
        report.callback_table(times),
        "## First visit",
        report.visit_table(ours, bare, len(seen.charts)),
    ]


def _measure(folder: Path, rows: int, *, only_growth: bool, only_screen: bool) -> str:
    site = read_site(SITE)
    _say(f"recording about {rows:,} records of the simulated platform")
    recording = record(Platform(scale=_BUSY), folder / "pages", rows)
    with serving(recording.folder) as address:
        source = recorded_source(site, address)
        with databases(folder / "data", site, source) as made, visit.chromium() as browser:
            bench = load.Bench(made, site, source, address, folder)
            if only_screen:
                return "\n\n".join(_screen(browser, bench))
            _say("one changed day")
            grown = report.growth_table(growth.measure(made, site, source, recording.folder, folder))
            if only_growth:
                return grown
            speeds = _load(bench).speeds
            tables = ["## Load", report.load_table(speeds, recording), "## One changed day", grown]
            tables += ["## Reads", _reads(made, site), *_screen(browser, bench)]
            return "\n\n".join([report.machine(*_versions(made, browser)), *tables])


def _only_reads(folder: Path) -> str:
    site = read_site(SITE)
    # Nothing is loaded: the source only stands for those the site has.
    with databases(folder / "data", site, recorded_source(site, "http://127.0.0.1:9")) as made:
        return _reads(made, site)


def _reads(made: Databases, site: Site) -> str:
    return report.reads_table(reads.measure(made, site, reads.SHAPES, _say))


def _versions(made: Databases, browser: Browser | None) -> tuple[str, str]:
    return made.version(), f"Chromium {browser.version}" if browser else "no Chromium"


def _people(data: Path, folder: Path, many: int = people.PEOPLE) -> str:
    return report.crowd_table(people.measure(data, read_site(SITE), folder, _say, many))


def _half_as_many(data: Path, folder: Path) -> str:
    return _people(data, folder, people.PEOPLE // 2)


def _walls(data: Path, _folder: Path) -> str:
    return report.wall_table(walls.measure(data, read_site(SITE), _say))


def _clicks(data: Path, folder: Path) -> str:
    return clicks.table(clicks.measure(data, read_site(SITE), folder, _say))


def _throughput(data: Path, folder: Path) -> str:
    return throughput.table(throughput.measure(data, read_site(SITE), folder, _say))


# Measured on the data folder of a demonstration that does not run; the name is that of the option.
_ON_DATA = {
    "people": ("60 people and 20 walls", _people),
    "thirty": ("30 people and 20 walls", _half_as_many),
    "walls": ("50 walls beside offices", _walls),
    "clicks": ("pages and filters in Chromium", _clicks),
    "throughput": ("how many answers a second", _throughput),
}


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="about how many records are loaded each time")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page too")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--growth", action="store_true", help="measure one changed day only, and write nothing")
    only.add_argument("--first-visit", action="store_true", help="measure first visits and callbacks only")
    only.add_argument("--reads", action="store_true", help="measure the overview's reads only, and write nothing")
    only.add_argument("--first-load", action="store_true", help="measure the first load of the demonstration only")
    for name, (what, _measured) in _ON_DATA.items():
        only.add_argument(f"--{name}", type=Path, metavar="DATA", help=f"measure {what} on a data folder only")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as name:
        folder = Path(name)
        # PostgreSQL runs as an ordinary user where we are root.
        folder.chmod(0o755)
        on_data = [(measured, getattr(asked, name)) for name, (_what, measured) in _ON_DATA.items()]
        chosen = [(measured, data) for measured, data in on_data if data]
        if chosen:
            text = chosen[0][0](chosen[0][1], folder)
        elif asked.first_load:
            text = report.first_load_table(first_load.measure(folder / "data", _say))
        elif asked.reads:
            text = _only_reads(folder)
        else:
            text = _measure(folder, asked.rows, only_growth=asked.growth, only_screen=asked.first_visit)
    print(text)
    if asked.write and not (asked.growth or asked.reads or asked.first_load or asked.first_visit or chosen):
        report.write(asked.write, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
