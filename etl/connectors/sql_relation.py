"""What a dataset is selected from: a table, a view or a query, its columns, and whether they fit what is declared."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, Select, column, false, inspect, literal_column, select, table, text
from sqlalchemy import types as sql_types
from sqlalchemy.exc import NoSuchTableError, OperationalError, ProgrammingError, SAWarning

from etl.connectors.moments import is_number
from etl.declare.mapping import FieldMapping
from etl.entities import ENTITIES, FieldType
from etl.errors import SiteInvalid, SourceChanged
from etl.mapping.reading_key import reading_key
from etl.nearest import perhaps
from etl.one_select import one_select
from etl.site.source_files import where_in
from etl.source import Dataset, Source

_NAMED = 12
_TIMES = (sql_types.DateTime, sql_types.Date)
_NUMBERS = (sql_types.Numeric, sql_types.Integer)
# What a field of a type cannot be read from, where no format and no step says how.
_UNREADABLE: Mapping[FieldType, tuple[type[sql_types.TypeEngine[Any]], ...]] = {
    FieldType.TIMESTAMP: (*_NUMBERS, sql_types.Boolean, sql_types.Time),
    FieldType.NUMBER: (*_TIMES, sql_types.Time),
    FieldType.INTEGER: (*_TIMES, sql_types.Time),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a query. `types` and `never_empty` say what its inspection said; a query says neither."""

    shown: str
    clause: FromClause
    names: tuple[str, ...]
    types: Mapping[str, sql_types.TypeEngine[Any]]
    never_empty: frozenset[str]
    primary_key: tuple[str, ...] = ()

    def find(self, name: str) -> str | None:
        """The column of that name, else the only one that differs from it in capitals alone."""
        if name in self.names:
            return name
        like = [each for each in self.names if each.lower() == name.lower()]
        return like[0] if len(like) == 1 else None

    def split(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """The column of a path, and the steps into its JSON."""
        whole = self.find(path)
        if whole is not None or "." not in path:
            return whole, ()
        first, *steps = path.split(".")
        return self.find(first), tuple(steps)


def open_relation(connection: Connection, source: Source, dataset: Dataset) -> Relation:
    """What the dataset selects from, looked at. Raises SourceChanged or SiteInvalid."""
    chosen = dataset.select
    if chosen is None:
        raise SiteInvalid("its select must be given: a table or a query")
    if chosen.table is not None:
        with warnings.catch_warnings():
            # Types that SQLAlchemy does not know (points, polygons) do no harm.
            warnings.simplefilter("ignore", SAWarning)
            return _table(connection, chosen.table)
    query = chosen.query or _from_file(source, dataset, str(chosen.file))
    # A colon would be taken for one of our parameters; a comment at the end would take our bracket with it.
    statement = text(query.replace(":", "\\:") + "\n")
    names = _described(connection, statement.columns().subquery("q"))
    clause = statement.columns(*[column(name) for name in names]).subquery("q")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SourceChanged(f"its query gives two columns the name '{twice[0]}'; rename one with AS")
    return Relation("its query", clause, tuple(names), {}, frozenset())


def check(relation: Relation, source: Source, dataset: Dataset, paths: Iterable[str]) -> None:
    """Raise SourceChanged, in one sentence, where what is mapped is missing or cannot be what it is mapped to."""
    number = source.datasets.index(dataset)
    faults = [*_missing(relation, source, dataset, number, paths), *_unreadable(relation, source, dataset, number)]
    if faults:
        columns = ", ".join(relation.names[:_NAMED]) + (", …" if len(relation.names) > _NAMED else "")
        raise SourceChanged(f"{'; '.join(faults)}; {relation.shown} has: {columns}; nothing was loaded")


def _table(connection: Connection, name: str) -> Relation:
    schema, _, bare = name.rpartition(".")
    looked = inspect(connection)
    try:
        found = looked.get_columns(bare, schema or None)
    except NoSuchTableError:
        schema, bare = _like(connection, schema, bare, name)
        found = looked.get_columns(bare, schema or None)
    except (OperationalError, ProgrammingError):
        # MySQL shows what a view is made of only to those who may see that; whoever may select sees its names.
        connection.rollback()
        clause = table(bare, schema=schema or None)
        names = _described(connection, clause)
        return Relation(name, table(bare, *map(column, names), schema=schema or None), tuple(names), {}, frozenset())
    names = [each["name"] for each in found]
    key = tuple(looked.get_pk_constraint(bare, schema or None)["constrained_columns"])
    return Relation(
        name,
        table(bare, *map(column, names), schema=schema or None),
        tuple(names),
        {each["name"]: each["type"] for each in found},
        frozenset(each["name"] for each in found if not each["nullable"]),
        key,
    )


def _like(connection: Connection, schema: str, bare: str, name: str) -> tuple[str, str]:
    """Schema and table that differ from what is declared in capitals alone. Raises SourceChanged."""
    looked = inspect(connection)
    schemas = looked.get_schema_names()
    if schema and schema not in schemas:
        like = [each for each in schemas if each.lower() == schema.lower()]
        if len(like) != 1:
            there = ", ".join(schemas[:_NAMED])
            raise SourceChanged(f"there is no schema '{schema}'{perhaps(schema, schemas)}; this user sees: {there}")
        schema = like[0]
    names = [*looked.get_table_names(schema or None), *looked.get_view_names(schema or None)]
    like = [each for each in names if each.lower() == bare.lower()]
    if len(like) != 1:
        there = ", ".join(sorted(names)[:_NAMED]) or "no table at all"
        raise SourceChanged(f"there is no table '{name}'{perhaps(bare, names)}; this user sees: {there}")
    return schema, like[0]


def _described(connection: Connection, clause: FromClause) -> list[str]:
    everything: Select[Any] = select(literal_column("*")).select_from(clause).where(false())
    return list(connection.execute(everything).keys())


def _from_file(source: Source, dataset: Dataset, name: str) -> str:
    path = source.path.parent / name
    try:
        return one_select(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        where = where_in(source.path, ("datasets", source.datasets.index(dataset), "select"))
        raise SiteInvalid(f"{where}: the file {path} cannot be read as UTF-8") from None
    except ValueError as error:
        raise SiteInvalid(f"{path}: {error}") from None


def _missing(relation: Relation, source: Source, dataset: Dataset, number: int, paths: Iterable[str]) -> Iterator[str]:
    key = dataset.select.key if dataset.select else ()
    for path in dict.fromkeys((*paths, *key)):
        if relation.split(path)[0] is None:
            near = perhaps(path.split(".")[0], relation.names)
            where = reading_key(source, dataset, path)
            yield f"there is no column '{path}'{near}, which {where} reads"


def _unreadable(relation: Relation, source: Source, dataset: Dataset, number: int) -> Iterator[str]:
    entity = ENTITIES[dataset.entity]
    for name, mapping in dataset.fields.items():
        unreadable = _UNREADABLE.get(entity.field(name).type, ())
        found = relation.types.get(relation.find(mapping.field or "") or "")
        if _said_how(mapping) or not isinstance(found, unreadable):
            continue
        where = where_in(source.path, ("datasets", number, "fields", name))
        yield (
            f"column '{mapping.field}' is {_type(found)} and cannot be read as the {entity.field(name).type} that "
            f"fields.{name} ({where}) takes; map another, or say how with format or then"
        )
    since = dataset.since
    found = relation.types.get(relation.find(since.field) or "") if since else None
    if since is None or found is None:
        return
    fits = _NUMBERS if is_number(since.format) else _TIMES if since.format == "iso" else (sql_types.String, *_TIMES)
    if not isinstance(found, fits):
        where = where_in(source.path, ("datasets", number, "since"))
        yield (
            f"column '{since.field}' is {_type(found)}, but since.format ({where}) is '{since.format}'; times in "
            "numbers are unix or unix_ms, times in text have a format such as %Y-%m-%d %H:%M:%S"
        )


def _said_how(mapping: FieldMapping) -> bool:
    return bool(mapping.format or mapping.then)


def _type(found: object) -> str:
    return str(found).split(" COLLATE")[0].lower()
