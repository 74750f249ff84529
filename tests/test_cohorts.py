"""Open cases by month: what came in, what is dealt with by now, and the rest, which add up."""

from typing import Any

import pandas as pd
import pytest
from fake_reads import FakeFreshness, FakeReads
from screen import build, draw, said

from data_access.metric import Metric
from data_access.scope import Scope

DISPUTES = FakeFreshness(entity="mediation_case", kind="dispute")
PANEL, SEPTEMBER = "mediation-open", "?p=2026-09"


class _Months(FakeReads):
    """Three months: one is hidden, in one nothing came in."""

    def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
        months = pd.to_datetime(["2026-07-01", "2026-08-01", "2026-09-01"])
        numbers = {"numerator": [90.0, None, 0.0], "denominator": [100.0, None, 0.0], "value": [90.0, None, None]}
        return pd.DataFrame({"period": months, **numbers, "withheld": [False, True, False]})


def _cells(app: Any) -> list[list[str]]:
    (body,) = _found(draw(app, PANEL, SEPTEMBER), "Tbody")
    return [[said(cell) for cell in row["props"]["children"]] for row in body["props"]["children"]]


def _found(part: Any, kind: str) -> list[Any]:
    if isinstance(part, list):
        return [each for one in part for each in _found(one, kind)]
    if not isinstance(part, dict):
        return []
    return [part] if part.get("type") == kind else _found(part.get("props", {}).get("children"), kind)


def test_each_month_adds_up_and_one_that_is_hidden_is_hidden_whole() -> None:
    assert _cells(build(_Months(), DISPUTES)) == [
        ["2026年8月", "隐去", "隐去", "隐去", "隐去"],
        ["2026年7月", "100", "90", "10", "90.0%"],
    ]


def test_the_newest_of_six_months_comes_first() -> None:
    months = [row[0] for row in _cells(build(FakeReads(), DISPUTES))]
    assert months == [f"2026年{month}月" for month in (9, 8, 7, 6, 5, 4)]


@pytest.mark.parametrize(("freshness", "sentence"), [(FakeFreshness(), "本市没有接入这类平台。")])
def test_a_city_without_the_platform_is_told_so(freshness: FakeFreshness, sentence: str) -> None:
    assert sentence in said(draw(build(FakeReads(), freshness), PANEL, SEPTEMBER))
