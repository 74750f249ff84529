"""The button that copies the address of what is shown: assets/keys.js does it, the sentences it says are here."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import data, icon
from dashboard.language import gettext as _


def copy_link() -> Component:
    """A button and the place where it says what became of it."""
    said = data(done=_("链接已复制"), by_hand=_("请按 Ctrl-C 复制选中的地址"))
    button = html.Button([icon("link"), _("复制链接")], type="button", className="btn copy-link", **said)
    return html.Span([button, html.Span(className="copied", role="status")], className="copying")
