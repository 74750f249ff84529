"""Re-applies mended code maps to what was loaded before, in the warehouse: the platform is not asked again."""

from collections.abc import Mapping
from functools import partial

from psycopg2.extras import execute_values
from psycopg2.sql import SQL, Composable, Identifier, Literal

from data_access.schema import UNMAPPED
from etl.batch import transaction
from etl.cursor import Cursor
from etl.entities import ENTITIES, FieldType
from etl.ledger import Counts
from etl.life.rework import Rework
from etl.mapping.codes import CodeMap, scrub
from etl.source import Dataset, Source
from etl.staging import qualified
from etl.surroundings import Surroundings

_DIFFERENT = """
(fact.{source}, fact.{column}, {span}) IN (
    SELECT own, was, span FROM recode WHERE field = {field} AND was <> becomes
)
OR fact.record_key IN (
    SELECT record_key FROM cockpit.correction
    WHERE city_code = {city} AND source_key = {key} AND field IN ({field}, {moment})
)
"""
# A category may have become one about persons without its code having changed.
_SHOWN = """
OR (fact.grid_code <> {unmapped} AND fact.category IN (
    SELECT code FROM cockpit.code_list WHERE list = {list} AND about = 'person'
))
"""


def remap_source(source: Source, surroundings: Surroundings) -> Counts:
    """Give every fact the code that the maps of today have for the source's own code; a transaction a dataset.

    Facts whose new code would break a check stay as they are and are put aside. Raises SiteInvalid.
    """
    counts = Counts()
    for dataset in source.datasets:
        maps = _maps(surroundings, source, dataset)
        if not maps:
            continue
        with transaction(surroundings.engine) as cursor:
            _write_recode(cursor, source, dataset, maps)
            work = Rework(source, dataset, "remap", surroundings.site.time_zone)
            done, _ = work.run(
                cursor, _condition(source, dataset, maps), partial(_recode, source=source, dataset=dataset, maps=maps)
            )
        counts += done
    return counts


def _maps(surroundings: Surroundings, source: Source, dataset: Dataset) -> dict[str, CodeMap]:
    """Field → own code as it is stored → code; '' where several codes are stored alike and mean different things."""
    stored = ENTITIES[dataset.entity].table.columns
    found = {}
    for name, codes in surroundings.code_book(source, dataset).maps.items():
        if f"{name}_source" not in stored:
            continue
        found[name] = CodeMap(tuple(map(_as_stored, codes.tables)), codes.days)
    return found


def _as_stored(codes: Mapping[str, str]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for own, code in codes.items():
        meanings.setdefault(scrub(own), set()).add(code)
    return {own: "" if len(several) > 1 else next(iter(several)) for own, several in meanings.items()}


def _span(rows: str, source: Source, dataset: Dataset, codes: CodeMap) -> Composable:
    """Which of the map's tables is that of a row of `rows`, by the day it happened; as Mapper reads it."""
    if not codes.days:
        return SQL("0")
    moment = ENTITIES[dataset.entity].moment
    day: Composable = Identifier(rows, moment.name)
    if moment.type is not FieldType.DATE:
        day = SQL("({} AT TIME ZONE {})::date").format(day, Literal(source.time_zone))
    return SQL("coalesce(width_bucket({}, {}::date[]), 0)").format(day, Literal(list(codes.days)))


def _write_recode(cursor: Cursor, source: Source, dataset: Dataset, maps: Mapping[str, CodeMap]) -> None:
    """The temporary table `recode`: every pair of own code and code that facts have, and what the code becomes.

    `span` is the number of the table of the map. Null where nobody can tell: the fact keeps what it has.
    """
    cursor.execute("CREATE TEMP TABLE recode (field text, own text, was text, span int, becomes text) ON COMMIT DROP")
    for name, codes in maps.items():
        cursor.execute(
            SQL(
                "SELECT DISTINCT {own}, {code} FROM {table} "
                "WHERE city_code = %s AND source_key = %s AND {own} IS NOT NULL"
            ).format(
                own=Identifier(f"{name}_source"),
                code=Identifier(name),
                table=qualified(ENTITIES[dataset.entity].table),
            ),
            (source.city_code, source.key),
        )
        pairs = cursor.fetchall()
        rows = [
            (name, own, was, span, table.get(own, UNMAPPED) or None)
            for span, table in enumerate(codes.tables)
            for own, was in pairs
        ]
        execute_values(cursor, "INSERT INTO recode (field, own, was, span, becomes) VALUES %s", rows)
    cursor.execute("ANALYZE recode")


def _condition(source: Source, dataset: Dataset, maps: Mapping[str, CodeMap]) -> Composable:
    entity = ENTITIES[dataset.entity]
    parts: list[Composable] = [
        SQL(_DIFFERENT).format(
            source=Identifier(f"{name}_source"),
            column=Identifier(name),
            field=Literal(name),
            city=Literal(source.city_code),
            key=Literal(source.key),
            span=_span("fact", source, dataset, codes),
            moment=Literal(entity.moment.name if codes.days else name),
        )
        for name, codes in maps.items()
    ]
    condition: Composable = SQL(" OR ").join(parts)
    if "category" in maps and "grid_code" in entity.table.columns:
        condition += SQL(_SHOWN).format(unmapped=Literal(UNMAPPED), list=Literal(f"{entity.key}_category"))
    return condition


def _recode(cursor: Cursor, source: Source, dataset: Dataset, maps: Mapping[str, CodeMap]) -> None:
    for name, codes in maps.items():
        cursor.execute(
            SQL(
                "UPDATE stage SET {code} = recode.becomes "
                "FROM (SELECT DISTINCT own, span, becomes FROM recode WHERE field = {field}) AS recode "
                "WHERE recode.own = stage.{own} AND recode.span = {span} AND recode.becomes IS NOT NULL"
            ).format(
                code=Identifier(name),
                own=Identifier(f"{name}_source"),
                field=Literal(name),
                span=_span("stage", source, dataset, codes),
            )
        )
