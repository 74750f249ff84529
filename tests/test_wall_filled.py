"""What fills a scene where something has little to say: months that do not compare, few notices, no target, a source
that failed."""

import re

import pandas as pd
from crowded_wall import ManySources
from fake_city import FakeDirectory, on_time_target
from fake_reads import FakeFreshness, FakeReads
from screen import build
from test_wall_routes import client_of, texts_of

from dashboard.factory import Cockpit
from dashboard.figures.svg import Box
from dashboard.figures.wall import columns
from dashboard.theme import DARK
from data_access.metric import Metric
from data_access.scope import Scope


def scene(app: Cockpit, name: str, shape: str = "standard") -> str:
    answer = client_of(app).get(f"/wall/main/scene/{name}?shape={shape}")
    assert answer.status_code == 200
    return texts_of(answer.text)


def test_where_a_share_has_no_trend_what_was_finished_month_by_month_stands() -> None:
    assert "完成任务 · 近 12 个月" in scene(build(None, ManySources()), "acceptance")


def test_a_month_of_which_nothing_is_told_keeps_its_place() -> None:
    class EverySecond(FakeReads):
        def series(self, metric: Metric, grain: str, scope: Scope) -> pd.DataFrame:
            return super().series(metric, grain, scope).iloc[::2].reset_index(drop=True)

    def drawn(reads: FakeReads) -> list[str]:
        answer = client_of(build(reads, ManySources())).get("/wall/main/scene/acceptance?shape=standard").text
        return re.findall(r'<rect x="([\d.]+)"', answer[answer.index("by-month") :].partition("</svg>")[0])

    assert drawn(EverySecond()) == drawn(FakeReads())
    assert len(drawn(FakeReads())) == 12


def test_few_notices_leave_room_for_the_trend_and_beside_other_scenes_for_the_sources() -> None:
    few = build(directory=FakeDirectory([on_time_target(90.0)]))
    many = build(None, ManySources(state="failed", troubled=True))
    assert "近 12 个月" in scene(few, "attention")
    assert "近 12 个月" not in scene(many, "attention")
    for shape in ("broad", "wide"):
        assert "数据源" in scene(few, "grid", shape)
        assert "数据源" not in scene(many, "grid", shape)


def test_a_map_without_a_target_says_its_number_and_that_there_is_none() -> None:
    said = scene(build(), "volunteer")
    assert re.search(r"每万人注册志愿者 [\d,.]+", said)
    assert "人/万人 · 2026年10月 · 未设目标" in said


def test_what_failed_is_said_over_a_map_that_judges_nothing() -> None:
    answer = client_of(build(None, FakeFreshness("failed"))).get("/wall/main/scene/overview?shape=standard")
    assert "各县区网格事件按期处置率" in texts_of(answer.text)
    # Not as a verdict, which is hidden where a source is not on time.
    before = answer.text.partition("装载失败，以下为")[0]
    assert before.rpartition('<div class="')[2].startswith('t2"')


def test_columns_are_as_high_as_their_counts_and_the_highest_has_its_number() -> None:
    svg = columns([1200.0, float("nan"), 600.0], ("一月", "三月"), Box(300, 292), DARK)
    heights = [float(each) for each in re.findall(r'<rect [^>]*height="([\d.]+)"', svg)]
    assert heights == [200.0, 0.0, 100.0]
    assert re.findall(r">([^<]+)</text>", svg) == ["1,200", "一月", "三月"]
    assert svg.count(DARK.nodata) == 2
    assert 'height="0.0"' in columns([0.0], ("一月", "一月"), Box(300, 292), DARK)
