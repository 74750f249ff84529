"""Who looked, and when: the mark on every file and over screens that show rows."""

from html import escape

from dash.development.base_component import Component

from dashboard.components import picture
from dashboard.figures.svg import OPEN
from dashboard.view import View


def mark(view: View) -> str:
    """Account and moment; of a demonstration that too, so that no file passes for the real thing."""
    invented = " · 演示数据 DEMONSTRATION" if view.site.demonstration else ""
    return f"{_who(view)}{invented}"


def watermark(view: View) -> Component:
    """Account and moment, pale and again and again, over whatever it is put into; it takes no click."""
    words = (
        f'<text x="16" y="136" transform="rotate(-20 16 136)" font-size="14" font-family="sans-serif" '
        f'fill="{view.palette.text}" fill-opacity="0.1">{escape(_who(view))}</text>'
    )
    svg = (
        f'{OPEN} width="100%" height="100%"><defs>'
        f'<pattern id="mark" patternUnits="userSpaceOnUse" width="320" height="160">{words}</pattern></defs>'
        '<rect width="100%" height="100%" fill="url(#mark)"/></svg>'
    )
    return picture(svg, "watermark", _who(view))


def _who(view: View) -> str:
    return f"{view.viewer.name} · {view.now:%Y-%m-%d %H:%M}"
