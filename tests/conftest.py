"""What tests share: an embedded PostgreSQL, fresh databases on it, a browser."""

import gc
import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg2 import sql
from side_by_side import opens_browser, scheduler
from sqlalchemy import NullPool, create_engine, insert, make_url

from data_access.connection import ConnectionUrls, connect
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.roles import ADMINISTRATOR, OWNER, read_passwords
from data_access.schema import calendar_day
from etl.site.calendars import read_calendar

pytest_plugins = ["databases", "tellings", "entering"]
# Which worker runs which file: pytest-xdist asks for it by this name.
pytest_xdist_make_scheduler = scheduler

# What must pass before a change is taken draws the same examples each time; other runs go on looking for new ones.
settings.register_profile("same", derandomize=True, print_blob=True)
if os.environ.get("COCKPIT_REQUIRE_ALL") == "1":
    settings.load_profile("same")

# Tests lose nothing in a power cut, and two cores have better to do.
FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=100")
_TEMPLATE = "cockpit"
# No card draws here: the page is put together without WebGL, and only the maps, which need it, get it from a program.
_BROWSER = (
    *("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-gpu", "--enable-unsafe-swiftshader"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """The server of a test session: `administrator` is a superuser's URL, `urls` name the migrated template."""

    administrator: str
    urls: ConnectionUrls
    data: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come first, then files marked long, all others in their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    items.sort(key=lambda item: not opens_browser(item.path))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there once all tests are collected stays to the end: it need not be looked through for waste again and
    again, which took a quarter of the processor time."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    return found


@pytest.fixture(scope="session")
def data_folder_base() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's ordinary user can reach when tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="cockpit-test-", dir=_roomy_memory()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _roomy_memory() -> str | None:
    """A folder in memory where there is plenty of it: clusters by the dozen are slow to make and delete on a disk."""
    memory = Path("/dev/shm")
    enough = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4e9
    return str(memory) if enough else None


@pytest.fixture(scope="session")
def server(data_folder_base: Path) -> Iterator[Server]:
    """A fresh embedded PostgreSQL whose database has all migrations, and the public calendar of working days."""
    data = data_folder_base / "session"
    with running_server(data, options=FAST) as urls:
        upgrade(urls.owner)
        # A site's reference is made equal to its folder: what is there already is not put in again in each database.
        writer = create_engine(urls.writer, poolclass=NullPool)
        with writer.begin() as connection:
            connection.execute(insert(calendar_day), read_calendar(data))
        base = make_url(urls.owner).set(
            username=ADMINISTRATOR, password=read_passwords(data)[ADMINISTRATOR], database="postgres"
        )
        yield Server(base.render_as_string(hide_password=False), urls, data)


def make_database(server: Server, template: str = _TEMPLATE) -> ConnectionUrls:
    """One more database like `template`, to which nobody may be connected meanwhile."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    connection = connect(server.administrator)
    with connection.cursor() as cursor:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy")
        cursor.execute(create.format(sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        # As in production: who only reads makes no tables, not even temporary ones.
        for rights in (
            "CONNECT, TEMPORARY ON DATABASE {} TO cockpit_writer",
            "CONNECT ON DATABASE {} TO cockpit_reader, cockpit_app, cockpit_publisher",
        ):
            cursor.execute(sql.SQL(f"GRANT {rights}").format(sql.Identifier(name)))
    connection.close()

    def named(url: str) -> str:
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    return ConnectionUrls(*map(named, server.urls.every))


@pytest.fixture(scope="session")
def new_database(server: Server) -> Callable[[], ConnectionUrls]:
    """Makes one more migrated database, empty but for the public calendar; for tests that need several, or modules."""
    return partial(make_database, server)


@pytest.fixture
def database(new_database: Callable[[], ConnectionUrls]) -> ConnectionUrls:
    """A fresh, migrated database for one test, empty but for the public calendar."""
    return new_database()


@pytest.fixture(scope="module")
def module_database(new_database: Callable[[], ConnectionUrls]) -> ConnectionUrls:
    """A fresh, migrated database that the tests of one module share."""
    return new_database()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window; a test that needs it is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("missing: Chromium (make system-deps installs it)")
    # What a page shows soon on a machine at rest may take long on a busy one; how soon is asked where it is promised.
    expect.set_options(timeout=60_000)
    before = {child.pid for child in psutil.Process().children()}
    with sync_playwright() as playwright:
        (driver,) = [child for child in psutil.Process().children() if child.pid not in before]
        chromium = playwright.chromium.launch(executable_path=program, args=list(_BROWSER))
        yield chromium
        # It ends when nobody holds its pipe any more; a process that a test forked and left would hold up all tests.
        patience = threading.Timer(20.0, _kill, [driver])
        patience.start()
        chromium.close()
    patience.cancel()


def _kill(driver: psutil.Process) -> None:
    """End a process with all it started."""
    with suppress(psutil.NoSuchProcess):
        for each in (*driver.children(recursive=True), driver):
            each.kill()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With COCKPIT_REQUIRE_ALL=1 a test that is skipped because something is missing has failed."""
    report = yield
    if report.skipped and os.environ.get("COCKPIT_REQUIRE_ALL") == "1" and "missing:" in str(report.longrepr):
        report.outcome = "failed"
    return report
