"""A grain as it is read where its days are added up by month: whole months in one row each, the other days by day."""

from functools import cache

from sqlalchemy import Date, DateTime, FromClause, Select, Text, any_, bindparam, cast, exists, func, literal, select

from data_access.asking import Asked, Part
from data_access.schema import MARTS, month_sum, month_touched

_CITY, _KIND = bindparam("city", None, type_=Text), bindparam("kind", None, type_=Text)
_START, _END = bindparam("start", None, type_=Date), bindparam("end", None, type_=Date)
_THROUGH = bindparam("through", None, type_=Date)


def can_be_by_month(part: Part, asked: Asked) -> bool:
    """Whether nothing is asked that only single days know."""
    by_days = asked.grain in ("day", "week") or "day_type" in part.needs(asked)
    return not part.term.stock and not by_days


@cache
def by_month(key: str) -> FromClause:
    """The finest grain of a mart with its months, each on its first day.

    Its parameters are city, kind, start, end, and through: the last day that any side of the question counts. Only
    months are taken that lie in the question with all days that were added up, and that nothing has touched since.
    """
    mart = MARTS[key]
    if mart.months is None:
        raise ValueError(f"the mart '{key}' has no months")
    days, months = mart.months.grain.table.alias("d"), mart.months.table.alias("m")
    names = ("city_code", *mart.months.grain.dimensions, *mart.measures)
    summed = _summed(key).subquery("summed")
    every = func.generate_series(cast(_START, DateTime), cast(_END, DateTime), "1 day").column_valued("every")
    left = select(cast(every, Date)).where(~exists().where(every.between(summed.c.month, summed.c.through)))
    whole = select(_summed(key).subquery("summed").c.month)
    return (
        select(months.c.month.label("day"), *(months.c[name] for name in names))
        .where(months.c.month == any_(func.array(whole.scalar_subquery())))
        .union_all(
            select(days.c.day, *(days.c[name] for name in names)).where(
                days.c.day == any_(func.array(left.scalar_subquery()))
            )
        )
        .subquery("told")
    )


def _summed(key: str) -> Select[tuple[object, object]]:
    """The months of one kind that are added up and may be read, with the day through which they are."""
    known, marks = month_sum.alias("s"), month_touched.alias("t")
    same = (marks.c.city_code == known.c.city_code, marks.c.mart == known.c.mart, marks.c.kind == known.c.kind)
    again = exists().where(*same, marks.c.day.between(known.c.month, known.c.through))
    return select(known.c.month, known.c.through).where(
        known.c.city_code == _CITY,
        known.c.mart == literal(key),
        known.c.kind == _KIND,
        known.c.month >= _START,
        known.c.through <= _THROUGH,
        ~again,
    )
