"""When in the week things are reported: by weekday and hour of the site's clock, counted from the facts."""

import pandas as pd
from sqlalchemy import Engine, extract, func, select

from data_access.asking import Asked, filters
from data_access.cells import last_day
from data_access.dimension import DIMENSIONS
from data_access.metric import Metric, Text
from data_access.schema import event
from data_access.value import Refusal, RefusedError
from data_access.warehouse import read_connection

_NO_HOUR = Refusal(
    "no_hour",
    Text("该指标没有时刻。", "It is not known at which hours this metric counts."),
)
_PEOPLE = Refusal(
    "protected",
    Text("该指标涉及人，不按时刻拆分。", "This metric is about people; it is not split by hours."),
)


def by_hour(engine: Engine, metric: Metric, asked: Asked, zone: str) -> pd.DataFrame:
    """Columns weekday (1: Monday), hour and numerator; hours in which nothing was reported are absent.

    Marts know days and no hours. A mart of them would have nearly a row for each event, and every load would write it;
    the facts of a month are found by their day, so that the question costs no load anything. Raises RefusedError for
    metrics about people, and for all but counts of what was reported.
    """
    if metric.protected:
        raise RefusedError(_PEOPLE)
    if metric.mart != event.name or metric.numerator.plus != ("reported",) or not metric.additive:
        raise RefusedError(_NO_HOUR)
    scope, told = asked.scope, event.c
    when = func.timezone(zone, told.occurred_at)
    keys = [extract("isodow", when).label("weekday"), extract("hour", when).label("hour")]
    last = min(scope.period.end, last_day(metric, scope))
    conditions = [told.city_code == scope.city, told.occurred_on.between(scope.period.start, last)]
    if asked.column is not None:
        conditions.append(told[asked.column] == scope.division)
    for name, members in (*metric.numerator.where, *filters(scope)):
        conditions.append(told[DIMENSIONS[name]].in_(members))
    statement = select(*keys, func.count().label("numerator")).where(*conditions).group_by(*keys)
    with read_connection(engine, scope.rights) as connection:
        rows = [tuple(int(each) for each in row) for row in connection.execute(statement)]
    return pd.DataFrame(sorted(rows), columns=["weekday", "hour", "numerator"])
