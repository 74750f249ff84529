"""Migrations and metadata say the same; what the site folder says is loaded whole or refused with a sentence."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from platforms.station import SMALL_CITY
from sqlalchemy import Engine, create_engine, text

from data_access.connection import ConnectionUrls
from data_access.held_site import check_held_site
from data_access.migrate import upgrade
from data_access.schema import SCHEMA, metadata
from data_access.site import SiteError, read_site
from data_access.warehouse import open_engine
from etl.__main__ import main
from etl.errors import SiteInvalid
from etl.mapping.codebooks import read_code_book
from etl.site.reference import load_reference
from etl.site.source_files import read_sources

NEW_YORK = SMALL_CITY.with_name("new_york")
TABLES = ("division", "division_alias", "grid", "unit", "code_list", "target", "source", "star_rule")


@pytest.fixture(scope="module")
def writer(module_database: ConnectionUrls) -> Iterator[Engine]:
    engine = open_engine(module_database.writer, pool_size=8)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small city that a test may spoil."""
    return Path(shutil.copytree(SMALL_CITY, tmp_path / "site"))


def contents(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            name: list(connection.scalars(text(f"SELECT t::text FROM cockpit.{name} AS t ORDER BY 1")))
            for name in TABLES
        }


def load(folder: Path, engine: Engine) -> dict[str, int]:
    site = read_site(folder)
    sources = read_sources(site, {})
    for source in sources:
        for dataset in source.datasets:
            read_code_book(folder, source, dataset)
    return load_reference(site, engine, sources)


def test_the_migrated_schema_is_the_declared_one_and_migrating_again_changes_nothing(
    module_database: ConnectionUrls,
) -> None:
    upgrade(module_database.owner)
    engine = create_engine(module_database.owner)
    with engine.connect() as connection:
        options = {
            "include_schemas": True,
            "version_table_schema": SCHEMA,
            "compare_type": True,
            "include_name": lambda name, kind, _parents: kind != "schema" or name == SCHEMA,
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


def test_loading_the_reference_twice_is_loading_it_once(writer: Engine) -> None:
    site = read_site(SMALL_CITY)
    sources = read_sources(site, {})
    done = load_reference(site, writer, sources)
    assert (done["division"], done["grid"], done["unit"], done["source"]) == (10, 8, 2, 1)
    first = contents(writer)
    assert load_reference(site, writer, sources) == {}
    assert contents(writer) == first


def test_eight_processes_may_load_the_reference_of_a_new_warehouse_at_once(
    new_database: Callable[[], ConnectionUrls],
) -> None:
    engine, site = open_engine(new_database().writer, pool_size=8), read_site(SMALL_CITY)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: load_reference(site, engine), range(8)))
    assert len(contents(engine)["division"]) == 10
    engine.dispose()


def test_what_the_site_no_longer_says_is_gone(writer: Engine, folder: Path) -> None:
    load(folder, writer)
    change(folder, "units.csv", "water,水务局,Water Bureau,\n", "")
    assert load(folder, writer)["unit"] == 1
    assert len(contents(writer)["unit"]) == 1


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in before
    path.parent.mkdir(exist_ok=True)
    path.write_text(before.replace(old, new, 1) if old else before + new, encoding="utf-8")


SHEXIAN = "341021,歙县,Shexian,county,3410,3410,county,,2023-06-30,,,,"
TARGETS = "metric_key,division_code,valid_from,valid_to,comparator,value,document\n"
METRIC = "grid_events_on_time"
STARS = "scheme,level,hours,document,certainty\ns"
POLYGON = '{"type":"Polygon","coordinates":[[[118,29],[119,29],[119,30],[118,29]]]}'
KNOT = '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}'


def features(code: str, geometry: str) -> str:
    properties = f'{{"code":"{code}"}}' if code else "{}"
    return f'{{"type":"FeatureCollection","features":[{{"properties":{properties},"geometry":{geometry}}}]}}'


