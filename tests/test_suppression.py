"""What is published about people, by examples: months, quarters, years, ranges, days, and what is refused."""

from datetime import date
from itertools import product
from time import process_time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cities import COUNTINGS, COUNTS, MINIMUM, frame_of, until

from data_access.people.counting import Counting, counts_of, may_be_told
from data_access.people.suppression import added, publish, publish_days
from data_access.scope import Period


@settings(max_examples=30, deadline=None)
@given(st.lists(COUNTS, min_size=28, max_size=28), st.sampled_from(COUNTINGS))
def test_days_do_not_tell_of_each_other(counts: list[int], counting: Counting) -> None:
    days = pd.date_range("2025-02-01", "2025-02-28")
    parts = pd.DataFrame({"day": days, "numerator": [count // 2 for count in counts], "denominator": counts})
    shown = publish_days(parts, Period.month(2025, 2), counting=counting, minimum=MINIMUM)
    counted = counts_of(parts[["numerator", "denominator"]].to_numpy(float).T, counting)
    for each in counted:
        assert not ((each > 0) & (each < MINIMUM) & shown["published"].to_numpy()).any()
        left = each[~shown["published"]].sum()
        assert left == 0 or left >= MINIMUM or 0 < each.sum() < MINIMUM
    assert (~shown["published"]).sum() != 1
    weeks = added(shown.assign(week=shown["day"].dt.isocalendar().week), ["week"])
    assert (weeks["published"] == shown.groupby(shown["day"].dt.isocalendar().week)["published"].all().to_numpy()).all()
    assert weeks.loc[~weeks["published"], "numerator"].isna().all()


TOWNSHIPS = {"A": "city", "B": "city", "A1": "A", "A2": "A", "A3": "A", "A4": "A", "B1": "B"}


def records(*rows: tuple[int, str, int], year: int = 2025) -> pd.DataFrame:
    return pd.DataFrame(
        [(date(year, month, 1), code, count) for month, code, count in rows], columns=["month", "code", "numerator"]
    )


def shown_of(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame.loc[frame["published"], "code"], frame.loc[frame["published"], "numerator"], strict=True))


def test_a_small_number_takes_the_smallest_fitting_one_with_it() -> None:
    rows = records((1, "A1", 2), (1, "A2", 11), (1, "A3", 60), (1, "A4", 90), (1, "B1", 50))
    found = publish(rows, TOWNSHIPS, until(1), counting=Counting.NUMERATOR, minimum=5)
    month = shown_of(frame_of(found, found.by("month")))
    assert month == {"city": 213, "A": 163, "B": 50, "A3": 60, "A4": 90, "B1": 50}
    hidden_rows = frame_of(found, found.by("month")).query("not published")
    assert set(hidden_rows["code"]) == {"A1", "A2"}


def test_a_quarter_is_told_unless_it_tells_of_one_month() -> None:
    one = [(month, "A1", 2 if month == 1 else 20) for month in (1, 2, 3)]
    all_ = [(month, "A2", 3) for month in (1, 2, 3)]
    rest = [(month, code, 30) for month in (1, 2, 3) for code in ("A3", "A4", "B1")]
    found = publish(records(*one, *all_, *rest), TOWNSHIPS, until(3), counting=Counting.NUMERATOR, minimum=5)
    quarter = shown_of(frame_of(found, found.by("quarter")))
    assert "A1" not in quarter
    assert quarter["A"] == 231
    assert "A2" not in shown_of(frame_of(found, found.by("month")))


def test_what_is_held_to_the_minimum_depends_on_the_metric() -> None:
    assert not may_be_told((4, 0), Counting.NUMERATOR, 5)
    assert may_be_told((0, 0), Counting.NUMERATOR, 5)
    assert may_be_told((3, 40), Counting.DENOMINATOR, 5)
    assert not may_be_told((300, 4), Counting.DENOMINATOR, 5)
    assert may_be_told((20, 40), Counting.SHARE, 5)
    assert not may_be_told((38, 40), Counting.SHARE, 5)
    assert may_be_told((40, 40), Counting.SHARE, 5)


def test_years_are_their_own_and_ranges_are_made_of_the_longest_parts() -> None:
    rows = [
        records(*((month, code, 30) for month in range(1, 13) for code in TOWNSHIPS), year=year)
        for year in (2025, 2026)
    ]
    found = publish(pd.concat(rows), TOWNSHIPS, until(12, 2026), counting=Counting.NUMERATOR, minimum=5)
    assert len(frame_of(found, found.by("year")).query("code == 'A1'")) == 2
    middle = found.over(Period(date(2025, 11, 1), date(2026, 8, 31)))
    assert shown_of(frame_of(found, middle))["A1"] == 300
    # What names the county and no township is in the county's number.
    assert shown_of(frame_of(found, middle))["A"] == 1500


def test_what_cannot_be_published_is_refused() -> None:
    rows = records((1, "A1", 9))
    for period in (Period(date(2025, 2, 1), date(2025, 3, 31)), Period(date(2025, 1, 1), date(2025, 3, 30))):
        with pytest.raises(ValueError, match="from a January on"):
            publish(rows, TOWNSHIPS, period, counting=Counting.NUMERATOR, minimum=5)
    with pytest.raises(ValueError, match="below one city"):
        publish(rows, {"A": "city", "B": "town"}, until(1), counting=Counting.NUMERATOR, minimum=5)
    found = publish(rows, TOWNSHIPS, until(1), counting=Counting.NUMERATOR, minimum=5)
    with pytest.raises(ValueError, match="is not made of published months"):
        found.over(Period.month(2025, 2))
    with pytest.raises(ValueError, match="is no grain of published numbers"):
        found.by("day")


def test_records_of_places_nobody_knows_are_somewhere_in_the_city() -> None:
    found = publish(records((1, "A1", 40), (1, "X9", 30)), TOWNSHIPS, until(1), counting=Counting.NUMERATOR, minimum=5)
    assert shown_of(frame_of(found, found.by("month"))) == {"city": 70, "A": 40, "A1": 40}
    none = publish(records(), TOWNSHIPS, until(1), counting=Counting.NUMERATOR, minimum=5)
    assert not none.by("month").there.any()


def test_a_year_of_a_city_by_thirty_members_is_decided_at_once() -> None:
    chance = np.random.default_rng(5)
    parents = {f"{county:02}": "city" for county in range(8)}
    parents |= {f"{county}{number:03}": county for county in list(parents) for number in range(14)}
    places = [code for code in parents if len(code) == 5]
    keys = list(
        product([date(2025, month, 1) for month in range(1, 13)], places, [f"m{each:02}" for each in range(30)])
    )
    rows = pd.DataFrame(keys, columns=["month", "code", "member"])
    rows["denominator"] = chance.poisson(chance.gamma(1.0, 10.0, len(rows)))
    rows["numerator"] = chance.binomial(rows["denominator"], 0.7)
    spent = []
    for _ in range(3):
        began = process_time()
        found = publish(rows, parents, until(12), counting=Counting.SHARE, minimum=5)
        spent.append(process_time() - began)
    assert min(spent) < 0.15
    assert 0.2 < frame_of(found, found.by("month"))["published"].mean() < 0.9
