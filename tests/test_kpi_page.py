"""Every number that is asked for has metrics that exist, or a reason; the page is what the table and registry say."""

from pathlib import Path
from typing import cast

from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.registry import METRICS
from data_access.schema import MARTS
from etl.commands import COMMANDS
from etl.commands.command import Job
from etl.kpi_page import read_asked

PROJECT = Path(__file__).resolve().parents[1]
ASKED = read_asked()


def test_the_page_is_what_the_table_says() -> None:
    (written,) = COMMANDS["kpi"].run(cast(Job, None))
    page = (PROJECT / "docs" / "kpi.md").read_text(encoding="utf-8")
    assert f"{written}\n" == page, "stale: python -m etl kpi > docs/kpi.md"


def test_every_number_asked_for_is_answered_by_metrics_that_exist_or_says_why_not() -> None:
    for asked in ASKED:
        assert set(asked.metrics) <= set(METRICS), asked.name
        assert len(set(asked.metrics)) == len(asked.metrics), asked.name
        assert asked.metrics or asked.reason, asked.name
        assert all((asked.name.zh, asked.name.en, asked.part.zh, asked.part.en)), asked.name
        if asked.reason:
            assert asked.reason.zh.endswith("。"), asked.name
            assert asked.reason.en.endswith("."), asked.name


def test_no_number_is_asked_for_twice_in_one_part_and_splits_are_kept_by_the_marts() -> None:
    names = [(asked.part, asked.name) for asked in ASKED]
    assert len(set(names)) == len(names) > 150
    for asked in ASKED:
        for key in asked.metrics if asked.by else ():
            assert asked.by in VIRTUAL or DIMENSIONS[asked.by] in MARTS[METRICS[key].mart].dimensions, (key, asked.by)
