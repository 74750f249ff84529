"""Pictures for walls as SVG text: large strokes and type, read from eight metres. Pure: numbers and colours in."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isnan

from dashboard.figures.runs import ended, known, path, runs
from dashboard.figures.svg import OPEN, Box, Interval
from dashboard.theme import Palette

# The smallest type of a wall, in units of its canvas of 1080 lines.
TYPE = 22
_ROOM = 96.0
_FOOT = 46.0


@dataclass(frozen=True, slots=True)
class Line:
    """A trend: its values, the texts under its ends, the target with its text, and how it ends."""

    values: Sequence[float | None]
    ends: tuple[str, str]
    target: float | None
    target_text: str
    status: str
    open_end: bool


def colour_of(status: str, palette: Palette) -> str:
    """The colour of a mark: only what is missed or close has one."""
    return {"bad": palette.bad, "warn": palette.warn}.get(status, palette.text)


def trend(line: Line, box: Box, palette: Palette) -> str:
    """A line over months with its target dashed, broken where nothing is known; the last point marked by shape and
    colour, hollow while it moves."""
    if sum(known(value) for value in line.values) < 2:
        return f'{OPEN} width="{box.width:g}" height="{box.height:g}"/>'
    reach = [each for each in (*line.values, line.target) if each is not None and known(each)]
    low, high = min(reach), max(reach)
    width, height = box.width - _ROOM - 10, box.height - _FOOT - 24

    def y(value: float) -> float:
        return 12 + height / 2 if high == low else 12 + (high - value) / (high - low) * height

    step = width / max(1, len(line.values) - 1)
    *before, end = runs(line.values, lambda at, value: (10 + at * step, y(value)))
    still_moves = line.open_end and known(line.values[-1])
    solid, dotted = ended(end, still_moves)
    goal = [] if line.target is None else _goal(y(line.target), width, line.target_text, palette)
    texts = [
        _text(10, box.height - 6, line.ends[0], palette.text_2),
        _text(10 + width, box.height - 6, line.ends[1], palette.text_2, "end"),
    ]
    stroke = f'fill="none" stroke="{palette.text}" stroke-width="4" stroke-linejoin="round"'
    drawn = [f'<path d="{path(run)}" {stroke} stroke-linecap="round"/>' for run in [*before, solid]]
    drawn += [f'<path d="{path(dotted)}" {stroke} stroke-dasharray="4 8"/>'] if dotted else []
    # The verdict is that of the last month; of an earlier one nothing is said.
    status = line.status if known(line.values[-1]) else ""
    drawn.append(mark(*end[-1], status, palette, hollow=still_moves))
    head = f'{OPEN} viewBox="0 0 {box.width:g} {box.height:g}" width="{box.width:g}" height="{box.height:g}">'
    return "".join([head, *goal, *drawn, *texts, "</svg>"])


def _goal(y: float, width: float, text: str, palette: Palette) -> list[str]:
    dashes = f'stroke="{palette.text_2}" stroke-width="2" stroke-dasharray="8 7"'
    return [f'<path d="M10 {y:.1f}H{width + 14:.1f}" {dashes}/>', _text(width + 20, y + 8, text, palette.text_2)]


def _text(x: float, y: float, text: str, fill: str, anchor: str = "start") -> str:
    said = escape(text)
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{TYPE}" fill="{fill}" text-anchor="{anchor}">{said}</text>'


def mark(x: float, y: float, status: str, palette: Palette, *, hollow: bool = False) -> str:
    """A diamond for what is missed, else a circle; a hollow one for what may still move."""
    if hollow:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{palette.bg}" stroke="{palette.text}" stroke-width="4"/>'
    colour = colour_of(status, palette)
    if status == "bad":
        return f'<path d="M{x:.1f} {y - 13:.1f}l13 13-13 13-13-13Z" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{colour}"/>'


def gap_line(value: float, target: float, width: float, palette: Palette, status: str) -> str:
    """The way from a value to its target on a line: a bar between the two, a tick at the target."""
    half = max(abs(value - target) * 1.25, abs(target) * 0.05) or 1.0
    at, goal = (width * (0.5 + (each - target) / (2 * half)) for each in (value, target))
    colour = colour_of(status, palette) if status != "imm" else palette.text_2
    dashes = ' stroke-dasharray="4 5"' if status == "imm" else ""
    return "".join(
        [
            f'{OPEN} viewBox="0 0 {width:g} 28" width="{width:g}" height="28">',
            f'<path d="M0 14H{width:g}" stroke="{palette.line_strong}" stroke-opacity=".45" stroke-width="4"/>',
            f'<path d="M{at:.1f} 14H{goal:.1f}" stroke="{colour}" stroke-width="10"{dashes}/>',
            f'<path d="M{goal:.1f} 0V28" stroke="{palette.text}" stroke-width="5"/>',
            mark(at, 14, status, palette, hollow=status == "imm"),
            "</svg>",
        ]
    )


def bar(share: float, colour: str) -> str:
    """A bar of `share` (0 to 1) of its box, which gives it its height."""
    width = 100 * max(0.0, min(1.0, share))
    return f'{OPEN} width="100%" height="100%"><rect width="{width:.1f}%" height="100%" fill="{colour}"/></svg>'


def interval(found: Interval, target: float | None, ends: tuple[float, float], palette: Palette, bad: bool) -> str:
    """A band with its mark and the dashed target, as wide as its box; NaN bounds draw no band."""
    low, high = ends

    def at(value: float) -> float:
        return 50.0 if high == low else 2 + 96 * max(0.0, min(1.0, (value - low) / (high - low)))

    pieces = [f'{OPEN} width="100%" height="48">']
    if not isnan(found.low) and not isnan(found.high):
        left, right = at(found.low), at(found.high)
        band = f'x="{left:.2f}%" width="{max(0.0, right - left):.2f}%" y="15" height="18"'
        pieces.append(f'<rect {band} fill="{palette.text_2}" fill-opacity=".32"/>')
    if target is not None:
        line = f'x1="{at(target):.2f}%" x2="{at(target):.2f}%" y1="0" y2="48"'
        pieces.append(f'<line {line} stroke="{palette.text_2}" stroke-width="2" stroke-dasharray="8 7"/>')
    if not isnan(found.value):
        inner = mark(0, 0, "bad" if bad else "plain", palette)
        pieces.append(f'<svg x="{at(found.value):.2f}%" y="24" overflow="visible">{inner}</svg>')
    return "".join([*pieces, "</svg>"])


def week(
    steps: Sequence[Sequence[int]], days: Sequence[str], hour: str, most: tuple[int, int], palette: Palette
) -> str:
    """Seven days by twenty-four hours in steps of the scale; `most` is the day and hour with the bold outline."""
    left, wide, high = 48.0, 28.0, 72.0
    cells = [
        f'<rect x="{left + at * wide:g}" y="{day * high:g}" width="{wide - 2:g}" height="{high - 2:g}" '
        f'fill="{palette.sequential[step]}"/>'
        for day, row in enumerate(steps)
        for at, step in enumerate(row)
    ]
    outline = (
        f'<rect x="{left + most[1] * wide - 2:g}" y="{most[0] * high - 2:g}" width="{wide + 2:g}" '
        f'height="{high + 2:g}" fill="none" stroke="{palette.text}" stroke-width="4"/>'
    )
    names = [_text(0, (day + 0.5) * high + 8, name, palette.text_2) for day, name in enumerate(days)]
    hours = [
        _text(left + at * wide, 7 * high + 30, hour if at == 0 else str(at), palette.text_2)
        for at in (0, 6, 12, 18, 23)
    ]
    size = f'viewBox="-4 -4 {left + 24 * wide + 16:g} {7 * high + 44:g}"'
    return "".join([f"{OPEN} {size}>", *cells, outline, *names, *hours, "</svg>"])


def columns(counts: Sequence[float], ends: tuple[str, str], box: Box, palette: Palette) -> str:
    """A column for each count (none where it is not known), the highest with its number; texts under both ends."""
    heights = [0.0 if isnan(count) else count for count in counts]
    wide, high, most = box.width / max(1, len(heights)), box.height - 2 * _FOOT, max(*heights, 1.0)
    pieces = [f'{OPEN} viewBox="0 0 {box.width:g} {box.height:g}">']
    for at, count in enumerate(heights):
        tall = high * count / most
        shape = f'x="{at * wide:.1f}" y="{_FOOT + high - tall:.1f}" width="{wide - 8:.1f}" height="{tall:.1f}"'
        pieces.append(f'<rect {shape} fill="{palette.text if count == most else palette.nodata}"/>')
    top = heights.index(max(heights))
    pieces.append(_text((top + 0.5) * wide - 4, _FOOT - 12, f"{heights[top]:,.0f}", palette.text, "middle"))
    line = f'<path d="M0 {_FOOT + high:g}H{box.width:g}" stroke="{palette.line_strong}" stroke-width="2"/>'
    under = _FOOT + high + 34
    texts = [_text(0, under, ends[0], palette.text_2), _text(box.width - 8, under, ends[1], palette.text_2, "end")]
    return "".join([*pieces, line, *texts, "</svg>"])


def hours_of_day(counts: Sequence[int], hour: str, palette: Palette) -> str:
    """Twenty-four columns; the highest with its number."""
    wide, high, most = 30.0, 420.0, max(*counts, 1)
    pieces = [f'{OPEN} viewBox="0 0 {24 * wide:g} {high + 76:g}">']
    for at, count in enumerate(counts):
        tall = high * count / most
        colour = palette.text if count == most else palette.nodata
        box = f'x="{at * wide:g}" y="{40 + high - tall:.1f}" width="{wide - 6:g}" height="{tall:.1f}"'
        pieces.append(f'<rect {box} fill="{colour}"/>')
    top = list(counts).index(max(counts))
    if counts[top]:
        pieces.append(_text(top * wide + wide / 2 - 3, 30, str(counts[top]), palette.text, "middle"))
    ticks = [_text(at * wide, high + 70, hour if at == 0 else str(at), palette.text_2) for at in (0, 6, 12, 18, 23)]
    line = f'<path d="M0 {40 + high:g}H{24 * wide:g}" stroke="{palette.line_strong}" stroke-width="2"/>'
    return "".join([*pieces, line, *ticks, "</svg>"])
