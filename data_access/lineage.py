"""Where a number comes from: formula, SQL, batches, corrections, what is set aside, and the records themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Column, Engine, Select, func, select

from data_access.asking import Asked, Part
from data_access.cells import part_of
from data_access.directory import Directory
from data_access.findings import COLUMNS, findings
from data_access.metric import Change, Metric, Text
from data_access.permission import Permission, Reach
from data_access.quality import Quality
from data_access.queries import Reads
from data_access.records import counting, framed
from data_access.schema import FACTS, batch, correction, quarantine, source_dataset
from data_access.scope import Scope
from data_access.selecting import planned
from data_access.value import Refusal, Value

_CORRECTIONS = ["source_key", "field", "unit_code", "reason", "records", "newest"]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, as it can be run; of metrics about people before small numbers are hidden."""

    sql: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Provenance:
    """What one number is made of. `recomputed` is the same number from the facts themselves.

    `batches`: source_key, dataset, purpose, started_at, finished_at, source_time, counts and content_hash of every load
    that brought a record which counts; of metrics that are about people with none of the numbers that each brought.
    `corrections`: what units put right, by source, field, unit and reason, with how many; of people none that are
    few. `findings`: what is odd about the records that count in this place and period, see data_access.findings.
    `aside`: records in quarantine of the lists behind it, by source and reason; of these no place is known.
    `rows_refused`: why single
    records are not listed. Of what all may know of a city, who sees single divisions is told neither batches nor
    corrections nor the recomputed number: they are of the records of others.
    """

    metric: Metric
    formula: Text
    value: Value
    recomputed: Value
    statements: tuple[Statement, ...]
    batches: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame
    aside: pd.DataFrame
    quality: Quality
    changes: tuple[Change, ...]
    rows_refused: Refusal | None


