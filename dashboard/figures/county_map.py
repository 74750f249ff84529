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
    """One area as drawn: its texts are ready, its colour is chosen; hatched where the colour says nothing."""

    code: str
    name: str
    value: str
    distance: str
    fill: str
    geometry: Geometry
    hatched: bool = False


# Radius of the free circle in an area, as a share of the map's height, from which a label has room: on a desk, on a
# phone; and from which the value is written large, and the distance under it.
_ROOM, _ROOM_SMALL = 0.07, 0.085
_ROOM_FOR_LARGE = 0.1
_ROOM_FOR_THREE = 0.1


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
    inside = tuple(each.room > extent.height * (_ROOM_SMALL if small else _ROOM) for each in anchors)
    callouts = [] if small else outside(geometries, anchors, inside, extent)
    return Ground(extent, tuple(outline(each) for each in geometries), anchors, inside, tuple(callouts))


def draw(areas: Sequence[Area], palette: Palette, selected: str | None, small: bool) -> dict[str, Any]:
    """The figure; traces are the areas in order, then the outline of the selected one, then names and values."""
    base = ground(areas, small)
    chosen = next((line for area, line in zip(areas, base.outlines, strict=True) if area.code == selected), ([], []))
    return {
        "data": [
            *[_filled(area, line, palette) for area, line in zip(areas, base.outlines, strict=True)],
            _outlined(chosen, palette),
            _labels(_inside(areas, base), base.extent, small),
            _ends(
                [] if small else [at for at, fits in zip(base.anchors, base.inside, strict=True) if not fits], palette
            ),
        ],
        "layout": _layout(base.extent, palette) | {"annotations": [] if small else _callouts(areas, base, palette)},
    }


def changes(areas: Sequence[Area], selected: str | None, small: bool) -> list[tuple[int, str, Any]]:
    """What new values change, as (trace, property, value)."""
    base = ground(areas, small)
    found: list[tuple[int, str, Any]] = []
    for index, area in enumerate(areas):
        found += [(index, "fillcolor", area.fill), (index, "text", _hover(area))]
        found += [(index, "fillpattern.shape", _hatch(area)), (index, "fillpattern.bgcolor", area.fill)]
    x, y = next((line for area, line in zip(areas, base.outlines, strict=True) if area.code == selected), ([], []))
    found += [(len(areas), "x", x), (len(areas), "y", y)]
    shown = _inside(areas, base)
    found += [
        (len(areas) + 1, "text", [_label(area, at, base.extent, small) for area, at in shown]),
        (len(areas) + 1, "textfont.color", [ink(area.fill) for area, _ in shown]),
    ]
    return found


def _inside(areas: Sequence[Area], base: Ground) -> list[tuple[Area, Anchor]]:
    """The areas whose label stands in them, with its place."""
    return [(area, at) for area, at, fits in zip(areas, base.anchors, base.inside, strict=True) if fits]


def callout(area: Area) -> str:
    """The text beside an area that is too small for one inside."""
    return f"<b>{area.name} {area.value}</b>" + (f"  {area.distance}" if area.distance else "")


def _hatch(area: Area) -> str:
    return "/" if area.hatched else ""


def _pattern(area: Area, palette: Palette) -> dict[str, Any]:
    """Lines on the area's own colour, quiet enough to read a label over."""
    return {
        "shape": _hatch(area),
        "fgcolor": palette.line_strong,
        "bgcolor": area.fill,
        "size": 9,
        "solidity": 0.1,
    }


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
        "fillpattern": _pattern(area, palette),
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


def _label(area: Area, at: Anchor, extent: Frame, small: bool) -> str:
    """Name, value and, where three lines stay inside the area, distance: one text, so that it is centred as one."""
    third = area.distance and not small and at.room >= extent.height * _ROOM_FOR_THREE
    lines = [_sized(area.name, 12 if small else 13), _sized(area.value, _size(at, extent, small))]
    return "<b>" + "<br>".join(lines) + "</b>" + (f"<br>{_sized(area.distance, 12)}" if third else "")


def _sized(text: str, pixels: int) -> str:
    return f'<span style="font-size:{pixels}px">{text}</span>'


def _size(at: Anchor, extent: Frame, small: bool) -> int:
    """The size of a value, from which the distance of the lines follows: large where there is room."""
    return 14 if small or at.room < extent.height * _ROOM_FOR_LARGE else 18


def _labels(places: Sequence[tuple[Area, Anchor]], extent: Frame, small: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [at.x for _, at in places],
        "y": [at.y for _, at in places],
        "text": [_label(area, at, extent, small) for area, at in places],
        "textposition": "middle center",
        "textfont": {
            "size": [_size(at, extent, small) - 2 for _, at in places],
            "color": [ink(area.fill) for area, _ in places],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }


def _ends(places: Sequence[Anchor], palette: Palette) -> dict[str, Any]:
    """A dot where the line of a callout ends, seen on any fill."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at.x for at in places],
        "y": [at.y for at in places],
        "marker": {"size": 8, "color": palette.text, "line": {"color": palette.surface, "width": 1.5}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


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
            "arrowcolor": palette.text,
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
