"""A point on a line that areas share is in the one with the lowest code, whatever order the areas come in."""

from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from data_access.schema import UNMAPPED
from etl.mapping.places import Areas, Chain

# Four by four squares of one degree, their codes from south-west to north-east.
SIDE = 4
CELLS = {
    f"{341000 + row * SIDE + column}": box(column, row, column + 1, row + 1)
    for row in range(SIDE)
    for column in range(SIDE)
}


def _county(code: str) -> Chain:
    return (code, UNMAPPED, UNMAPPED, UNMAPPED)


def _grid(code: str) -> Chain:
    return ("341002", "341002001", "341002001001", code)


@given(
    order=st.permutations(sorted(CELLS)),
    halves=st.lists(st.tuples(st.integers(0, 2 * SIDE), st.integers(0, 2 * SIDE)), min_size=1),
    chain=st.sampled_from([_county, _grid]),
)
def test_the_lowest_code_has_the_point(order: list[str], halves: list[tuple[int, int]], chain: Any) -> None:
    areas = Areas([chain(code) for code in order], [mapping(CELLS[code]) for code in order])
    points = shapely.points(np.array(halves, dtype=float) / 2)
    expected = [min(code for code, cell in CELLS.items() if cell.intersects(point)) for point in points]
    assert areas.find(points) == dict(enumerate(map(chain, expected)))


def test_a_point_outside_has_no_area() -> None:
    areas = Areas([_county(code) for code in CELLS], [mapping(cell) for cell in CELLS.values()])
    assert areas.find(shapely.points(np.array([[-1.0, 0.5], [0.5, 0.5]]))) == {1: _county("341000")}
