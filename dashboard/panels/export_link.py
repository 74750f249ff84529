"""The link by which a page is taken out as a file: for those who may, and shown to nobody else."""

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.components import icon
from dashboard.language import gettext as _
from dashboard.view import View


def export_link(view: View, form: str = "xlsx") -> list[Component]:
    """The link to what the page shows now, as a workbook; as CSV its leading metric alone."""
    if not view.viewer.role.export:
        return []
    state = view.state if form == "xlsx" or not view.metrics else view.state.but(metric=view.lead.key)
    asked = "&".join(part for part in (urlencode({"page": view.path}), state.search.lstrip("?")) if part)
    name = _("导出") if form == "xlsx" else _("导出 CSV")
    return [html.A([icon("export"), name], href=f"/export/{form}?{asked}", className="btn", download="")]
