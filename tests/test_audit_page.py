"""The page of the auditor: lines by kind, account and days, page by page, as files; others see nothing."""

import csv
import re
from io import StringIO
from typing import Any

import pytest
from box_asked import ask
from entering import ORIGIN, Entrance
from fake_city import NOW, FakeDirectory
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from screen import demonstration_site, draw, said, signed_in
from signed_in import EVERYTHING, KnownLog, everything
from test_workbook import read

from dashboard.access.audit import Asked, Event
from dashboard.access.log import StoredLog
from dashboard.factory import Cockpit, Warehouse, create_app
from dashboard.files.permissions import permission_sheets
from dashboard.files.workbook import xlsx
from data_access.registry import METRICS
from data_access.rights import Viewer
from data_access.site_roles import SiteRoles, read_roles
from etl.demo.world import SITE
from layouts import collect_pages

TESTER = Viewer("tester", "everything", EVERYTHING)
AUDITOR = Viewer("auditor", "everything", EVERYTHING)


def application(**rights: Any) -> tuple[Cockpit, KnownLog]:
    """The application for a role with other rights, and its log with 60 exports and a sign-in of somebody else."""
    access = everything(SiteRoles(roles={"everything": EVERYTHING.model_copy(update=rights)}))
    log = access.log
    assert isinstance(log, KnownLog)
    for at in range(60):
        log.add(TESTER, Event.EXPORT, f"/page-{at}", "xlsx")
    log.add(AUDITOR, Event.SIGN_IN, "auditor", "wrong password", done=False)
    warehouse = Warehouse(FakeReads(), FakeDirectory(), FakeFreshness(), FakeLineage())
    app = create_app(demonstration_site(), warehouse, METRICS, collect_pages(), lambda: NOW, access)
    return signed_in(app), log


@pytest.fixture(scope="module")
def app() -> Cockpit:
    return application()[0]


def test_lines_stand_newest_first_and_page_by_page(app: Cockpit) -> None:
    first = draw(app, "audit-lines")
    assert said(first).index("auditor") < said(first).index("/page-59") < said(first).index("/page-58")
    assert "61 条" in said(first)
    second = said(draw(app, "audit-lines", "?n=2"))
    assert "/page-0" in second
    assert "/page-59" not in second
    assert said(draw(app, "audit-lines", "?n=999")) == second


def test_lines_are_of_the_event_and_the_account_that_are_wanted(app: Cockpit) -> None:
    failed = said(draw(app, "audit-lines", "?e=sign_in"))
    assert ("1 条" in failed, "被拒" in failed, "/page-" in failed) == (True, True, False)
    assert "60 条" in said(draw(app, "audit-lines", "?a=tester"))
    assert "0 条" in said(draw(app, "audit-lines", "?a=tester&e=sign_in"))
    links = str(draw(app, "audit-scope", "?e=export"))
    assert "?e=export&a=auditor" in links
    assert "/export/xlsx?page=%2Faudit&e=export" in links


def test_what_is_wanted_of_the_log_stays_with_the_log(app: Cockpit) -> None:
    links = str(draw(app, "shell-navigation", "?e=export&a=tester&days=7&n=2&p=2026-09", page="/audit"))
    assert "/mediation?p=2026-09'" in links
    assert "/audit?p=2026-09&e=export&a=tester&days=7&n=2'" in links


def test_rows_are_marked_with_who_looks_and_when(app: Cockpit) -> None:
    assert "tester · 2026-11-20 09:42" in str(draw(app, "audit-lines"))


def test_who_may_not_read_the_log_has_neither_page_nor_file() -> None:
    app, log = application(audit=False)
    assert "/audit" not in str(draw(app, "shell-navigation"))
    for panel in ("audit-scope", "audit-lines"):
        told = said(draw(app, panel))
        assert "当前账号无权查看。" in told
        assert "打开我能看的页面" in told, "with a way on"
        assert "/page-" not in told
    client = app.server.test_client()
    for address in ("/export/xlsx?page=/audit", "/export/csv?page=/audit", "/export/permissions"):
        assert client.get(address).status_code == 403
    assert [line.subject for line in log.lines(Asked()) if not line.done] == [
        *("permissions", "/audit", "/audit", "auditor")
    ]


