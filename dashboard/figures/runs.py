"""The runs of a trend: points side by side, broken where nothing is known of a month, as paths of SVG."""

from collections.abc import Callable, Sequence
from math import isnan

Point = tuple[float, float]


def known(value: float | None) -> bool:
    """Whether anything is told of a month."""
    return value is not None and not isnan(value)


def runs(values: Sequence[float | None], place: Callable[[int, float], Point]) -> list[list[Point]]:
    """The points of the known values, `place`d by index and value, in runs without a gap; none is empty."""
    found: list[list[Point]] = [[]]
    for index, value in enumerate(values):
        if value is not None and known(value):
            found[-1].append(place(index, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def ended(run: Sequence[Point], apart: bool) -> tuple[Sequence[Point], Sequence[Point]]:
    """A run and the piece to its last point, which stands `apart` where that point may still move."""
    return (run[:-1], run[-2:]) if apart and len(run) > 1 else (run, ())


def path(run: Sequence[Point]) -> str:
    """A run as a path; one of a single point is a dot where the stroke has round ends."""
    drawn = " ".join(f"{x:.1f} {y:.1f}" for x, y in run)
    return f"M{drawn}h0" if len(run) == 1 else f"M{drawn}"
