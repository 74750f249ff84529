"""What a viewer may ask: the rights of a role's divisions, and why a question is not theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from data_access.asking import filters
from data_access.dimension import LEVELS
from data_access.directory import Directory, DivisionName
from data_access.metric import Metric, Text
from data_access.schema import MARTS
from data_access.scope import Rights, Scope
from data_access.value import Refusal, RefusedError

# Every refusal for want of rights has it, so that a screen can say the same wherever it comes from.
NOT_PERMITTED = "not_permitted"
_THEME = Text("您的角色不看这一专题的指标。", "Your role does not see metrics of this theme.")
_DEPTH = Text("您的角色看不到这么细的范围。", "Your role does not go down that far.")
_ELSEWHERE = Text("您的角色看不到这个区划。", "Your role does not see this division.")
_WHOLE = Text(
    "您的角色只看本区划；上级范围只有公开指标的总数，不分组、不筛选。",
    "Your role sees its own divisions; of what they lie in there are totals of public metrics of the whole city, "
    "neither split nor filtered.",
)


def _refusal(sentence: Text) -> Refusal:
    return Refusal(NOT_PERMITTED, sentence)


WHOLE_ONLY = _refusal(_WHOLE)


class Reach(Enum):
    """How a question is answered: from rows that are the viewer's own, or by what all may know of the whole city."""

    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Permission:
    """What viewers may ask, by the divisions of today."""

    directory: Directory

    def reach(self, metric: Metric, scope: Scope, by: Sequence[str] = ()) -> Reach:
        """How the question is answered. Raises RefusedError with a sentence where it is not the viewer's to ask."""
        rights = scope.rights
        if not rights.sees_theme(metric.theme.key):
            raise _refused(_THEME)
        level = "city" if scope.division is None else self.directory.level_of(scope.division)
        finest = max([level, *(name for name in by if name in LEVELS)], key=LEVELS.index)
        if LEVELS.index(finest) > LEVELS.index(rights.depth):
            raise _refused(_DEPTH)
        if rights.level == "city" or self.is_own(rights, scope.division) or _has_no_place(metric, scope):
            return Reach.OWN
        if not self._around(rights, scope):
            raise _refused(_ELSEWHERE)
        # By divisions no wider than the viewer's own: of these the rows are there, of no others.
        if any(LEVELS.index(name) >= LEVELS.index(rights.level) for name in by if name in LEVELS):
            return Reach.OWN
        if metric.protected or level != "city" or by or filters(scope):
            raise RefusedError(WHOLE_ONLY)
        return Reach.SHARED

    def is_own(self, rights: Rights, division: str | None) -> bool:
        """Whether a division is one of the viewer's, or lies in one."""
        if division is None:
            return rights.level == "city"
        return not self.directory.lineage_of(division).isdisjoint(rights.divisions)

    def _around(self, rights: Rights, scope: Scope) -> bool:
        """Whether divisions of the viewer lie in the scope."""
        place = scope.division or scope.city
        return any(place in self.directory.lineage_of(own) for own in rights.divisions)


def _has_no_place(metric: Metric, scope: Scope) -> bool:
    """Whether it is of what lies in no division of a city, as loads do, and none is asked about."""
    return scope.division is None and all("county_code" not in MARTS[mart].dimensions for mart in metric.marts)


def _refused(sentence: Text) -> RefusedError:
    return RefusedError(_refusal(sentence))


class Divisions(Protocol):
    """What knows the divisions of today."""

    def division(self, code: str) -> DivisionName | None: ...


def rights_of(
    known: Divisions,
    cities: Sequence[str],
    divisions: Collection[str],
    *,
    themes: Collection[str] | None = None,
    depth: str = "grid",
    rows: bool = True,
) -> Rights:
    """The rights of who sees `divisions` (codes of one level: cities, counties or townships; none: all `cities`).

    `themes`: keys; None: all. Raises LookupError with a sentence for a code that is none of today, of another site or
    of a level that no role is given, and ValueError for codes of several levels and for a depth that does not exist.
    """
    if depth not in LEVELS:
        raise ValueError(f"'{depth}' is no level of divisions; there are: {', '.join(LEVELS)}")
    told = None if themes is None else tuple(sorted(themes))
    if not divisions:
        return Rights(tuple(cities), themes=told, depth=depth, rows=rows)
    found = [_found(known, code, cities) for code in sorted(set(divisions))]
    levels = {each.level for each in found}
    if len(levels) > 1:
        raise ValueError(f"one role sees divisions of one level, not of {' and '.join(sorted(levels))}")
    codes, inside = tuple(each.code for each in found), tuple(sorted({each.city_code for each in found}))
    (level,) = levels
    return Rights(
        inside,
        counties=codes if level == "county" else None,
        townships=codes if level == "township" else None,
        themes=told,
        depth=depth,
        rows=rows,
    )


def _found(known: Divisions, code: str, cities: Sequence[str]) -> DivisionName:
    found = known.division(code)
    if found is None or found.city_code not in cities:
        raise LookupError(f"no division of this site has the code '{code}' today")
    if found.level not in LEVELS[:3]:
        raise LookupError(f"'{code}' is a {found.level}; a role sees cities, counties or townships")
    return found
