"""The hotline's three rates, with the total that the site's weights make of them; without weights there is none."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.language import gettext as _
from dashboard.panels.tiles import tiles
from dashboard.told import told
from dashboard.view import View
from data_access.comparing import weighted

_BY_FIELD = {
    "response": "hotline_response",
    "resolution": "hotline_resolution",
    "satisfaction": "hotline_satisfaction",
}


def three_rates(view: View, name: str, title: str, keys: Sequence[str]) -> Component:
    """A tile for each rate; over them how they are counted, and what they come to by the weights of the site."""
    return tiles(view, name, title, " · ".join([_("按回访计，满意率含基本满意"), *_total(view)]), keys)


def _total(view: View) -> list[str]:
    given = view.site.three_rates
    if given is None:
        return []
    weights = {key: float(getattr(given, field)) for field, key in _BY_FIELD.items()}
    found = weighted({key: told(view, view.metrics[key]).value for key in weights}, weights)
    shares = " : ".join(fmt.plain(weight, 0 if weight.is_integer() else 2) for weight in weights.values())
    value = fmt.NONE if found is None else fmt.plain(found, 1)
    return [_("综合得分 %(value)s（%(shares)s，%(document)s）", value=value, shares=shares, document=given.document)]
