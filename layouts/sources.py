"""Sources: which platform is on time, what its loads brought, what was turned away and what no code map knows."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.panels.scope_bar import scope_bar
from dashboard.panels.sources import feed_table, source_table
from dashboard.panels.tiles import tiles
from dashboard.shell import desk
from data_access.metric import Text

LOADS = ("records_extracted", "records_new", "batches")
QUALITY = ("records_rejected", "records_repeated", "records_unmapped", "records_late")
FOUND = ("services_told_twice", "services_overlapping", "services_over_16_hours", "services_entered_late")
PLACES = ("events_place_unmapped", "events_category_unmapped", "events_unit_unmapped", "deadlines_provisional")


def layout() -> Component:
    """The table of sources over the whole width, then two columns."""
    return desk("sources", ("loads", "quality", "found", "places"), ("feeds",), wide=("scope", "table"))


PAGE = Page(
    path="/sources",
    name=Text("数据源", "Sources"),
    order=80,
    layout=layout,
    metrics=(*LOADS, *QUALITY, *FOUND, *PLACES),
    panels=(
        Panel("sources-scope", scope_bar),
        Panel("sources-table", source_table),
        Panel("sources-loads", lambda view: tiles(view, "loads", _("装载"), _("全市所有来源"), LOADS)),
        Panel("sources-quality", lambda view: tiles(view, "quality", _("记录质量"), "", QUALITY)),
        Panel("sources-found", lambda view: tiles(view, "found", _("服务记录的疑点"), "", FOUND)),
        Panel("sources-places", lambda view: tiles(view, "places", _("未映射与暂定"), "", PLACES)),
        Panel("sources-feeds", feed_table),
    ),
)
