"""The page of every table of the warehouse, written from the schema, the entities and meanings.csv."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Column, Table

from data_access.schema import FACTS, MARTS, Mart, metadata
from data_access.schema.meanings import meaning_of, spoken_of
from etl.entities import ENTITIES, Entity

_INTRODUCTION = """\
# Every table

Written by `python -m etl tables > docs/warehouse.md` from the schema, the entities and
`data_access/schema/meanings.csv`; a test fails where it is stale or a column has no meaning. All tables are in the
schema `cockpit`. How they are filled: [architecture.md](architecture.md)."""
_HEAD = "| column | meaning | unit | source |\n|---|---|---|---|"
_FACTS = """\
## Facts

One row a record of a source; the key is (city_code, source_key, record_key). *field* is a field of the entity, which a
source maps ([reference](connect/reference.md)); `<name>_source` beside a code is what the source itself said."""
_MARTS = """\
## Marts

Sums of the rows of the view `<key>_contribution` by day; every table of a mart has all its measures, and besides
`city_code` and `day` the dimensions named here; a spread, and what comes later than its day, count their cases alone.
Dimensions with a meaning of their own stand below the measures. Each measure counts on a day of its own."""
_PLACES = ("county_code", "township_code", "community_code", "grid_code", "longitude", "latitude")
_DECLARED = ("city_code", "source_key", "kind")
_LOADED = ("batch_id", "loaded_at")
# The file of the site folder that fills a dimension.
_FILES = {
    "division": "divisions.csv, boundaries/",
    "division_alias": "division_aliases.csv",
    "grid": "grids.geojson",
    "unit": "units.csv",
    "code_list": "code_lists/",
    "source": "sources/",
    "source_dataset": "sources/",
    "target": "targets.csv",
    "calendar_day": "the calendar, holidays.csv",
    "deadline_rule": "deadlines.csv",
    "star_rule": "star_rules.csv",
    "threshold": "site.toml",
}


def tables_page() -> str:
    """The whole page, as Markdown. Raises KeyError where a column has no meaning."""
    grains = {table.name for mart in MARTS.values() for table in mart.with_months}
    rest = sorted(set(metadata.tables) - {f"cockpit.{name}" for name in (*FACTS, *grains)})
    parts = [_INTRODUCTION, _FACTS]
    parts += [_section(FACTS[key], _fact_sources(ENTITIES[key])) for key in sorted(FACTS)]
    parts += [_MARTS, *(_mart(MARTS[key]) for key in sorted(MARTS))]
    dimensions = [metadata.tables[name] for name in rest if name.removeprefix("cockpit.") in _FILES]
    ledger = [metadata.tables[name] for name in rest if name.removeprefix("cockpit.") not in _FILES]
    parts += ["## Dimensions", *(_filled(table, f"site folder: {_FILES[table.name]}") for table in dimensions)]
    parts += ["## Ledger", *(_filled(table, "the load") for table in ledger)]
    return "\n\n".join(parts) + "\n"


def _fact_sources(entity: Entity) -> dict[str, str]:
    """Where each column of a fact comes from; what is not here is concluded by the load."""
    found = dict.fromkeys(_DECLARED, "the source's TOML") | dict.fromkeys(_PLACES, "place of the record")
    found |= dict.fromkeys(_LOADED, "the load")
    found |= {day: f"day of {moment}" for day, moment in entity.days if day != moment}
    for field in entity.fields:
        found |= {field.name: f"field {field.zh}".rstrip(), f"{field.name}_source": f"field {field.zh}".rstrip()}
    return found


def _section(table: Table, sources: dict[str, str]) -> str:
    rows = (_row(table.name, column, sources.get(column.name, "concluded by the load")) for column in table.columns)
    return _table(f"### `{table.name}`", rows)


def _filled(table: Table, source: str) -> str:
    return _table(f"### `{table.name}`", (_row(table.name, column, source) for column in table.columns))


def _mart(mart: Mart) -> str:
    named = f"mart_{mart.key}"
    grains = [f"- `{grain.table.name}`: {', '.join(grain.dimensions)}" for grain in mart.tables]
    own = [name for name in mart.dimensions if (named, name) in spoken_of()]
    if mart.spread:
        grains.append(
            f"- `{mart.spread.table.name}`: {', '.join(mart.spread.dimensions)}, bucket; of `{mart.spread.name}`"
        )
        own += ["bucket", "cases"]
    if mart.later:
        measures = ", ".join(f"`{measure}`" for measure, _day in mart.later.done)
        grains.append(f"- `{mart.later.table.name}`: {', '.join(mart.later.dimensions)}, days_after; of {measures}")
        own += [name for name in ("measure", "days_after", "cases") if name not in own]
    if mart.months:
        kept = ", ".join(mart.months.grain.dimensions)
        grains.append(f"- `{mart.months.table.name}`: {kept}; by `month` in place of `day`, as far as `month_sum` says")
        own.append("month")
    columns = {column.name: column for table in mart.with_months for column in table.columns}
    rows = (_row(named, columns[name], f"{mart.key}_contribution") for name in (*mart.measures, *own))
    return _table(f"### `{named}`\n\n" + "\n".join(grains), rows)


def _row(table: str, column: Column[object], source: str) -> str:
    said = meaning_of(table, column)
    return f"| `{column.name}` | {said.meaning} | {said.unit} | {source} |"


def _table(head: str, rows: Iterable[str]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: str, rows: Iterable[str]) -> Iterator[str]:
    yield f"{head}\n"
    yield _HEAD
    yield from rows
