"""The single records behind a number: of things only, as far as a metric counts them."""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, or_, select

from data_access.asking import Asked
from data_access.cells import part_of
from data_access.metric import Metric, Text
from data_access.schema import FACTS
from data_access.scope import Scope
from data_access.selecting import planned
from data_access.value import Refusal, RefusedError
from data_access.warehouse import read_connection

_PEOPLE = Refusal(
    "protected",
    Text("该指标涉及人，不列出单条记录。", "This metric is about people; single records are not listed."),
)
_LEDGER = Refusal(
    "ledger",
    Text("该指标统计装载批次本身，见所列批次。", "This metric counts loads themselves; see the loads that are listed."),
)
_VIEWER = Refusal(
    "no_rows",
    Text("当前账号不能查看单条记录。", "This account may not open single records."),
)
# What a record of a thing is listed with, as far as its fact has it.
_LISTED = (
    *("kind", "category", "status", "channel", "unit_code", "county_code", "township_code", "community_code"),
    *("grid_code", "occurred_on", "due_on", "closed_on", "ended_on", "done_on", "quantity", "updated_at"),
)


def rows_refused(metric: Metric, scope: Scope) -> Refusal | None:
    """Why the records that a metric counts are not listed; None where they are."""
    if metric.mart not in FACTS:
        return _LEDGER
    if metric.protected:
        return _PEOPLE
    return None if scope.rights.rows else _VIEWER


def records(engine: Engine, metric: Metric, asked: Asked, limit: int, offset: int) -> pd.DataFrame:
    """The records that count, by source and key: see `Reads.rows`. Raises RefusedError where none is listed."""
    scope = asked.scope
    if refused := rows_refused(metric, scope):
        raise RefusedError(refused)
    counted = counting(metric, replace(asked, by=("source", "record"))).subquery()
    known = FACTS[metric.mart].c
    listed = [known[name] for name in _LISTED if name in known]
    same = (known.city_code == scope.city, known.source_key == counted.c.by0, known.record_key == counted.c.by1)
    numbers = [counted.c[f"t{place}"] for place in range(len(counted.c) - 2)]
    statement = (
        select(counted.c.by0.label("source_key"), counted.c.by1.label("record_key"), *numbers, *listed)
        .where(*same)
        .order_by(counted.c.by0, counted.c.by1)
        .limit(limit)
        .offset(offset)
    )
    return framed(engine, statement, scope)


def counting(metric: Metric, asked: Asked) -> Select[Any]:
    """What of the facts counts for a metric, by record or batch: by0 …, t0 (numerator), t1 (denominator)."""
    parts = [part_of(metric, each, asked.scope) for each in metric.terms]
    mine = [part for part in parts if part.own and part.term.stock == metric.numerator.stock]
    (told,) = planned(mine, replace(asked, from_facts=True))
    counted = told.statement.subquery()
    return select(counted).where(or_(*(counted.c[f"t{place}"] != 0 for place in range(len(told.parts)))))


def framed(engine: Engine, statement: Select[Any], scope: Scope) -> pd.DataFrame:
    """What a statement answers; both sides of a metric by their names."""
    with read_connection(engine, scope.rights) as connection:
        found = connection.execute(statement)
        told = pd.DataFrame(found.fetchall(), columns=list(found.keys()))
    return told.rename(columns={"t0": "numerator", "t1": "denominator"})
