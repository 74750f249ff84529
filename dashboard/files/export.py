"""/export/…: what a page shows as a file, for those who may; each file and each refusal is a line of the log."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from flask import Flask, Response, abort, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from dashboard.access.audit import Event
from dashboard.access.entrance import Access
from dashboard.access.guard import unavailable
from dashboard.access.often import Often
from dashboard.access.signed import viewer_now
from dashboard.drawer.placed import ViewOf, seen
from dashboard.files.panel_sheets import panel_sheets
from dashboard.files.permissions import FILE, permission_sheets
from dashboard.files.taken import numbers, picture_lines, workbook_of
from dashboard.files.watermark import mark
from dashboard.files.workbook import csv_file, xlsx
from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.view import View
from data_access.rights import Viewer

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "png": "application/json",
}


_MATRIX = "permissions"
_LONGEST_FORM = 20


class _NoFileError(Exception):
    """What was asked for is no file; the sentence says why and what to do."""


class _TooOftenError(Exception):
    """An account asks for more files than anybody reads; the sentence says what to do."""


def add_exports(server: Flask, pages: Sequence[Page], view_of: ViewOf, access: Access) -> None:
    """GET /export/<form>?page=…: the page as `xlsx`, or one metric of it as `csv`, in the state its address has; with
    panel=… what one panel shows; as `png` the lines that stand on its picture, which the browser draws."""
    often = Often(access.roles.exports_a_minute, access.counts())
    exports = _Exports({page.path: page for page in pages}, view_of, access, often)

    @server.get("/export/<form>")
    def export(form: str) -> Response:
        try:
            exports.check_pace(form)
            return exports.matrix() if form == _MATRIX else exports.give(form)
        except _NoFileError as error:
            return _sentence(str(error), 404)
        except _TooOftenError as error:
            return _sentence(str(error), 429)
        except (DBAPIError, PoolTimeoutError) as error:
            return unavailable(error)


@dataclass(frozen=True, slots=True)
class _Exports:
    pages: dict[str, Page]
    view_of: ViewOf
    access: Access
    often: Often

    def check_pace(self, form: str) -> None:
        """Raises _TooOftenError; the first of a minute is a line of the log."""
        viewer = viewer_now() or abort(401)
        if self.often.allows(viewer.name):
            return
        if self.often.is_first_refusal(viewer.name):
            self.access.log.add(viewer, Event.EXPORT, "too often", form[:_LONGEST_FORM], done=False)
        raise _TooOftenError(_("导出过于频繁，请一分钟后再试。"))

    def give(self, form: str) -> Response:
        """The file, once its line is in the log; without that there is none."""
        path, key = request.args.get("page", "/"), request.args.get("panel")
        page = self.pages.get(path)
        panel = next((each for each in page.panels if each.key == key), None) if page else None
        if page is None or form not in _TYPES or (panel is None and (key is not None or form == "png")):
            raise _NoFileError(_("没有这个页面或文件格式；请从页面上的“导出”打开。"))
        viewer, log = viewer_now() or abort(401), self.access.log
        if not (viewer.role.export and page.opens_to(viewer)):
            return self._refuse(viewer, path, form)
        search = request.query_string.decode("utf-8", "replace")
        view = page.seen_in(self.view_of(search, None))
        body = _written(page, view, form) if panel is None else self._panel(page, panel, view, form)
        period = f"{view.scope.period.start:%Y-%m}"
        log.add(viewer, Event.EXPORT, path if panel is None else f"{path} {panel.key}", _said(view, form, period))
        of = path.strip("/").replace("/", "-") or "overview"
        name = f"cockpit-{of if panel is None else panel.key}-{period}.{form}"
        return Response(body, content_type=_TYPES[form], headers=_as_file(name))

    def _panel(self, page: Page, panel: Panel, view: View, form: str) -> bytes:
        if form == "png":
            return orjson.dumps(picture_lines(page, view))
        search = view.state.search
        sheets = panel_sheets(page, panel, view, lambda number: seen(self.view_of, search, number))
        if form == "xlsx":
            return xlsx(sheets, mark(view))
        # The first that is neither the head nor the definitions.
        data = next((each for each in sheets if each.name == _("数据")), sheets[-1])
        return csv_file(data, mark(view))

    def matrix(self) -> Response:
        """Who may what, for those who may read the log."""
        viewer, log = viewer_now() or abort(401), self.access.log
        if not (viewer.role.export and viewer.role.audit):
            return self._refuse(viewer, _MATRIX, "xlsx")
        of = self.access.offices(viewer.name)
        sheets = permission_sheets(self.access.roles.roles, list(self.pages.values()), of.accounts(), of.screens())
        body = xlsx(sheets, mark(self.view_of("", None)))
        log.add(viewer, Event.EXPORT, _MATRIX, "xlsx")
        return Response(body, content_type=_TYPES["xlsx"], headers=_as_file(FILE))

    def _refuse(self, viewer: Viewer, subject: str, form: str) -> Response:
        self.access.log.add(viewer, Event.EXPORT, subject, form, done=False)
        return _sentence(_("当前账号无权导出该页面；如工作需要，请联系本单位的系统管理员申请权限。"), 403)


def _written(page: Page, view: View, form: str) -> bytes:
    if form == "xlsx":
        return xlsx(workbook_of(page, view), mark(view))
    if page.taken is not None:
        return csv_file(page.taken(view), mark(view))
    if view.state.metric not in view.metrics:
        raise _NoFileError(_("CSV 只含一个指标；请在地址中选择本页面的指标（m=…）。"))
    return csv_file(numbers(view, [view.lead]), mark(view))


def _said(view: View, form: str, period: str) -> str:
    """What was taken, as the log says it: form, month, place, and the metric of a single one, filters."""
    if not view.metrics:
        wanted = (("event", view.state.event), ("account", view.state.account), ("days", view.state.days))
        return ", ".join([form, *(f"{name} {value}" for name, value in wanted if value)])
    metric = [view.lead.key] if form == "csv" else []
    told = [form, period, view.scope.division or view.city.code, *metric, view.state.filtered_by]
    return ", ".join(filter(None, told))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _sentence(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
