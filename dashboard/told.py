"""What a screen says of a number: the number, that it is withheld, or the sentence with which it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, icon
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Scope
from data_access.value import RefusedError, Value


@dataclass(frozen=True, slots=True)
class Told:
    """A value; `why` is the sentence of a refusal, empty where there is none."""

    value: Value
    why: str = ""


NOTHING = Told(Value(None, None, None))


def told(view: View, metric: Metric, scope: Scope | None = None) -> Told:
    """The metric over the view's scope, or over another."""
    try:
        return Told(view.reads.total(metric, scope or view.scope))
    except RefusedError as refused:
        return Told(NOTHING.value, refused.refusal.sentence.in_language(view.language))


def rows_told(view: View, read: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, str]:
    """What `read` gives, or an empty frame and the sentence with which it is refused."""
    try:
        return read(), ""
    except RefusedError as refused:
        empty = pd.DataFrame(columns=["code", "numerator", "denominator", "value", "withheld"])
        return empty, refused.refusal.sentence.in_language(view.language)


def unconnected(view: View, metrics: Sequence[Metric]) -> str:
    """The sentence for a city of which no platform tells anything of these metrics; empty where one does."""
    if any(view.connected(metric) for metric in metrics):
        return ""
    return _("本市没有接入这类平台。")


def hidden() -> Child:
    """In the place of a number that could say something about single people."""
    return html.Span(_("隐去"), className="withheld", title=_("数量过小，为保护个人而不显示"))


def suppressed() -> Component:
    """The chip of a number that is withheld."""
    return html.Span([icon("lock"), _("已抑制")], className="chip none")


def number(view: View, metric: Metric, row: Any) -> Child:
    """The value of a Value or of a row with its unit; hatched where it is withheld, a dash where there is none."""
    if row is None:
        return fmt.NONE
    if bool(row.withheld):
        return hidden()
    value = row.value
    return fmt.NONE if value is None or isnan(value) else fmt.quantity(value, metric, view.language)


def made_of(view: View, metric: Metric, value: Value) -> str:
    """Numerator and denominator with their names; the name of what is counted where there is no denominator."""
    above = metric.numerator_name.in_language(view.language)
    if metric.denominator_name is None:
        return above
    if value.denominator is None:
        return ""
    below = metric.denominator_name.in_language(view.language)
    if metric.is_rate:
        return f"{above} {fmt.plain(value.numerator)} / {below} {fmt.plain(value.denominator)}"
    return f"{below} {fmt.plain(value.denominator)}"
