"""The map of up to about 200 areas: filled lines on plain axes, one trace an area, labels inside or beside them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.figures.shapes import Anchor, Coordinates, Frame, Geometry, anchor, frame, outline, outside
from dashboard.theme import CLEAR, Palette, ink, template


@dataclass(frozen=True, slots=True)
class Area:
    """One area as drawn: its texts are ready, its colour is chosen."""

    code: str
    name: str
    value: str
    distance: str
    fill: str
    geometry: Geometry


_LABEL_SIZES = (13, 20)
_SMALL_SIZES = (12, 14)


@dataclass(frozen=True, slots=True)
class Ground:
    """What follows from the shapes alone: extent, outlines, label places, which fit, and places for the rest."""

    extent: Frame
    outlines: tuple[Coordinates, ...]
    anchors: tuple[Anchor, ...]
    inside: tuple[bool, ...]
    callouts: tuple[tuple[float, float], ...]


def ground(areas: Sequence[Area], small: bool) -> Ground:
    """The ground of a map; worked out once for each set of shapes."""
    return _ground(tuple(json.dumps(area.geometry) for area in areas), small)


@lru_cache(maxsize=32)
def _ground(shapes: tuple[str, ...], small: bool) -> Ground:
    geometries = [json.loads(each) for each in shapes]
    extent = frame(geometries)
    anchors = tuple(anchor(each) for each in geometries)
    inside = tuple(each.room > extent.height * (0.085 if small else 0.07) for each in anchors)
    beside = [at for at, fits in zip(anchors, inside, strict=True) if not fits]
    labels = [at for at, fits in zip(anchors, inside, strict=True) if fits]
    callouts = [] if small else outside(geometries, beside, labels, extent)
    return Ground(extent, tuple(outline(each) for each in geometries), anchors, inside, tuple(callouts))


def draw(areas: Sequence[Area], palette: Palette, selected: str | None, small: bool) -> dict[str, Any]:
    """The figure; traces are the areas in order, then the outline of the selected one, then names and values."""
    base = ground(areas, small)
    chosen = next((line for area, line in zip(areas, base.outlines, strict=True) if area.code == selected), ([], []))
    return {
        "data": [
            *[_filled(area, line, palette) for area, line in zip(areas, base.outlines, strict=True)],
            _outlined(chosen, palette),
            *_labels([*zip(areas, base.anchors, base.inside, strict=True)], small),
        ],
        "layout": _layout(base.extent, palette) | {"annotations": [] if small else _callouts(areas, base, palette)},
    }


def changes(areas: Sequence[Area], selected: str | None, small: bool) -> list[tuple[int, str, Any]]:
    """What new values change, as (trace, property, value)."""
    base = ground(areas, small)
    found: list[tuple[int, str, Any]] = []
    for index, area in enumerate(areas):
        found += [(index, "fillcolor", area.fill), (index, "text", _hover(area))]
    shown = [area for area, inside in zip(areas, base.inside, strict=True) if inside]
    after = len(areas) + 1
    x, y = next((line for area, line in zip(areas, base.outlines, strict=True) if area.code == selected), ([], []))
    found += [(len(areas), "x", x), (len(areas), "y", y)]
    found += [(after, "textfont.color", [ink(area.fill) for area in shown])]
    found += [
        (after + 1, "text", [_value(area, small) for area in shown]),
        (after + 1, "textfont.color", [ink(area.fill) for area in shown]),
    ]
    return found


def callout(area: Area) -> str:
    """The text beside an area that is too small for one inside."""
    return f"<b>{area.name} {area.value}</b>" + (f"  {area.distance}" if area.distance else "")


def _hover(area: Area) -> str:
    return f"<b>{area.name}</b><br>{area.value}" + (f"<br>{area.distance}" if area.distance else "")


def _filled(area: Area, line: Coordinates, palette: Palette) -> dict[str, Any]:
    x, y = line
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "x": x,
        "y": y,
        "fillcolor": area.fill,
        "line": {"color": palette.border, "width": 1.5},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": _hover(area),
        "meta": area.code,
        "showlegend": False,
    }


def _outlined(chosen: Coordinates, palette: Palette) -> dict[str, Any]:
    x, y = chosen
    line = {"color": palette.text, "width": 3}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": line,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _value(area: Area, small: bool) -> str:
    second = f'<br><span style="font-size:12px">{area.distance}</span>' if area.distance and not small else ""
    return f"<b>{area.value}</b>{second}"


def _labels(places: Sequence[tuple[Area, Anchor, bool]], small: bool) -> list[dict[str, Any]]:
    shown = [(area, at) for area, at, inside in places if inside]
    name_size, value_size = _SMALL_SIZES if small else _LABEL_SIZES
    colours = [ink(area.fill) for area, _ in shown]
    tight = [at.room < 0.1 for _, at in shown]
    base = {
        "type": "scatter",
        "mode": "text",
        "x": [at.x for _, at in shown],
        "y": [at.y for _, at in shown],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }
    names = [12 if narrow else name_size for narrow in tight]
    values = [min(14, value_size) if narrow else value_size for narrow in tight]
    return [
        base
        | {
            "text": [f"<b>{area.name}</b>" for area, _ in shown],
            "textposition": "top center",
            "textfont": {"size": names, "color": colours},
        },
        base
        | {
            "text": [_value(area, small) for area, _ in shown],
            "textposition": "bottom center",
            "textfont": {"size": values, "color": colours},
        },
    ]


def _callouts(areas: Sequence[Area], base: Ground, palette: Palette) -> list[dict[str, Any]]:
    small = [(area, at) for area, at, fits in zip(areas, base.anchors, base.inside, strict=True) if not fits]
    return [
        {
            "x": at.x,
            "y": at.y,
            "ax": x,
            "ay": y,
            "axref": "x",
            "ayref": "y",
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": palette.text_2,
            "text": callout(area),
            "font": {"size": 13, "color": palette.text},
            "bgcolor": palette.raised,
            "bordercolor": palette.line_strong,
            "borderpad": 4,
        }
        for (area, at), (x, y) in zip(small, base.callouts, strict=True)
    ]


def _layout(extent: Frame, palette: Palette) -> dict[str, Any]:
    return {
        "template": template(palette.name),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": {"range": [extent.west, extent.east], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [extent.south, extent.north],
            "visible": False,
            "fixedrange": True,
            "scaleanchor": "x",
            "scaleratio": extent.stretch,
        },
        "hovermode": "closest",
        "showlegend": False,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "uirevision": "county",
    }
