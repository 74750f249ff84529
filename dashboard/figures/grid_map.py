"""The heat map of thousands of grids: geometry by address, colours by band, updates of the values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, log2
from typing import Any

from dashboard.figures.scales import band, stepped
from dashboard.figures.shapes import Frame, Geometry, outline
from dashboard.theme import CLEAR, Palette, template

_FADED = 0.4


@dataclass(frozen=True, slots=True)
class Cells:
    """Codes, hover names and values of all grids, in one order that never changes while the page is open.

    `places`: the division each lies in, of the level at which one can be chosen. `faded`: the values are late or not
    complete.
    """

    codes: Sequence[str]
    names: Sequence[str]
    counts: Sequence[float]
    places: Sequence[str]
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under the values: addresses of the grids' geometry and the style, the borders and their extent."""

    geometry_url: str
    style_url: str
    extent: Frame
    borders: Sequence[Geometry]
    pixels: float


def draw(
    cells: Cells, bounds: Sequence[float], ground: Ground, palette: Palette, selected: str | None
) -> dict[str, Any]:
    """The figure; its first trace is the cells, whose `z` is the band of the value."""
    extent = ground.extent
    return {
        "data": [
            {
                "type": "choroplethmap",
                "geojson": ground.geometry_url,
                "featureidkey": "id",
                "locations": list(cells.codes),
                "z": values(cells, bounds),
                "zmin": -0.5,
                "zmax": len(bounds) + 0.5,
                "colorscale": stepped(palette.sequential),
                "showscale": False,
                "customdata": list(cells.counts),
                "text": list(cells.names),
                "hovertemplate": "<b>%{text}</b><br>%{customdata:,.0f}<extra></extra>",
                "marker": {"line": {"width": 0.25, "color": palette.bg}, "opacity": opacity(cells, selected)},
            },
            lines(ground.borders, palette.text_2, 1),
        ],
        "layout": {
            "template": template(palette.name),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "map": {
                "style": ground.style_url,
                "center": {"lon": (extent.west + extent.east) / 2, "lat": (extent.south + extent.north) / 2},
                "zoom": zoom(extent, ground.pixels),
            },
            "showlegend": False,
            "paper_bgcolor": CLEAR,
            # What the reader moved stays, but not over another city.
            "uirevision": f"grid {ground.geometry_url}",
            # The browser knows how large its box is; maps.js moves the camera to this extent once.
            "meta": {"extent": [extent.west, extent.south, extent.east, extent.north], "style": ground.style_url},
        },
    }


def values(cells: Cells, bounds: Sequence[float]) -> list[int | None]:
    """The band of every cell; None, which leaves a cell empty, where nothing is known of it."""
    return [None if isnan(count) else band(count, bounds) for count in cells.counts]


def opacity(cells: Cells, selected: str | None) -> list[float] | float:
    """Cells outside the selected division stay, at 40 %; so do all where the values are late or not complete."""
    whole = _FADED if cells.faded else 1.0
    return whole if selected is None else [whole if place == selected else whole * _FADED for place in cells.places]


def zoom(extent: Frame, pixels: float) -> float:
    """The zoom at which the extent fills a map `pixels` high (512-pixel tiles)."""
    return log2(pixels * 360 / (512 * extent.height * extent.stretch))


def lines(geometries: Sequence[Geometry], colour: str, width: float) -> dict[str, Any]:
    """Outlines over the cells, which the pointer goes through."""
    lon: list[float | None] = []
    lat: list[float | None] = []
    for geometry in geometries:
        x, y = outline(geometry)
        lon += x
        lat += y
    return {
        "type": "scattermap",
        "mode": "lines",
        "lon": lon,
        "lat": lat,
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }
