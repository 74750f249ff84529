"""The page of every number that the pilots' founding documents name: by which metric it is answered, or why by none."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from data_access.metric import Text
from data_access.registry import METRICS

_TABLE = Path(__file__).with_name("kpi.csv")
_INTRODUCTION = """\
# 指标对照 · What is asked for, and what answers it

Written by `python -m etl kpi > docs/kpi.md` from `etl/kpi.csv`; a test holds it to the registry
([every metric](metrics.md)). Each line is a number that the founding documents of the pilots name, or a formula in
common use, with the metrics that answer it, or one sentence why none does. Where a line has both, it is answered in
part. What is published as a claim with its document, and measured by nobody, is a
[reported fact](glossary.md) and no metric."""
_HEAD = "| 要求 · asked for | 指标 · metrics | 说明 · remark |\n|---|---|---|"


@dataclass(frozen=True, slots=True)
class Asked:
    """One number that is asked for: `metrics` answer it (`by` a dimension where it is split), `reason` says what is
    missing, or why there is none."""

    part: Text
    name: Text
    metrics: tuple[str, ...]
    by: str
    reason: Text | None


def read_asked() -> Sequence[Asked]:
    """All lines of the table, in its order."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Asked(
                Text(row["part_zh"], row["part_en"]),
                Text(row["kpi_zh"], row["kpi_en"]),
                tuple(row["metrics"].split()),
                row["by"],
                Text(row["reason_zh"], row["reason_en"]) if row["reason_zh"] else None,
            )
            for row in csv.DictReader(file)
        ]


def kpi_page() -> str:
    """The whole page, as Markdown."""
    asked = read_asked()
    answered = [each for each in asked if each.metrics]
    partly = sum(each.reason is not None for each in answered)
    said = (
        f"{len(asked)} 项：{len(answered)} 项有指标（其中 {partly} 项部分回答），{len(asked) - len(answered)} 项没有。"
    )
    told = f"{len(asked)} lines: {len(answered)} have metrics ({partly} in part), {len(asked) - len(answered)} none."
    parts = [_INTRODUCTION, f"{said} · {told}"]
    for part, lines in groupby(asked, key=lambda each: each.part):
        parts += [f"## {part.zh} · {part.en}", "\n".join([_HEAD, *map(_line, lines)])]
    return "\n\n".join(parts) + "\n"


def _line(asked: Asked) -> str:
    by = f"; 按 · by `{asked.by}`" if asked.by else ""
    keys = ", ".join(f"{METRICS[key].name.zh} `{key}`" for key in asked.metrics) + by
    reason = f"{asked.reason.zh} · {asked.reason.en}" if asked.reason else ""
    return f"| {asked.name.zh} · {asked.name.en} | {keys or '—'} | {reason} |"
