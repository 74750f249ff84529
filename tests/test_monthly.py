"""Trends over months: a month of which nothing is told keeps its place and breaks the line, small and on walls."""

import re
from datetime import date
from itertools import pairwise
from math import isnan, nan

import pandas as pd
import pytest
from crowded_wall import ManySources
from fake_reads import FakeReads
from hypothesis import given
from hypothesis import strategies as st
from screen import build
from test_wall_routes import client_of

from dashboard.figures.runs import ended, path, runs
from dashboard.figures.svg import Box, sparkline
from dashboard.figures.wall import Line, trend
from dashboard.monthly import each_month
from dashboard.theme import DARK
from data_access.metric import Metric
from data_access.scope import Period, Scope

VALUES = st.lists(st.one_of(st.none(), st.just(nan), st.floats(-1e6, 1e6)), max_size=24)


class WithoutTheFourthMonthFromTheEnd(FakeReads):
    """As a warehouse in which nothing happened in one month: it has no row of it."""

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        whole = super().series(metric, grain, scope)
        return whole.drop(index=whole.index[-4:-3]).reset_index(drop=True)


@given(VALUES)
def test_runs_are_the_known_values_in_their_places_broken_where_one_is_missing(values: list[float | None]) -> None:
    found = runs(values, lambda index, value: (index, value))
    known = [(index, value) for index, value in enumerate(values) if value is not None and not isnan(value)]
    assert [point for run in found for point in run] == known
    assert all(run for run in found)
    for run in found:
        assert [index for index, _value in run] == list(range(int(run[0][0]), int(run[-1][0]) + 1))
    for before, after in pairwise(found):
        assert after[0][0] > before[-1][0] + 1


def test_what_still_moves_is_the_last_piece_of_a_run() -> None:
    run = [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]
    assert ended(run, apart=True) == (run[:2], run[1:])
    assert ended(run, apart=False) == (run, ())
    assert ended(run[:1], apart=True) == (run[:1], ())
    assert path(run[:1]) == "M0.0 1.0h0"


def test_a_month_without_a_row_is_not_known_and_keeps_its_place() -> None:
    rows = pd.DataFrame({"period": pd.to_datetime(["2025-12-01", "2026-02-01"]), "value": [3, 5]})
    values = each_month(rows["period"], rows["value"], Period(date(2025, 11, 1), date(2026, 3, 20)))
    assert [None if isnan(value) else value for value in values] == [None, 3, None, 5, None]


@pytest.mark.parametrize("open_end", [False, True])
def test_a_line_is_broken_where_nothing_is_known(open_end: bool) -> None:
    whole, broken, without_end = [1.0, 2, 3, 4, 5], [1.0, 2, nan, 4, 5], [1.0, 2, 3, 4, nan]

    def small(values: list[float]) -> str:
        return sparkline(values, Box(104, 44), DARK, mark=DARK.text, target=None, open_end=open_end)

    def large(values: list[float]) -> str:
        return trend(Line(values, ("a", "b"), None, "", "ok", open_end), Box(800, 200), DARK)

    for drawn in (small, large):
        lines = [re.findall(r'<path d="M[^"]*"[^>]*fill="none"', drawn(values)) for values in (whole, broken)]
        assert len(lines[1]) == len(lines[0]) + 1
        # What is not known is no open end: the mark is that of the last month that is.
        assert ("stroke-dasharray" in drawn(without_end), "stroke-dasharray" in drawn(whole)) == (False, open_end)
    assert DARK.bad in sparkline(whole, Box(104, 44), DARK, mark=DARK.bad, target=None, open_end=open_end)
    assert DARK.bad not in sparkline(without_end, Box(104, 44), DARK, mark=DARK.bad, target=None, open_end=open_end)
    judged = [Line(values, ("a", "b"), None, "", "bad", False) for values in (whole, without_end)]
    assert [DARK.bad in trend(line, Box(800, 200), DARK) for line in judged] == [True, False]
    ends = [re.search(r'cx="([\d.]+)"', small(values)) for values in (whole, broken, without_end)]
    whole_end, broken_end, earlier = (float(each[1]) for each in ends if each)
    assert whole_end == broken_end > earlier


def test_the_cards_of_a_wall_leave_a_gap_in_such_a_month() -> None:
    def lines(reads: FakeReads) -> list[list[str]]:
        answer = client_of(build(reads, ManySources())).get("/wall/main/scene/overview?shape=wide").text
        pictures = [each.partition("</svg>")[0] for each in answer.split("pic spark")[1:]]
        return [re.findall(r'd="M([\d.]+)[^"]*"[^>]*stroke-linecap', each) for each in pictures]

    whole, broken = lines(FakeReads()), lines(WithoutTheFourthMonthFromTheEnd())
    assert len(whole) == len(broken) > 3
    for one, two in zip(whole, broken, strict=True):
        assert len(two) == len(one) + 1
        assert two[0] == one[0]
