"""Reads the code maps that a dataset names from the site folder, and checks them against the entity."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from data_access.schema import UNMAPPED
from etl.entities import ENTITIES
from etl.errors import SiteInvalid
from etl.mapping.codes import CodeBook, CodeMap, read_code_map, read_table, read_units
from etl.mapping.steps import Tables, build_step
from etl.site.source_files import where_in
from etl.source import Dataset, Source


def read_code_book(folder: Path, source: Source, dataset: Dataset) -> CodeBook:
    """All maps and steps of `dataset`, by field. Raises SiteInvalid with the file and line that is wrong."""
    entity = ENTITIES[dataset.entity]
    about = _about(folder, f"{entity.key}_category")
    maps: dict[str, CodeMap] = {}
    for name, mapping in dataset.fields.items():
        if mapping.map is None:
            continue
        with _said_of(source, dataset, name, "map"):
            if mapping.map == "units":
                maps[name] = CodeMap((read_units(folder / "units.csv"),))
                continue
            allowed = entity.field(name).codes or frozenset(_about(folder, f"{entity.key}_{name}"))
            maps[name] = read_code_map(_map_file(folder, mapping.map), allowed)
    persons = {code for code, value in about.items() if value == "person"}
    if "category" in dataset.fields:
        # What no map knows may well be about a person: it keeps no grid and no point until the map is mended.
        persons.add(UNMAPPED)
    changes = {
        name: tuple(
            build_step(step.do, step.arguments(), _tables(folder, source, dataset, name)) for step in mapping.then
        )
        for name, mapping in dataset.fields.items()
        if mapping.then
    }
    return CodeBook(maps, frozenset(persons), changes)


@contextmanager
def _said_of(source: Source, dataset: Dataset, field: str, key: str) -> Iterator[None]:
    """What is wrong with a file is said with the line of the TOML that names it."""
    try:
        yield
    except SiteInvalid as error:
        number = [each.name for each in source.datasets].index(dataset.name)
        where = where_in(source.path, ("datasets", number, "fields", field, key))
        raise SiteInvalid(f"{error} (fields.{field} of '{dataset.name}', {where}, is mapped by it)") from None


def _tables(folder: Path, source: Source, dataset: Dataset, name: str) -> Tables:
    @cache
    def table(file: str, key: str, value: str) -> Mapping[str, str]:
        with _said_of(source, dataset, name, "then"):
            rows = read_table(_map_file(folder, file), (key, value))
        return {row[key]: row[value] for row in rows}

    return table


def _map_file(folder: Path, name: str) -> Path:
    path = folder / "code_maps" / f"{name}.csv"
    if not path.is_file():
        raise SiteInvalid(f"{path} does not exist; write it, or name another")
    return path


def _about(folder: Path, code_list: str) -> dict[str, str]:
    path = folder / "code_lists" / f"{code_list}.csv"
    if not path.is_file():
        return {}
    return {row["code"]: row["about"] for row in read_table(path, ("code", "about"))}
