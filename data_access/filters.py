"""Filters of a view: by what the numbers of a page are restricted, which metrics follow, and down to which level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from data_access.asking import Asked
from data_access.asking import filters as filtered
from data_access.cells import part_of
from data_access.dimension import DIMENSIONS, LEVELS, VIRTUAL
from data_access.metric import Metric, Text
from data_access.schema import MARTS
from data_access.scope import Scope
from data_access.value import Refusal, RefusedError

# A filter by name, with the members that are wanted.
Filter = tuple[str, tuple[str, ...]]
# What filters are by: dimensions whose codes are those of one list of one mart, and those that all marts share.
_OF_A_LIST, _SHARED = ("category", "channel"), ("unit", "source")
_NAMES = {
    "county": Text("县区", "counties"),
    "township": Text("乡镇街道", "townships"),
    "community": Text("社区", "communities"),
}
_NOT_TOGETHER = Refusal(
    "not_together", Text("这些筛选不能同时用于该指标。", "This metric does not take these filters together.")
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a filter restricts: a dimension; of one mart alone where its codes are of that mart's list."""

    dimension: str
    mart: str | None


# By the name of the list whose codes are its members, so that no two marts share a filter that says other things.
FILTERS: dict[str, Offer] = {
    **{f"{mart}_{name}": Offer(name, mart) for mart in sorted(MARTS) for name in _OF_A_LIST},
    **{name: Offer(name, None) for name in _SHARED},
}


def follows(metric: Metric, name: str) -> bool:
    """Whether a metric can be told for some members of a filter: its mart keeps them with what its definition fixes,
    and that is none of them."""
    offer = FILTERS[name]
    if offer.mart not in (None, metric.mart):
        return False
    fixed = {each for side in metric.terms if side.mart == metric.mart for each, _members in side.where}
    return offer.dimension not in fixed and _finest(metric, {offer.dimension}) is not None


def restricted(scope: Scope, metric: Metric, filters: Sequence[Filter]) -> Scope:
    """The scope with those of the filters that the metric follows."""
    wanted = {FILTERS[name].dimension: members for name, members in filters if follows(metric, name)}
    further = tuple(sorted((name, members) for name, members in wanted.items() if name not in ("category", "source")))
    return replace(
        scope,
        categories=wanted.get("category", scope.categories),
        sources=wanted.get("source", scope.sources),
        extra=(*scope.extra, *further),
    )


def finest_kept(metric: Metric, filters: Sequence[Filter]) -> str | None:
    """The smallest level that a metric is kept for together with those of the filters that it follows; None: for none.

    Of people the lattice says it.
    """
    return _finest(metric, {FILTERS[name].dimension for name, _members in filters if follows(metric, name)})


def _columns(names: Iterable[str]) -> set[str]:
    return {VIRTUAL.get(name) or DIMENSIONS[name] for name in names} - {"day"}


def _finest(metric: Metric, names: set[str]) -> str | None:
    wanted = _columns(names | {name for side in metric.terms for name, _members in side.where})
    for level in reversed(LEVELS):
        places = {DIMENSIONS[level]} if level in DIMENSIONS else set()
        if any(wanted | places <= set(each.dimensions) for each in MARTS[metric.mart].tables):
            return level
    return None


def assert_kept(metric: Metric, asked: Asked) -> None:
    """Raises RefusedError where a filtered number is not kept for what is asked: for places as small as those."""
    if asked.from_facts or not filtered(asked.scope):
        return
    for each in metric.terms:
        part = part_of(metric, each, asked.scope)
        columns = _columns(part.needs(asked)) | ({asked.column} if asked.column else set())
        if part.filters(asked.scope) and not any(columns <= set(kept.dimensions) for kept in MARTS[each.mart].tables):
            raise RefusedError(_refused(_finest(metric, {name for name, _ in part.filters(asked.scope)})))


def _refused(level: str | None) -> Refusal:
    if level not in _NAMES:
        return _NOT_TOGETHER
    said = _NAMES[level]
    return Refusal(
        _NOT_TOGETHER.code,
        Text(
            f"加了筛选，该指标只统计到{said.zh}；清除筛选可以看更小的范围。",
            f"With filters this metric is told down to {said.en}; clear them to see smaller places.",
        ),
    )
