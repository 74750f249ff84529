"""Which colour a number gets: distance to a target, steps of a range, bands of counts."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, inf, isnan, log10

from dashboard.theme import Palette

_STEPS = 7
_SPREADS = (1.0, 2.0, 3.0, 6.0, 12.0, 30.0, 60.0, 120.0, 300.0, 600.0)
# The picture's bands of events a grid; other volumes use the same shape on another scale, few events a finer one.
_BANDS = (1, 3, 6, 10, 16, 24)
_FEW = (1, 2, 3, 4, 6, 8)
_FACTORS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def spread(distances: Sequence[float], least: float = 6.0) -> float:
    """Half the width of a diverging scale: the smallest round number that two thirds of the largest fit in."""
    largest = max((abs(each) for each in distances if not isnan(each)), default=0.0)
    return next((each for each in _SPREADS if each >= max(largest / 1.5, least)), _SPREADS[-1])


def diverging(distance: float, half: float, palette: Palette) -> str:
    """The colour of a distance to target: orange below, blue above, the middle at the target."""
    share = (max(-half, min(half, distance)) + half) / (2 * half)
    return palette.diverging[round(share * (_STEPS - 1))]


def sequential(value: float, low: float, high: float, palette: Palette) -> str:
    """The colour of a value on an even scale from `low` to `high`."""
    share = 0.5 if high <= low else max(0.0, min(1.0, (value - low) / (high - low)))
    return palette.sequential[round(share * (_STEPS - 1))]


def bands(counts: Sequence[float]) -> tuple[int, ...]:
    """Six lower bounds of counts; the first factor at which at most a twentieth of the counts is in the top band."""
    if sum(count >= _FEW[-1] for count in counts) <= len(counts) / 20:
        return _FEW
    for factor in _FACTORS:
        bounds = tuple(bound * factor if factor > 1 else bound for bound in _BANDS)
        if sum(count >= bounds[-1] for count in counts) <= len(counts) / 20:
            return (1, *bounds[1:])
    return (1, *bounds[1:])


def steps(values: Sequence[float], decimals: int, most: float = inf) -> tuple[float, ...]:
    """Six even and round lower bounds below `most` of values that are no counts; most of these lie between them."""
    known = sorted(value for value in values if not isnan(value))
    if not known:
        return tuple(float(step) for step in range(1, _STEPS))
    low, high = known[len(known) // 20], known[-1 - len(known) // 20]
    rough = max((high - low) / (_STEPS - 2), 10.0**-decimals)
    magnitude = 10.0 ** floor(log10(rough))
    step = next(size * magnitude for size in (1, 2, 5, 10) if size * magnitude >= rough * (1 - 1e-9))
    highest = ceil(most / step) - 1 if most < inf else inf
    first = int(min(floor(low / step + 1e-9), highest - _STEPS + 2))
    return tuple(round((first + place) * step, 6) for place in range(_STEPS - 1))


def step_names(bounds: Sequence[float]) -> list[str]:
    """What each band of `steps` holds, lowest first: <75, 75–80, … ≥100."""
    between = [f"{low:g}–{above:g}" for low, above in pairwise(bounds)]
    return [f"<{bounds[0]:g}", *between, f"≥{bounds[-1]:g}"]


def band(count: float, bounds: Sequence[float]) -> int:
    """The band of a count, 0 (none) to len(bounds)."""
    return sum(count >= bound for bound in bounds)


def band_names(bounds: Sequence[int]) -> list[str]:
    """What each band holds, lowest first: 0, 1–2, 3–5, … ≥24."""
    names = ["0" if bounds[0] == 1 else f"0–{bounds[0] - 1}"]
    for low, above in pairwise(bounds):
        names.append(f"{low}" if above - low == 1 else f"{low}–{above - 1}")
    return [*names, f"≥{bounds[-1]}"]


def stepped(colours: Sequence[str]) -> list[list[float | str]]:
    """A Plotly colour scale of hard steps, one for each whole number from 0."""
    count = len(colours)
    return [[edge / count, colour] for index, colour in enumerate(colours) for edge in (index, index + 1)]


def axis(values: Sequence[float], decimals: int) -> tuple[tuple[float, float], list[float]]:
    """A range around the values and three to seven round ticks inside it."""
    known = [value for value in values if not isnan(value)]
    if not known:
        return (0.0, 1.0), []
    low, high = min(known), max(known)
    room = (high - low) * 0.06 or max(abs(high), 1.0) * 0.05
    low, high = low - room, high + room
    rough = (high - low) / 5
    magnitude = 10.0 ** floor(log10(rough))
    step = next(size * magnitude for size in (1, 2, 5, 10) if size * magnitude >= rough)
    step = max(step, 10.0**-decimals)
    first = floor(low / step) + 1
    return (low, high), [round(tick * step, 6) for tick in range(first, floor(high / step) + 1)]