SPOILT = {
    "a level that does not exist": ("divisions.csv", "Tunxi,county", "Tunxi,shire", "341002"),
    "an orphan": ("divisions.csv", "township,341002,", "township,341099,", "341002001"),
    "a division twice": ("divisions.csv", "", f"{SHEXIAN}\n", "341021"),
    "no date": ("divisions.csv", "3410,city,,2023-06-30", "3410,city,,30.6.2023", "3410"),
    "a row too short": ("divisions.csv", "", "341003,x\n", "line 12"),
    "no column": ("divisions.csv", "code,name_zh", "kode,name_zh", "line 1"),
    "a polygon of nobody": ("boundaries/b.geojson", "", features("999999", POLYGON), "999999"),
    "a polygon without a code": ("boundaries/b.geojson", "", features("", POLYGON), "feature 1"),
    "a polygon that crosses itself": ("boundaries/b.geojson", "", features("341002", KNOT), "341002"),
    "a polygon of nothing": ("boundaries/b.geojson", "", features("341002", "null"), "341002"),
    "no GeoJSON": ("boundaries/b.geojson", "", "[]", "feature collection"),
    "a grid of no community": ("grids.geojson", '"community_code":"341002001001"', '"community_code":"1"', "1"),
    "a grid without a level": ("grids.geojson", '"level":"小",', "", "341002001001001"),
    "a grid twice": ("grids.geojson", "341002001001002", "341002001001001", "341002001001001"),
    "an alias of nothing": ("division_aliases.csv", "", "system,external_code,code\nmca,77,999\n", "77"),
    "a unit twice": ("units.csv", "", "water,水务局,Water,\n", "water"),
    "an alias of two units": ("units.csv", "", "river,河长办,Rivers,水务局\n", "水务局"),
    "a target without a document": ("targets.csv", "", f"{TARGETS}x,3410,2026-01-01,,>=,95,\n", "line 2: document"),
    "a star rule without hours": ("star_rules.csv", "", f"{STARS},1,,doc,x\n", "hours"),
    "a star rule of words": ("star_rules.csv", "", f"{STARS},2,many,doc,to_confirm\n", "many"),
    "a star for fewer hours": ("star_rules.csv", "", f"{STARS},2,100,doc,x\ns,3,90,doc,x\n", "line 3"),
    "a target without a number": ("targets.csv", "", f"{TARGETS}{METRIC},3410,2026-01-01,,>=,many,doc\n", "many"),
    "a target without a day": ("targets.csv", "", f"{TARGETS}{METRIC},3410,soon,,>=,95,doc\n", "soon"),
    "a code map onto nothing": ("code_maps/trial_type.csv", "A,appearance", "A,beauty", "beauty"),
    "a code mapped twice": ("code_maps/trial_type.csv", "", "A,road\n", "A"),
    "a code map that is missing": ("sources/trial.toml", "trial_channel", "other_channel", "other_channel.csv"),
    "a source that is no TOML": ("sources/trial.toml", "[http]", "[http", "trial.toml"),
    "a source with a misspelt key": ("sources/trial.toml", "poll_seconds", "pol_seconds", "pol_seconds"),
    "a source of another city": ("sources/trial.toml", '"3410"', '"3411"', "3411"),
    "a field that does not exist": ("sources/trial.toml", 'rework_count =', 'rework =', "rework"),
    "a code list without a column": ("code_lists/event_category.csv", "certainty", "sureness", "certainty"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_one_sentence_and_changes_nothing(writer: Engine, folder: Path, name: str) -> None:
    load_reference(read_site(SMALL_CITY), writer)
    before = contents(writer)
    file, old, new, said = SPOILT[name]
    change(folder, file, old, new)
    with pytest.raises(SiteInvalid) as caught:
        load(folder, writer)
    sentence = str(caught.value)
    assert file.rpartition("/")[2] in sentence or said in sentence
    assert str(folder) in sentence
    assert said in sentence
    assert "\n" not in sentence
    assert contents(writer) == before


def test_another_site_is_refused_before_anything_changes(
    database: ConnectionUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_engine(database.writer)
    load_reference(read_site(SMALL_CITY), engine)
    before = contents(engine)
    for name, value in {"SITE": str(NEW_YORK), "DATA": str(tmp_path), "WRITER_URL": database.writer}.items():
        monkeypatch.setenv(f"COCKPIT_{name}", value)
    monkeypatch.setattr("etl.__main__.configure_logs", lambda level: None)
    for command in ("run", "watch", "check"):
        assert main([command]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"this warehouse holds the site 'small_city', and {NEW_YORK} is 'new_york': set ")
        assert said.count("\n") == 1
    with pytest.raises(SiteError, match="holds the site 'small_city'"):
        check_held_site(database.owner, read_site(NEW_YORK))
    check_held_site(database.owner, read_site(SMALL_CITY))
    assert contents(engine) == before
    engine.dispose()
