"""Cutting an area into cells: nothing is lost, nothing is covered twice, every seed gets one piece."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.geography import cut_into_cells, feature_lines, overlap_area, rounded

# A horseshoe: seeds in one arm are near to places of the other arm.
HORSESHOE = shapely.Polygon([(0, 0), (6, 0), (6, 9), (4, 9), (4, 2), (2, 2), (2, 9), (0, 9)])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.1, 1.9), st.floats(0.1, 8.9), st.booleans()), min_size=2, max_size=12, unique=True)
)
def test_cells_are_whole_pieces_that_make_up_the_area(drawn: list[tuple[float, float, bool]]) -> None:
    seeds = np.unique(np.array([(x + 4 * right, y) for x, y, right in drawn]).round(3), axis=0)
    if len(seeds) < 2:
        return
    cells = cut_into_cells(HORSESHOE, seeds)
    assert len(cells) == len(seeds)
    assert all(cell.geom_type == "Polygon" for cell in cells)
    assert shapely.union_all(cells).symmetric_difference(HORSESHOE).area < 1e-9
    assert overlap_area(cells) < 1e-9


def test_a_seed_outside_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="get no cell"):
        cut_into_cells(shapely.box(0, 0, 1, 1), np.array([(0.5, 0.5), (40.0, 40.0)]))


def test_overlap_area_counts_each_pair_once() -> None:
    assert overlap_area([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1), shapely.box(9, 0, 10, 1)]) == 1.0


def test_rounding_keeps_neighbours_joined() -> None:
    seeds = np.random.default_rng(3).uniform((0, 0), (6, 2), (40, 2))
    cells = [rounded(cell, 2) for cell in cut_into_cells(HORSESHOE, seeds)]
    assert overlap_area(cells) < 1e-6


def test_features_stand_one_to_a_line() -> None:
    text = feature_lines([({"code": "1"}, shapely.box(0, 0, 1, 1)), ({"code": "2"}, shapely.box(1, 0, 2, 1))])
    assert len(text.splitlines()) == 4
