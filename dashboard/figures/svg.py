"""Small pictures as SVG text: trend lines, distance to target, intervals. Pure: numbers and colours in, text out."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from dashboard.figures.runs import Point, ended, known, path, runs
from dashboard.theme import Palette

# The part of an axis at each end in which a number would stand out of it.
_AT_AN_END = 0.08
# How wide a figure of a number on the axis is, and the least that stays free beside the number, in pixels.
_FIGURE, _FREE = 7, 8
OPEN = '<svg xmlns="http://www.w3.org/2000/svg"'


def data_uri(svg: str) -> str:
    """The picture as an address that an <img> can show without a request."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode("utf-8")).decode("ascii")


@dataclass(frozen=True, slots=True)
class Box:
    """Width and height of a picture in CSS pixels."""

    width: float
    height: float


def sparkline(
    values: Sequence[float | None], box: Box, palette: Palette, *, mark: str, target: float | None, open_end: bool
) -> str:
    """A trend, one value for each month. `mark` colours its last point, `target` is a dashed line, an open end is
    dotted and hollow; the line is broken where nothing is known."""
    told = [value for value in values if value is not None and known(value)]
    if len(told) < 2:
        return f'{OPEN} width="{box.width:g}" height="{box.height:g}"/>'
    reach = [*told, target] if target is not None else told
    low, high = min(reach), max(reach)
    step = (box.width - 9) / max(1, len(values) - 1)

    def y(value: float) -> float:
        return box.height / 2 if high == low else 4.5 + (high - value) / (high - low) * (box.height - 9)

    *before, last = runs(values, lambda index, value: (4.5 + index * step, y(value)))
    still_moves = open_end and known(values[-1])
    line, dotted = ended(last, still_moves)
    # The verdict is that of the last month; of an earlier one nothing is said.
    colour = mark if known(values[-1]) else palette.text_2
    return "".join(
        [
            f'{OPEN} width="{box.width:g}" height="{box.height:g}" viewBox="0 0 {box.width:g} {box.height:g}">',
            _dashed(y(target), box.width, palette.muted) if target is not None else "",
            *(_area(run, box.height, palette.text_2) for run in [*before, last]),
            *(_trend(run, palette.text_2) for run in [*before, line]),
            _trend(dotted, palette.text_2, 'stroke-dasharray="2 2.5"') if dotted else "",
            _end(last[-1], colour, palette.surface if still_moves else colour),
            "</svg>",
        ]
    )


def _dashed(y: float, width: float, colour: str) -> str:
    return f'<path d="M0 {y:.1f}H{width:g}" stroke="{colour}" stroke-dasharray="3 3"/>'


def _area(run: Sequence[Point], height: float, colour: str) -> str:
    outline = f"{path(run)} V{height:g} H{run[0][0]:.1f}Z"
    return f'<path d="{outline}" fill="{colour}" opacity=".07"/>'


def _trend(run: Sequence[Point], colour: str, end: str = 'stroke-linecap="round"') -> str:
    shape = f'fill="none" stroke="{colour}" stroke-width="1.6" stroke-linejoin="round"'
    return f'<path d="{path(run)}" {shape} {end}/>'


def _end(point: Point, stroke: str, fill: str) -> str:
    return f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3" fill="{fill}" stroke="{stroke}" stroke-width="1.4"/>'


