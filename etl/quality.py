"""Counts how good the records of a source are while they change: how many, which fields are filled, what is unmapped.

The sums stand in the table `quality` and always say what a scan of the facts would say; nothing is scanned for them
but once, where facts were there before anybody counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal

from data_access.schema import UNMAPPED
from etl.cursor import Cursor
from etl.entities import Entity, Field, FieldType
from etl.staging import BatchStamp, qualified

RECORDS, UNKNOWN, FILLED = "records", "unmapped", "filled:"
_KEY = ("city_code", "source_key", "record_key")

# One row of sums over the records of `side`, turned into one row a measure.
_ADD = """
INSERT INTO cockpit.quality AS known (city_code, source_key, dataset, measure, number)
SELECT {city}, {source}, {dataset}, added.measure, added.number
FROM (SELECT {sums} FROM ({side}) AS side) AS sums
CROSS JOIN LATERAL unnest({measures}::text[], {numbers}) AS added (measure, number)
WHERE {all} OR added.number <> 0
ON CONFLICT (city_code, source_key, dataset, measure) DO UPDATE SET number = known.number + excluded.number
"""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How the records of a batch came.

    `content_hash`: SHA-256 over the digests of the pages; `repeated`: records whose key stood on their page already;
    `timed`: changes whose own time is later than the first batch of the dataset, `late` those of them that came after
    more than the agreed interval.
    """

    content_hash: str = ""
    repeated: int = 0
    timed: int = 0
    late: int = 0


NO_ARRIVALS = Arrivals()


def counted_fields(entity: Entity) -> tuple[Field, ...]:
    """The fields whose being filled says something: neither required nor with a default, and about no person.

    Person keys are left out: they go when the site no longer keeps them.
    """
    return tuple(
        field
        for field in entity.fields
        if not field.required and field.default is None and field.type is not FieldType.PERSON
    )


def measures(entity: Entity) -> dict[str, Composable]:
    """What is counted, by name: for each an SQL condition over the columns of a fact."""
    stored = entity.table.columns
    found: dict[str, Composable] = {RECORDS: SQL("true")}
    unknown: list[Composable] = [SQL("false")]
    if not entity.whole_city:
        unknown.append(SQL("county_code = {}").format(Literal(UNMAPPED)))
    for field in entity.fields:
        if field.type is FieldType.CODE and f"{field.name}_source" in stored:
            own = SQL("{} IS NOT NULL").format(Identifier(f"{field.name}_source"))
            unknown.append(SQL("({} = {} AND {})").format(Identifier(field.name), Literal(UNMAPPED), own))
    found[UNKNOWN] = SQL(" OR ").join(unknown)
    for field in counted_fields(entity):
        own_code = f"{field.name}_source"
        name = own_code if field.type is FieldType.CODE and own_code in stored else field.name
        found[FILLED + field.name] = SQL("{} IS NOT NULL").format(Identifier(name))
    if entity.deadline is not None:
        # A deadline that the site's table gave says nothing of the source.
        parts = {"due": Identifier(entity.deadline.due), "basis": Identifier(entity.deadline.basis)}
        found[FILLED + entity.deadline.due] = SQL("{due} IS NOT NULL AND {basis} = 'source'").format(**parts)
    return found


def count_change(cursor: Cursor, entity: Entity, stamp: BatchStamp, dataset: str) -> None:
    """Before `merge`, under the mart's lock: add what the table `change` brings, take away what it replaces."""
    _begin(cursor, entity, stamp, dataset)
    columns = SQL(", ").join(map(Identifier, _columns(entity)))
    known = SQL(", ").join(Identifier("fact", name) for name in _columns(entity))
    same = SQL(" AND ").join(SQL("fact.{0} = change.{0}").format(Identifier(name)) for name in _KEY)
    side = SQL(
        "SELECT 1 AS sign, {columns} FROM change WHERE action IN ('insert', 'update') UNION ALL "
        "SELECT -1, {known} FROM change INNER JOIN {fact} AS fact ON {same} WHERE action IN ('update', 'delete')"
    ).format(columns=columns, known=known, fact=qualified(entity.table), same=same)
    _add(cursor, entity, stamp, dataset, side, every=False)


