"""Mediation: what becomes of disputes step by step, by both ways of counting success, by type, channel and place."""

from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.page import Page, Panel
from dashboard.panels.cohorts import cohorts
from dashboard.panels.durations import durations
from dashboard.panels.funnel import funnel
from dashboard.panels.places import places
from dashboard.panels.scope_bar import scope_bar
from dashboard.panels.split import Split, split
from dashboard.panels.tiles import tiles
from dashboard.panels.two_ways import two_ways
from dashboard.shell import desk
from dashboard.view import View
from data_access.metric import Text

STEPS = (
    "disputes_found",
    "disputes_accepted",
    "mediation_closing_rate",
    "mediation_success_accepted",
    "mediation_agreement",
    "mediation_written",
    "mediation_confirmation",
    "mediation_fulfilment",
)
QUALITY = ("mediation_in_village", "mediation_in_town", "mediation_prevented_visits", "mediation_prevented_crimes")
HAND_OVERS = ("mediation_hand_overs", "mediation_hand_overs_returned")
BY_PLACE = ("disputes_accepted", "mediation_success_accepted", "mediation_on_time", "disputes_overdue")
TYPES = Split("disputes_accepted", "mediation_success_accepted", "mediation_case_category")
CHANNELS = Split("disputes_accepted", "mediation_success_accepted", "mediation_case_channel")


def layout() -> Component:
    """Three columns on wide screens."""
    return desk(
        "mediation", ("ways", "open", "quality", "hand-overs"), ("steps", "places", "channels"), ("types", "days")
    )


def _ways(view: View) -> Component:
    return two_ways(view, "ways", _("成功率的两种口径"), "mediation_success_accepted", "mediation_success_found")


PAGE = Page(
    path="/mediation",
    name=Text("调解", "Mediation"),
    order=20,
    layout=layout,
    whole_months=True,
    filters=("mediation_case_category", "mediation_case_channel", "source"),
    metrics=tuple(
        dict.fromkeys(
            ("disputes_accepted", *STEPS, "mediation_success_found", *QUALITY, *HAND_OVERS, *BY_PLACE, "mediation_days")
        )
    ),
    panels=(
        Panel("mediation-scope", scope_bar),
        Panel("mediation-ways", _ways),
        Panel("mediation-places", lambda view: places(view, "places", _("各地案件"), BY_PLACE)),
        Panel("mediation-quality", lambda view: tiles(view, "quality", _("预防与就地化解"), "", QUALITY)),
        Panel(
            "mediation-steps",
            lambda view: funnel(
                view, "steps", _("从排查到履行"), _("每步标明自己的分母，前后不一定是同一批案件"), STEPS
            ),
        ),
        Panel("mediation-channels", lambda view: split(view, "channels", _("三类渠道"), CHANNELS)),
        Panel("mediation-hand-overs", lambda view: tiles(view, "hand-overs", _("移交"), "", HAND_OVERS)),
        Panel(
            "mediation-days",
            lambda view: durations(view, "days", _("办结用时"), "mediation_days"),
            about="mediation_days",
        ),
        Panel("mediation-open", lambda view: cohorts(view, "open", _("在办案件"), "mediation_closing_rate")),
        Panel("mediation-types", lambda view: split(view, "types", _("纠纷类型"), TYPES)),
    ),
)