def gap_bar(value: float, target: float, scale: tuple[float, float], palette: Palette, status: str) -> str:
    """Distance to target on a line as wide as its box: a tick for the target, a mark for the value."""
    at, goal = (_percent(each, scale) for each in (value, target))
    colour = {"bad": palette.bad, "warn": palette.warn}.get(status, palette.text_2)
    start, width = min(at, goal), abs(at - goal)
    dashes = ' stroke-dasharray="2 3"' if status == "imm" else ""
    return "".join(
        [
            f'{OPEN} width="100%" height="14">',
            f'<rect x="0" y="6" width="100%" height="2" fill="{palette.line_strong}" opacity=".45"/>',
            f'<line x1="{start:.1f}%" x2="{start + width:.1f}%" y1="7" y2="7" '
            f'stroke="{colour}" stroke-width="4"{dashes}/>',
            f'<line x1="{goal:.1f}%" x2="{goal:.1f}%" y1="0" y2="14" stroke="{palette.text}" stroke-width="2"/>',
            _mark(at, 7, status, palette),
            "</svg>",
        ]
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its interval; NaN bounds draw no band."""

    value: float
    low: float
    high: float


def interval_bar(
    interval: Interval, target: float | None, scale: tuple[float, float], palette: Palette, bad: bool
) -> str:
    """A band for the interval, a mark for the value (diamond where wholly missed), a dashed line for the target."""
    pieces = [f'{OPEN} width="100%" height="28">']
    if target is not None:
        goal = _percent(target, scale)
        pieces.append(
            f'<line x1="{goal:.2f}%" x2="{goal:.2f}%" y1="0" y2="28" stroke="{palette.text_2}" stroke-dasharray="3 2"/>'
        )
    if not isnan(interval.low) and not isnan(interval.high):
        start, end = _percent(interval.low, scale), _percent(interval.high, scale)
        pieces.append(
            f'<rect x="{start:.2f}%" width="{max(0.0, end - start):.2f}%" y="10" height="8" rx="1" '
            f'fill="{palette.text_2}" opacity=".32"/>'
        )
    if not isnan(interval.value):
        pieces.append(_mark(_percent(interval.value, scale), 14, "bad" if bad else "plain", palette))
    return "".join([*pieces, "</svg>"])


def bar(share: float, colour: str) -> str:
    """A bar of `share` (0 to 1) of its box."""
    width = 100 * max(0.0, min(1.0, share))
    return f'{OPEN} width="100%" height="6"><rect width="{width:.1f}%" height="6" fill="{colour}"/></svg>'


def column(share: float, palette: Palette) -> str:
    """A column as high as `share` (0 to 1) of its box, before a paler one of the whole height."""
    height = 100 * max(0.0, min(1.0, share))
    return (
        f'{OPEN} width="100%" height="100%"><rect width="100%" height="100%" fill="{palette.line}" opacity=".5"/>'
        f'<rect y="{100 - height:.1f}%" width="100%" height="{height:.1f}%" '
        f'fill="{palette.text_2}" opacity=".8"/></svg>'
    )


def timed(share: float, palette: Palette, *, chosen: bool) -> str:
    """The column of one month; the one that is shown stands out."""
    height = 100 * max(0.0, min(1.0, share))
    colour, opacity = (palette.accent, "1") if chosen else (palette.line_strong, ".6")
    return (
        f'{OPEN} width="100%" height="100%"><rect y="{100 - height:.1f}%" width="100%" height="{height:.1f}%" '
        f'fill="{colour}" opacity="{opacity}"/></svg>'
    )


def _percent(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return 50.0 if high == low else 3 + 94 * max(0.0, min(1.0, (value - low) / (high - low)))


def _mark(at: float, y: float, status: str, palette: Palette) -> str:
    colour = {"bad": palette.bad, "warn": palette.warn}.get(status, palette.text)
    if status == "bad":
        return (
            f'<svg x="{at:.2f}%" y="{y:g}" overflow="visible"><path d="M0-6 6 0 0 6-6 0Z" fill="{colour}" '
            f'stroke="{palette.surface}"/></svg>'
        )
    if status == "imm":
        return (
            f'<circle cx="{at:.2f}%" cy="{y:g}" r="4" fill="{palette.surface}" stroke="{palette.text_2}" '
            f'stroke-width="2" stroke-dasharray="3 2"/>'
        )
    return f'<circle cx="{at:.2f}%" cy="{y:g}" r="5" fill="{colour}" stroke="{palette.surface}"/>'


def axis_numbers(ends: tuple[float, float], ticks: Sequence[float], palette: Palette) -> str:
    """The numbers over an axis; the picture knows how wide it is shown, and leaves out those that have no room."""
    low, high = ends
    texts = "".join(
        f'<text class="{_rarity(place)}" x="{3 + 94 * share:.2f}%" y="12" text-anchor="{_anchor(share)}" '
        f'font-size="12" font-family="sans-serif" fill="{palette.muted}">{tick:g}</text>'
        for place, tick in enumerate(ticks)
        for share in [(tick - low) / (high - low)]
    )
    longest = max((len(f"{tick:g}") for tick in ticks), default=0)
    step = min((after - tick for tick, after in pairwise(ticks)), default=high - low)
    # Half a number more, because one at an end of the axis is moved inside.
    room = (1.5 * _FIGURE * longest + _FREE) * (high - low) / step / 0.94
    style = "".join(
        f"@media(max-width:{room / share:.0f}px){{.{name}{{display:none}}}}" for name, share in (("b", 1), ("c", 2))
    )
    return f'{OPEN} width="100%" height="16"><style>{style}</style>{texts}</svg>'


def _rarity(place: int) -> str:
    """Every second number goes first, then every fourth."""
    return "b" if place % 2 else "c" if place % 4 else "a"


def _anchor(share: float) -> str:
    """A number at an end of the axis stands inside of it."""
    return "start" if share < _AT_AN_END else "end" if share > 1 - _AT_AN_END else "middle"