class Lineage:
    """Answers for any number that `Reads` gives, in the same scope and with the same rights."""

    def __init__(
        self, engine: Engine, directory: Directory, *, publisher: Engine | None = None, small_count: int = 5
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._small_count = small_count
        self._permission = Permission(directory)
        self._reads = Reads(engine, directory, publisher=publisher, small_count=small_count)
        self._facts = Reads(engine, directory, publisher=publisher, small_count=small_count, from_facts=True)

    def explain(self, metric: Metric, scope: Scope, quality: Quality) -> Provenance:
        """Everything about the metric's number in a scope; `quality` is that of its sources now.

        Raises RefusedError where the number itself is not told, and LookupError where it cannot be read.
        """
        value = self._reads.total(metric, scope)
        own = self._permission.reach(metric, scope) is Reach.OWN
        asked = self._asked(scope)
        sent = [each.question for each in planned(_parts(metric, scope), asked)]
        return Provenance(
            metric=metric,
            formula=formula(metric),
            value=value,
            recomputed=self._facts.total(metric, scope) if own else Value(None, None, None, withheld=True),
            statements=tuple(Statement(each.sql, each.values) for each in sent),
            batches=self._batches(metric, scope) if own else pd.DataFrame(columns=[each.name for each in _told()]),
            corrections=self._corrections(metric, scope) if own else pd.DataFrame(columns=_CORRECTIONS),
            findings=findings(self._engine, metric, asked) if own else pd.DataFrame(columns=COLUMNS),
            aside=self._aside(metric, scope, quality.sources),
            quality=quality,
            changes=metric.changes,
            rows_refused=self._reads.rows_refused(metric, scope),
        )

    def rows(self, metric: Metric, scope: Scope, limit: int = 100, offset: int = 0) -> pd.DataFrame:
        """The records that count: see `Reads.rows`."""
        return self._reads.rows(metric, scope, limit, offset)

    def rows_refused(self, metric: Metric, scope: Scope) -> Refusal | None:
        """Why these are not listed: see `Reads.rows_refused`."""
        return self._reads.rows_refused(metric, scope)

    def _batches(self, metric: Metric, scope: Scope) -> pd.DataFrame:
        if metric.mart not in FACTS:
            days = batch.c.day.between(scope.period.start, min(scope.period.end, scope.as_of))
            wanted = [*scope.sources, *(each for name, members in scope.extra if name == "source" for each in members)]
            mine = [batch.c.source_key.in_(wanted)] if wanted else []
            return framed(self._engine, select(*_told()).where(batch.c.city_code == scope.city, days, *mine), scope)
        # Of people: which loads there were in the city, and nothing about the place or the group that was asked for.
        asked = replace(scope, division=None, kinds=(), categories=(), extra=()) if metric.protected else scope
        counted = self._counting(metric, asked, ("batch",)).subquery()
        numbers = [] if metric.protected else [counted.c[f"t{place}"] for place in range(len(counted.c) - 1)]
        statement = (
            select(*_told(), *numbers)
            .where(batch.c.city_code == scope.city, batch.c.batch_id == counted.c.by0)
            .order_by(batch.c.finished_at)
        )
        return framed(self._engine, statement, scope)

    def _corrections(self, metric: Metric, scope: Scope) -> pd.DataFrame:
        if metric.mart not in FACTS:
            return pd.DataFrame(columns=_CORRECTIONS)
        told = (correction.c.source_key, correction.c.field, correction.c.unit_code, correction.c.reason)
        statement = select(*told, func.count().label("records"), func.max(correction.c.corrected_on).label("newest"))
        statement = statement.where(correction.c.city_code == scope.city, correction.c.applied_at.is_not(None))
        # Of people: all of the city.
        asked = replace(scope, division=None, kinds=(), categories=(), extra=()) if metric.protected else scope
        counted = self._counting(metric, asked, ("source", "record")).subquery()
        mine = (correction.c.source_key == counted.c.by0, correction.c.record_key == counted.c.by1)
        found = framed(self._engine, statement.where(*mine).group_by(*told).order_by(*told), scope)
        # Which field of a few disputes was put right would tell of single ones.
        return found[found["records"] >= self._small_count] if metric.protected else found

    def _aside(self, metric: Metric, scope: Scope, sources: Sequence[str]) -> pd.DataFrame:
        feed, kinds = source_dataset.c, {kind for side in metric.terms for kind in dict(side.where).get("kind", ())}
        wanted = [feed.entity.in_(metric.marts), *([feed.kind.in_(kinds)] if kinds else [])]
        lists = select(feed.dataset).where(
            feed.city_code == scope.city, feed.source_key == quarantine.c.source_key, *wanted
        )
        told = (quarantine.c.source_key, quarantine.c.dataset, quarantine.c.reason)
        statement = (
            select(*told, func.count().label("records"), func.max(quarantine.c.last_seen).label("last_seen"))
            .where(
                quarantine.c.city_code == scope.city,
                quarantine.c.source_key.in_(sources),
                quarantine.c.dataset.in_(lists),
            )
            .group_by(*told)
            .order_by(*told)
        )
        return framed(self._engine, statement, scope)

    def _counting(self, metric: Metric, scope: Scope, by: tuple[str, ...]) -> Select[Any]:
        return counting(metric, replace(self._asked(scope), by=by))

    def _asked(self, scope: Scope) -> Asked:
        column = None if scope.division is None else self._directory.column_of(scope.division)
        return Asked(scope, column)


def formula(metric: Metric) -> Text:
    """How the value is reckoned, in words: `100 × closed on time ÷ events due`."""
    scale = "" if metric.scale == 1 else f"{_number(metric.scale)} × "
    above, below = metric.numerator.name, metric.denominator_name
    over = Text("", "") if below is None else Text(f" ÷ {below.zh}", f" ÷ {below.en}")
    return Text(f"{scale}{above.zh}{over.zh}", f"{scale}{above.en}{over.en}")


def _told() -> list[Column[Any]]:
    """What is told of a load."""
    return [each for each in batch.c if each.name not in ("city_code", "watermark")]


def _number(scale: float) -> str:
    return f"{scale:g}" if scale >= 1 else f"1/{1 / scale:g}"


def _parts(metric: Metric, scope: Scope) -> list[Part]:
    return [part_of(metric, each, scope) for each in metric.terms]
