"""The map of a city's grids for a wall, as SVG text: one path a band, borders and names of the counties above. Pure."""

from collections.abc import Sequence
from html import escape

from dashboard.figures.county_map import Ground
from dashboard.figures.shapes import Coordinates, Frame
from dashboard.figures.svg import OPEN
from dashboard.theme import Palette

# Height of the drawing in units of the canvas; paths have ten steps in one, for thousands of small areas.
_HEIGHT, _FINE = 780.0, 10
_NAME = 30


def draw(
    cells: Sequence[tuple[Coordinates, int | None]],
    ground: Ground,
    names: Sequence[str],
    palette: Palette,
    *,
    faded: bool,
) -> str:
    """The cells by their band (None: nothing is known), under the outlines and the names of the counties.

    A path for each cell would be thousands of elements, which a wall would have to lay out at every turn.
    """
    scale = _HEIGHT / ground.extent.height
    bands = [[line for line, band in cells if band == step] for step in (None, *range(len(palette.sequential)))]
    colours = (palette.nodata, *palette.sequential)
    fills = [
        f'<path d="{"".join(_ring(line, ground.extent, scale) for line in lines)}" fill="{colour}"/>'
        for lines, colour in zip(bands, colours, strict=True)
        if lines
    ]
    borders = "".join(_ring(line, ground.extent, scale) for line in ground.outlines)
    faint = ' opacity=".4"' if faded else ""
    width = (ground.extent.east - ground.extent.west) / ground.extent.stretch * scale
    stroke = f'fill="none" stroke="{palette.text}" stroke-width="{2 * _FINE}" stroke-linejoin="round"'
    head = f'{OPEN} viewBox="0 0 {width:.0f} {_HEIGHT:.0f}">'
    drawn = f'<g transform="scale({1 / _FINE:g})"><g{faint}>{"".join(fills)}</g><path d="{borders}" {stroke}/></g>'
    return "".join([head, drawn, *_names(ground, names, scale, palette), "</svg>"])


def _ring(line: Coordinates, extent: Frame, scale: float) -> str:
    """Rings in whole numbers, each point told from the one before it: a quarter as long as in full."""
    pieces: list[str] = []
    before: tuple[int, int] | None = None
    for x, y in zip(*line, strict=True):
        if x is None or y is None:
            pieces.append("z")
            before = None
            continue
        across = round((x - extent.west) / extent.stretch * scale * _FINE)
        down = round((extent.north - y) * scale * _FINE)
        pieces.append(f"M{across} {down}" if before is None else f"l{across - before[0]} {down - before[1]}")
        before = across, down
    return "".join(pieces)


def _names(ground: Ground, names: Sequence[str], scale: float, palette: Palette) -> list[str]:
    """Names on a rim of the background, which keeps them legible on any band."""
    rim = f'fill="{palette.text}" stroke="{palette.bg}" stroke-width="8" paint-order="stroke" stroke-linejoin="round"'
    return [
        f'<text x="{(at.x - ground.extent.west) / ground.extent.stretch * scale:.1f}" '
        f'y="{(ground.extent.north - at.y) * scale + _NAME / 3:.1f}" font-size="{_NAME}" font-weight="700" '
        f'text-anchor="middle" {rim}>{escape(name)}</text>'
        for name, at in zip(names, ground.anchors, strict=True)
    ]
