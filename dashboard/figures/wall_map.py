"""The map of a city's areas for a wall, as SVG text: fills, names and values inside or beside them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.figures.county_map import Area, ground
from dashboard.figures.shapes import Anchor, Coordinates, Frame
from dashboard.figures.svg import OPEN
from dashboard.theme import Palette, ink

# Height of the drawing in units of the canvas; all type follows from it.
_HEIGHT = 780.0
_NAME, _VALUE, _BESIDE = 32, 46, 34


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Degrees onto the drawing: the extent with room for callouts on both sides."""

    extent: Frame

    @property
    def room(self) -> float:
        return self.extent.height * self.extent.stretch * 0.02

    @property
    def width(self) -> float:
        degrees = self.extent.east - self.extent.west + 2 * self.room
        return degrees / self.extent.stretch / self.extent.height * _HEIGHT

    def at(self, x: float, y: float) -> tuple[float, float]:
        scale = _HEIGHT / self.extent.height
        return (x - self.extent.west + self.room) / self.extent.stretch * scale, (self.extent.north - y) * scale


def draw(areas: Sequence[Area], palette: Palette, selected: str | None) -> str:
    """The map; hatched where a colour says nothing, with a bold outline around the selected area."""
    base = ground(areas, small=False)
    sheet = _Sheet(base.extent)
    lines = [_outline(line, sheet) for line in base.outlines]
    fills = [_filled(area, line, palette) for area, line in zip(areas, lines, strict=True)]
    bold = [line for area, line in zip(areas, lines, strict=True) if area.code == selected]
    chosen = [f'<path d="{line}" fill="none" stroke="{palette.text}" stroke-width="6"/>' for line in bold]
    labels, beside, places = [], [], iter(base.callouts)
    for area, at, fits in zip(areas, base.anchors, base.inside, strict=True):
        if fits:
            labels.append(_inside(area, sheet.at(at.x, at.y)))
        else:
            beside.append(_callout(area, at, next(places), sheet, palette))
    head = f'{OPEN} viewBox="0 0 {sheet.width:.0f} {_HEIGHT:.0f}">'
    return "".join([head, _hatch(palette), *fills, *chosen, *labels, *beside, "</svg>"])


def _hatch(palette: Palette) -> str:
    stroke = f'stroke="{palette.line_strong}" stroke-width="2"'
    return (
        '<defs><pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V14" {stroke}/></pattern></defs>'
    )


def _outline(line: Coordinates, sheet: _Sheet) -> str:
    pieces, first = [], True
    for x, y in zip(*line, strict=True):
        if x is None or y is None:
            pieces.append("Z")
            first = True
            continue
        across, down = sheet.at(x, y)
        pieces.append(f"{'M' if first else 'L'}{across:.1f} {down:.1f}")
        first = False
    return "".join(pieces)


def _filled(area: Area, line: str, palette: Palette) -> str:
    drawn = f'<path d="{line}" fill="{area.fill}" stroke="{palette.border}" stroke-width="3"/>'
    return drawn + (f'<path d="{line}" fill="url(#hatch)" fill-opacity=".5"/>' if area.hatched else "")


def _inside(area: Area, at: tuple[float, float]) -> str:
    x, y = at
    colour = ink(area.fill)
    # A rim of the area's own colour keeps what is wider than the area legible over its neighbours.
    rim = f'stroke="{area.fill}" stroke-width="8" paint-order="stroke" stroke-linejoin="round"'
    name = f'<text x="{x:.1f}" y="{y - 8:.1f}" font-size="{_NAME}">{escape(area.name)}</text>'
    value = f'<text x="{x:.1f}" y="{y + 36:.1f}" font-size="{_VALUE}">{escape(area.value)}</text>'
    return f'<g fill="{colour}" {rim} font-weight="700" text-anchor="middle">{name}{value}</g>'


def _callout(area: Area, at: Anchor, place: tuple[float, float], sheet: _Sheet, palette: Palette) -> str:
    (x, y), (from_x, from_y) = sheet.at(*place), sheet.at(at.x, at.y)
    text = f"{area.name} {area.value}"
    width = sum(_BESIDE if ord(sign) > 0x2000 else _BESIDE * 0.58 for sign in text) + 28
    x = max(width / 2 + 2, min(sheet.width - width / 2 - 2, x))
    box = f'x="{x - width / 2:.1f}" y="{y - 32:.1f}" width="{width:.1f}" height="64"'
    return (
        f'<path d="M{from_x:.1f} {from_y:.1f}L{x:.1f} {y:.1f}" stroke="{palette.text}" stroke-width="2"/>'
        f'<circle cx="{from_x:.1f}" cy="{from_y:.1f}" r="6" fill="{palette.text}"/>'
        f'<rect {box} fill="{palette.surface}" stroke="{palette.line_strong}" stroke-width="2"/>'
        f'<text x="{x:.1f}" y="{y + 12:.1f}" font-size="{_BESIDE}" font-weight="700" text-anchor="middle" '
        f'fill="{palette.text}">{escape(text)}</text>'
    )