def count_arrivals(cursor: Cursor, stamp: BatchStamp, dataset: str, expected_minutes: int, came: Arrivals) -> Arrivals:
    """After `decide`: `came`, with what was late in the table `change`; only in loads, for history is no late news."""
    if stamp.purpose != "load":
        return came
    cursor.execute(
        """
        SELECT count(*), count(*) FILTER (WHERE loaded_at - updated_at > %s * interval '1 minute')
        FROM change
        WHERE action IN ('insert', 'update') AND updated_at >= (
            SELECT min(started_at) FROM cockpit.batch WHERE city_code = %s AND source_key = %s AND dataset = %s
        )
        """,
        (expected_minutes, stamp.city_code, stamp.source_key, dataset),
    )
    ((timed, late),) = cursor.fetchall()
    return replace(came, timed=timed, late=late)


def sums_of(entity: Entity) -> Composed:
    """For statements that delete facts and return them: the sums of what is counted, as negative numbers."""
    return SQL(", ").join(SQL("-count(*) FILTER (WHERE {})").format(each) for each in measures(entity).values())


def take_away(cursor: Cursor, entity: Entity, mine: tuple[str, str, str], numbers: Sequence[int]) -> None:
    """Add negative `numbers`, as `sums_of` gives them, for a dataset (city, source, its name) that is counted."""
    for measure, number in zip(measures(entity), numbers, strict=True):
        cursor.execute(
            "UPDATE cockpit.quality SET number = number + %s "
            "WHERE city_code = %s AND source_key = %s AND dataset = %s AND measure = %s",
            (number, *mine, measure),
        )


def _begin(cursor: Cursor, entity: Entity, stamp: BatchStamp, dataset: str) -> None:
    """Where a dataset was never counted: begin with the facts that are there."""
    cursor.execute(
        "SELECT 1 FROM cockpit.quality WHERE city_code = %s AND source_key = %s AND dataset = %s AND measure = %s",
        (stamp.city_code, stamp.source_key, dataset, RECORDS),
    )
    if cursor.fetchone() is not None:
        return
    side = SQL(
        "SELECT 1 AS sign, {columns} FROM {fact} AS fact WHERE city_code = {city} AND source_key = {source} "
        "AND batch_id IN (SELECT batch_id FROM cockpit.batch "
        "WHERE city_code = {city} AND source_key = {source} AND dataset = {dataset})"
    ).format(
        columns=SQL(", ").join(map(Identifier, _columns(entity))),
        fact=qualified(entity.table),
        city=Literal(stamp.city_code),
        source=Literal(stamp.source_key),
        dataset=Literal(dataset),
    )
    _add(cursor, entity, stamp, dataset, side, every=True)


def _add(cursor: Cursor, entity: Entity, stamp: BatchStamp, dataset: str, side: Composable, *, every: bool) -> None:
    found = measures(entity)
    names = [f"n{number}" for number in range(len(found))]
    sums = SQL(", ").join(
        SQL("coalesce(sum(sign) FILTER (WHERE {}), 0)::bigint AS {}").format(condition, Identifier(name))
        for name, condition in zip(names, found.values(), strict=True)
    )
    cursor.execute(
        SQL(_ADD).format(
            city=Literal(stamp.city_code),
            source=Literal(stamp.source_key),
            dataset=Literal(dataset),
            sums=sums,
            side=side,
            measures=Literal(list(found)),
            numbers=SQL("ARRAY[{}]").format(SQL(", ").join(map(Identifier, names))),
            all=Literal(every),
        )
    )


def _columns(entity: Entity) -> Iterator[str]:
    """The columns that the conditions of `measures` read."""
    stored = entity.table.columns
    yield "county_code"
    for field in entity.fields:
        if field.name != "record_key" and field.type is not FieldType.PERSON and field.name in stored:
            yield field.name
            if field.type is FieldType.CODE and f"{field.name}_source" in stored:
                yield f"{field.name}_source"
    if entity.deadline is not None:
        yield entity.deadline.basis
