"""Random odd tables as people keep them: preambles, totals, notes, repeated headers, lines cut short."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

NAMES = ("编号", "街道", "件数", "备注")
WORD = st.text(st.sampled_from("昱城屯光阳湖abcXYZ019.,;'\"|（）％ "), min_size=1, max_size=6).filter(str.strip)
# Some write what no field takes for a number.
COUNT = st.integers(0, 9999) | st.sampled_from(["约三百", "NaN"])
PREAMBLE = st.lists(st.sampled_from(["各街道事件统计", "统计时间：2026年", "", "单位：件"]), max_size=4)
NOTES = st.lists(st.sampled_from(["注：1.含补报", "数据来源：虚构", "说明：无"]), max_size=3)


@dataclass(frozen=True)
class Odd:
    """A table as rows of cells, the records in it, and how many of its rows are what else."""

    rows: list[list[Any]]
    records: list[tuple[Any, ...]]
    short: int
    skipped: dict[str, int]


@st.composite
def odd_tables(draw: st.DrawFn) -> Odd:
    order = draw(st.permutations(NAMES))
    rows: list[list[Any]] = [[text] for text in draw(PREAMBLE)]
    records, short, skipped = [], 0, {"blank": 0, "total": 0, "header again": 0, "note": 0}
    rows.append(list(order))
    kinds = st.sampled_from(["record", "record", "record", "blank", "total", "header again", "short"])
    for number, kind in enumerate(draw(st.lists(kinds, max_size=15))):
        record = {"编号": f"K{number % 9}", "街道": draw(WORD), "件数": draw(COUNT), "备注": draw(WORD)}
        if kind == "record":
            rows.append([record[name] for name in order])
            records.append(tuple(record[name] for name in NAMES))
            continue
        if kind == "short":
            rows.append([record["编号"], record["编号"]])
            short += 1
            continue
        skipped[kind] += 1
        rows.append(
            {"blank": [""] * len(order), "total": ["合 计", "", "7", ""], "header again": list(order)}[kind],
        )
    for note in draw(NOTES):
        skipped["note"] += 1
        rows.append([note])
    return Odd(rows, records, short, {reason: count for reason, count in skipped.items() if count})


def below_header(odd: Odd) -> int:
    return next(len(odd.rows) - at - 1 for at, row in enumerate(odd.rows) if set(NAMES) <= set(row))
