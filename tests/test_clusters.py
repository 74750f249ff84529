"""Gi*, its probability by chance and the adjustment for many tests, against worked values and plain enumeration."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from etl.clusters import Around, benjamini_hochberg, by_chance, contiguous, getis_ord, sums_around

# Four by four squares that touch at sides and corners.
COUNTS = [0, 1, 0, 2, 3, 9, 7, 1, 0, 8, 6, 0, 1, 0, 2, 0]
# G_Local(y, lat2W(4, 4, rook=False), transform="B", star=True).Zs of esda 2.9.0 with libpysal 4.14.1.
KNOWN = (
    *(0.547723, 0.816497, 0.816497, 0.0, 0.979796, 1.832684, 1.832684, 0.163299),
    *(0.979796, 2.151411, 1.67332, 0.163299, -0.182574, 0.326599, 0.163299, -0.365148),
)


def squares(side: int, gap: float = 0.0) -> Around:
    areas = [
        box(column + gap, row + gap, column + 1 - gap, row + 1 - gap) for row in range(side) for column in range(side)
    ]
    return contiguous(areas, 3 * gap)


def test_gi_star_is_that_of_the_reference_library() -> None:
    assert getis_ord(np.array(COUNTS, dtype="float64"), squares(4)) == pytest.approx(KNOWN, abs=1e-6)


def test_gi_star_worked_by_hand() -> None:
    # Three squares in a row with 0, 0 and 6: mean 2, spread sqrt(8). Around the last: 6 - 2 * 2 = 2, over
    # sqrt(8) * sqrt((3 * 2 - 4) / 2) = sqrt(8). Around the middle one are all, of which nothing can be said.
    around = contiguous([box(place, 0, place + 1, 1) for place in range(3)], 0)
    z = getis_ord(np.array([0.0, 0.0, 6.0]), around)
    assert z[[0, 2]] == pytest.approx([-4 / 8**0.5, 2 / 8**0.5])
    assert np.isnan(z[1])
    assert np.isnan(getis_ord(np.array([5.0, 5.0, 5.0]), around)).all()


def test_areas_touch_over_small_gaps_and_at_corners() -> None:
    for around in (squares(3), squares(3, 0.001)):
        assert around[0].tolist() == [0, 1, 3, 4]
        assert around[4].tolist() == list(range(9))
    apart = contiguous([box(0, 0, 1, 1), box(5, 5, 6, 6)], 0.001)
    assert [each.tolist() for each in apart] == [[0], [1]]


def test_by_chance_is_what_all_draws_say() -> None:
    counts = [0, 0, 1, 5]
    around = contiguous([box(place, 0, place + 1, 1) for place in range(4)], 0)
    sums = sums_around(np.array(counts, dtype="float64"), around)
    told = by_chance(counts, around)
    for place, each in enumerate(around):
        draws = [sum(draw) for draw in product(counts, repeat=len(each))]
        assert told[place] == pytest.approx(sum(draw >= sums[place] for draw in draws) / len(draws))


@given(st.lists(st.integers(0, 40), min_size=16, max_size=16))
@settings(max_examples=60)
def test_what_is_likelier_by_chance_has_no_higher_sum_around_it(counts: list[int]) -> None:
    around = squares(4)
    chances, sums = by_chance(counts, around), sums_around(np.array(counts, dtype="float64"), around)
    assert ((chances > 0) & (chances <= 1)).all()
    for one, other in product(range(16), repeat=2):
        if len(around[one]) == len(around[other]) and sums[one] > sums[other]:
            assert chances[one] <= chances[other]


def test_the_adjustment_worked_by_hand() -> None:
    # 0.005 * 4 / 1, 0.01 * 4 / 2, 0.03 * 4 / 3, 0.04 * 4 / 4, each no more than those after it.
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.02, 0.04, 0.04, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_adjustment_keeps_the_order_and_makes_nothing_surer(chances: list[float]) -> None:
    told = np.array(chances)
    adjusted = benjamini_hochberg(told)
    assert (adjusted >= told - 1e-12).all()
    assert (adjusted <= 1).all()
    order = np.argsort(told, kind="stable")
    assert (np.diff(adjusted[order]) >= -1e-12).all()
