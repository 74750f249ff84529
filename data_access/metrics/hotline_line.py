"""How the line of the hotline is answered: calls answered at all, and soon, of those that came in."""

from typing import Any

from data_access.metric import Certainty, Term, Text, term
from data_access.metrics.hotline import FAMILY


def _calls(category: str, name: Text) -> Term:
    return term("reported_count", "value_thousandths", name=name, kind="daily_report", category=category)


_OFFERED = _calls("calls_offered", Text("呼入量", "calls that came in"))
_LINE: dict[str, Any] = {
    "unit": Text("次/百次", "per 100 calls"),
    "scale": 100.0,
    "finest": "city",
    "certainty": Certainty.SECOND_HAND,
    "companions": ("hotline_satisfaction",),
    "exclusions": Text(
        "不作剔除：来电人自行挂断的计入呼入量。", "None are left out: calls ended by the caller count as come in."
    ),
    "caveat": Text(
        "由热线平台按日汇总报送，不是逐个来电的记录。",
        "Daily counts as the hotline's platform reports them, no records of single calls.",
    ),
}

METRICS = (
    FAMILY.ratio(
        "hotline_connection",
        Text("12345接通率", "Hotline calls answered"),
        Text("统计期内每百次呼入中接通的次数。", "Of every hundred calls that came in, how many were answered."),
        _calls("calls_answered", Text("接通量", "calls answered")),
        _OFFERED,
        basis="接通率 = answered / offered",
        **_LINE,
    ),
    FAMILY.ratio(
        "hotline_connection_15_seconds",
        Text("12345接通率（15秒内）", "Hotline calls answered within 15 seconds"),
        Text(
            "统计期内每百次呼入中15秒内接通的次数。",
            "Of every hundred calls that came in, how many were answered within 15 seconds.",
        ),
        _calls("calls_answered_in_15_seconds", Text("15秒内接通量", "calls answered within 15 seconds")),
        _OFFERED,
        basis="15s 接通率 = answered within 15 seconds / offered",
        **_LINE,
    ),
)
