"""Two web processes that share what they have drawn: each role is shown what one process alone would show it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from box_asked import box
from screen import demonstration_site
from seen_city import opened_city
from signed_in import KnownSessions, everything
from test_viewer_pages import BOXES, PAGES, ROLES, SEARCHES, client

from dashboard.access.sessions import Standing
from dashboard.factory import Cockpit, Warehouse, create_app
from dashboard.kept import shared_files
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.registry import METRICS
from data_access.site_roles import SiteRoles
from data_access.warehouse import open_engine

pytestmark = pytest.mark.long

# Those that differ in divisions, depth, themes and pages.
SEEN_BY = ("everything", "county", "township", "leader", "department", "one_page")


@pytest.fixture(scope="module")
def apps(module_database: ConnectionUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Cockpit]]:
    """Two that share a folder, and one alone."""
    folder = tmp_path_factory.mktemp("shared")
    reader = open_engine(module_database.reader)
    now = datetime(2026, 11, 20, 1, tzinfo=UTC)
    with opened_city(module_database) as city:

        def opened(shared: Path | None) -> Cockpit:
            sessions = KnownSessions({role: Standing(f"{role}_account", role) for role in ROLES})
            warehouse = Warehouse(city.reads, Directory(reader), Freshness(reader), city.lineage, shared)
            access = everything(SiteRoles(roles=ROLES), sessions)
            return create_app(demonstration_site(), warehouse, METRICS, PAGES, lambda: now, access)

        yield [opened(folder), opened(folder), opened(None)]
    reader.dispose()


def drawn(app: Cockpit, role: str) -> dict[str, str]:
    who = client(app, role)
    return {name: box(who, name, SEARCHES[0]) for name in BOXES}


def test_what_one_process_drew_for_a_role_no_other_role_is_shown_by_another(
    apps: list[Cockpit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_files, "_WORTH_SECONDS", 0.0)
    one, other, alone = apps
    for role in SEEN_BY:
        drawn(one, role)
    pictures = {}
    for role in reversed(SEEN_BY):
        pictures[role] = drawn(alone, role)
        shown = drawn(other, role)
        assert [box for box, picture in shown.items() if picture != pictures[role][box]] == [], role
    # Otherwise it would not matter whose drawing one is given.
    assert len({repr(each) for each in pictures.values()}) == len(SEEN_BY)
