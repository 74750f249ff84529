"""The page of every metric, written from the registry: what it counts, by what it divides, how sure that is."""

from collections.abc import Iterator
from itertools import groupby

from data_access.metric import Direction, Metric, Sensitivity, Term, Text
from data_access.registry import METRICS

_INTRODUCTION = """\
# 指标 · Every metric

Written by `python -m etl metrics > docs/metrics.md` from `data_access/metrics/`; a test fails where it is stale. A
number is read from marts ([every table](warehouse.md)); each side of a metric adds up measures over the days of the
period, in the place and for the rows it names. The denominator of another mart is of the same place and period.

- *protected*: about people, households, disputes, wishes or calls: told by county or township and whole months only;
  *public*: about things, facilities and tasks.
- *certainty*: *verified* (read in its source), *second_hand* (read in a source that cites it), *inferred* (follows
  from what the records say), *to_confirm* (usual, to be confirmed by the city)."""
_WAYS = {
    Direction.UP: Text("越高越好", "up"),
    Direction.DOWN: Text("越低越好", "down"),
    Direction.NONE: Text("无好坏之分", "none"),
}
_ABOUT = {
    Sensitivity.PUBLIC: Text("公开（物、设施、任务）", "public"),
    Sensitivity.PROTECTED: Text("保护（人、户、纠纷、心愿、来电）", "protected"),
}


def metrics_page() -> str:
    """The whole page, as Markdown."""
    parts = [_INTRODUCTION, f"{len(METRICS)} 项指标 · {len(METRICS)} metrics."]
    # One theme may be spread over several modules.
    by_theme = sorted(METRICS.values(), key=lambda metric: metric.theme.key)
    for theme, metrics in groupby(by_theme, key=lambda metric: metric.theme):
        parts.append(f"## {_both(theme.name)}")
        parts += [_section(metric) for metric in metrics]
    return "\n\n".join(parts) + "\n"


def _section(metric: Metric) -> str:
    rows = "\n".join(f"| {name} | {said} |" for name, said in _rows(metric))
    told = f"{metric.definition.zh}\n\n{metric.definition.en}"
    return f"### {_both(metric.name)}\n\n`{metric.key}`: {told}\n\n| | |\n|---|---|\n{rows}"


def _rows(metric: Metric) -> Iterator[tuple[str, str]]:
    yield "公式 · formula", _formula(metric)
    yield "分子 · numerator", _term(metric.numerator)
    if metric.denominator is not None:
        yield "分母 · denominator", _term(metric.denominator)
    yield "单位 · unit", f"{_both(metric.unit)}; decimals: {metric.decimals}"
    yield "方向 · good direction", _both(_WAYS[metric.direction])
    yield "性质 · about", _both(_ABOUT[metric.sensitivity])
    yield from _limits(metric)
    yield "剔除 · left out", _both(metric.exclusions) if metric.exclusions else "—"
    if metric.caveat is not None:
        yield "注意 · caveat", _both(metric.caveat)
    yield "依据 · basis", metric.basis
    yield "可信度 · certainty", metric.certainty
    yield "归口 · owner", _both(metric.owner)
    if metric.companions:
        yield "同时展示 · shown with", ", ".join(f"`{key}`" for key in metric.companions)
    for change in metric.changes:
        yield "变更 · changed", f"{change.since}: {_both(change.said)}"


def _limits(metric: Metric) -> Iterator[tuple[str, str]]:
    """From when on, of what and how finely it can be told."""
    yield "成熟 · maturity", _maturity(metric)
    if metric.complete_days_only:
        yield "天 · days", "只计已过完的日子 · only days that are over"
    if not metric.comparable_over_time:
        yield "可比 · comparison", "按取数时状态，不与以往各期比较 · as it stands when read, not compared over time"
    if (metric.finest, metric.whole) != ("grid", "day"):
        yield "粒度 · told for", f"{metric.finest}, whole {metric.whole}s"
    for each in metric.held_by:
        yield "少则不公布 · told by", f"不少时才公布 · told where not a few: {_term(each)}"
    if metric.spread:
        yield "分布 · quantiles", f"`mart_{metric.mart}_spread_day`: `{metric.spread}`"


def _formula(metric: Metric) -> str:
    above, below = metric.numerator_name, metric.denominator_name
    sides = [side for side in (above, below) if side is not None]
    factor = metric.scale
    times = f"{factor:g} × " if factor > 1 else ""
    parts = f" ÷ {1 / factor:g}" if factor < 1 else ""
    zh, en = (" ÷ ".join(side.in_language(language) for side in sides) for language in ("zh", "en"))
    return f"{times}{zh}{parts} · {times}{en}{parts}"


def _term(side: Term) -> str:
    added = " + ".join(f"`{side.mart}.{measure}`" for measure in side.plus)
    taken = "".join(f" − `{side.mart}.{measure}`" for measure in side.minus)
    where = "".join(f"; {name}: {', '.join(members)}" for name, members in side.where)
    until = "; 截至期末 · all days until the end of the period" if side.stock else ""
    return f"{_both(side.name)}: {added}{taken}{where}{until}"


def _maturity(metric: Metric) -> str:
    if not metric.maturity_lag_days:
        return "期末即定 · with the end of the period"
    days = metric.maturity_lag_days
    by = f"; `{metric.matured_by}`" if metric.matured_by else ""
    return f"期末后 {days} 天 · {days} days after the end of the period{by}"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} · {text.en}"
