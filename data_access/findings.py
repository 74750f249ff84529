"""What is odd about the records behind one number: how many of those that count in its place and period, by source."""

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, func, select

from data_access.asking import Asked
from data_access.metric import Metric
from data_access.records import counting, framed
from data_access.schema import FACTS, UNMAPPED

COLUMNS = ["source_key", "finding", "records", "of"]
# Where it happened is not known, and a deadline goes by days that nobody has announced yet.
PLACE, PROVISIONAL = "place", "provisional"
# A column beside a code that holds what the source said itself.
_SAID = "_source"


def findings(engine: Engine, metric: Metric, asked: Asked) -> pd.DataFrame:
    """By source: `finding` (place, provisional, or the name of a field whose code no map knows), in how many `records`,
    `of` how many that count.

    Empty for metrics about people: how many of a month have no category would tell what is hidden in its table.
    """
    if metric.protected or metric.mart not in FACTS:
        return pd.DataFrame(columns=COLUMNS)
    known = FACTS[metric.mart].c
    counted = counting(metric, Asked(asked.scope, asked.column, ("source", "record"))).subquery()
    same = (known.city_code == asked.scope.city, known.source_key == counted.c.by0, known.record_key == counted.c.by1)
    odd = _conditions(metric)
    numbers = [func.count().filter(condition).label(name) for name, condition in odd.items()]
    statement = select(known.source_key, func.count().label("of"), *numbers).where(*same).group_by(known.source_key)
    told = framed(engine, statement.order_by(known.source_key), asked.scope)
    lines = told.melt(["source_key", "of"], list(odd), "finding", "records")
    return lines[lines["records"] > 0].sort_values(["source_key", "finding"], ignore_index=True)[COLUMNS]


def _conditions(metric: Metric) -> dict[str, ColumnElement[bool]]:
    known = FACTS[metric.mart].c
    found: dict[str, ColumnElement[bool]] = {PLACE: known.county_code == UNMAPPED}
    if "due_basis" in known:
        found[PROVISIONAL] = known.due_basis == "rule_provisional"
    for column in known:
        if (code := column.name.removesuffix(_SAID)) != column.name and code in known:
            # What a source does not say is no fault of a map.
            found[code] = and_(known[code] == UNMAPPED, column.is_not(None))
    return found