def test_the_lines_that_are_wanted_are_taken_out_all_of_them() -> None:
    app, log = application()
    client = app.server.test_client()
    rows = list(csv.reader(StringIO(client.get("/export/csv?page=/audit&e=export").text.removeprefix("\ufeff"))))
    assert [row[4] for row in rows[2:]] == [f"/page-{at}" for at in reversed(range(60))]
    assert log.lines(Asked())[0].detail == "csv, event export"
    book = read(client.get("/export/xlsx?page=/audit&a=auditor").data)
    assert [row[1:3] for row in book["审计日志"][2:]] == [["auditor", "everything"]]


def test_where_a_number_comes_from_is_a_line_once_and_not_when_the_page_redraws_itself() -> None:
    app, log = application()
    draw(app, "glossary-origin", "?p=2026-09&m=mediation_written")
    first = log.lines(Asked())[0]
    assert (first.event, first.subject, first.detail) == ("provenance_opened", "mediation_written", "2026-09, 3410")
    before = log.count(Asked())
    search = "?p=2026-09&m=mediation_written"
    client = app.server.test_client()
    answer = ask(
        client,
        "panel:glossary-origin",
        path="/glossary",
        search=search,
        by_itself=True,
        shown={"panel:glossary-origin": "0" * 16},
    )
    assert set(answer.get_json()["boxes"]) == {"panel:glossary-origin"}
    assert log.count(Asked()) == before
    # What never came and is asked for again by the page is shown for the first time.
    ask(client, "panel:glossary-origin", path="/glossary", search=search, by_itself=True)
    assert log.count(Asked()) == before + 1


def test_the_matrix_says_of_every_role_what_it_may() -> None:
    roles, pages = read_roles(SITE).roles, collect_pages()
    book = read(xlsx(permission_sheets(roles, pages, [], []), "x"))
    heads, *rows = book["页面 Pages"][1:]
    opened = {row[0]: {head for head, cell in zip(heads[1:], row[1:], strict=True) if cell} for row in rows}
    assert set(opened) == set(roles)
    assert opened["auditor"] == {"审计 /audit"}
    assert "审计 /audit" not in opened["leader"]
    for key, role in roles.items():
        paths = {head.split()[-1] for head in opened[key]}
        owned = {page.path for page in pages if Viewer(key, key, role).may_open(page.path)}
        # What needs a right besides is told by that right.
        bound = {"/audit", "/accounts", "/walls"}
        assert paths - bound == owned - bound
        assert ("/accounts" in paths) == (role.accounts and "/accounts" in owned)
        assert ("/walls" in paths) == ((role.walls or role.accounts) and "/walls" in owned)
    themes = {metric.theme.key for metric in METRICS.values()}
    assert len(book["主题 Themes"][1]) == 1 + len(themes)


def test_files_and_matrix_of_a_database_with_the_line_of_each(entrance: Entrance) -> None:
    password = entrance.administration.add("audit_office", "auditor", origin="demonstration")
    entrance.administration.add_screen("hall", "wall", "")
    client = entrance.signed_in("audit_office", password)
    book = read(client.get("/export/permissions", base_url=ORIGIN).data)
    assert ["audit_office", "auditor"] in [row[:2] for row in book["账号 Accounts"]]
    assert ["hall", "wall"] in [row[:2] for row in book["大屏 Screens"]]
    assert "argon2" not in str(book)
    rows = client.get("/export/csv?page=/audit&a=audit_office", base_url=ORIGIN).text
    assert re.findall('"(登录|导出文件)","(.*?)","完成"', rows) == [
        ("导出文件", "permissions"),
        ("登录", "audit_office"),
    ]
    log = StoredLog(entrance.administration.engine, entrance.administration.clock)
    newest = log.lines(Asked(actor="audit_office"), 0, 1)[0]
    assert (newest.event, newest.subject, newest.detail) == ("export", "/audit", "csv, account audit_office")
    assert log.count(Asked(event="export", actor="audit_office")) == 2
    assert "audit_office" in log.actors(None)
    assert log.lines(Asked(since=entrance.administration.clock())) == []
