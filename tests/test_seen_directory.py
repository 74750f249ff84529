"""The directory that a viewer is shown: their own divisions and what these lie in, and nothing of the others."""

from collections.abc import Iterator
from datetime import date

import pytest
from seen_city import ALL, CITY, COUNTIES, COUNTY, TOWNSHIP, TOWNSHIPS, write_city
from sqlalchemy import insert

from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.schema import target
from data_access.scope import Rights
from data_access.seen import SeenDirectory
from data_access.warehouse import open_engine


@pytest.fixture(scope="module")
def directory(module_database: ConnectionUrls) -> Iterator[Directory]:
    writer = open_engine(module_database.writer)
    write_city(writer)
    with writer.begin() as connection:
        for code in (CITY, *COUNTIES, *TOWNSHIPS):
            told = {"metric_key": "grid_events_on_time", "valid_from": date(2020, 1, 1), "document": "x"}
            connection.execute(insert(target).values(**told, division_code=code, comparator=">=", value=90.0))
    writer.dispose()
    engine = open_engine(module_database.reader)
    yield Directory(engine)
    engine.dispose()


def shown(directory: Directory, rights: Rights) -> dict[str, set[str]]:
    seen = SeenDirectory(directory, rights)
    found = {level: set(seen.divisions(CITY, level)["code"]) for level in ("county", "township", "community")}
    assert all(set(seen.members(CITY, level, None)["code"]) == codes for level, codes in found.items())
    found["grid"] = {code[:9] for code in seen.grids(CITY)["code"]}
    found["target"] = {each.division_code for each in seen.targets(CITY)}
    found["division"] = {code for code in (CITY, *COUNTIES, *TOWNSHIPS) if seen.division(code)}
    return found


def test_who_sees_all_is_shown_all(directory: Directory) -> None:
    everything = shown(directory, ALL)
    assert everything["county"] == set(COUNTIES)
    assert everything["grid"] == everything["township"] == set(TOWNSHIPS)
    assert everything["target"] == everything["division"] == {CITY, *COUNTIES, *TOWNSHIPS}


@pytest.mark.parametrize(("rights", "county"), [(COUNTY, "341002"), (TOWNSHIP, "341002")])
def test_of_others_there_are_no_names_outlines_or_targets(directory: Directory, rights: Rights, county: str) -> None:
    towns = {town for town in TOWNSHIPS if any(town.startswith(own) for own in rights.divisions)}
    assert shown(directory, rights) == {
        "county": {county},
        "township": towns,
        "community": {f"{town}001" for town in towns},
        "grid": towns,
        "target": {CITY, county, *towns},
        "division": {CITY, county, *towns},
    }


def test_nothing_is_shown_below_the_depth_of_a_role_and_nothing_of_other_cities(directory: Directory) -> None:
    leader = shown(directory, Rights((CITY,), depth="township"))
    assert (leader["township"], leader["community"], leader["grid"]) == (set(TOWNSHIPS), set(), set())
    wall = shown(directory, Rights((CITY,), depth="county"))
    assert (wall["county"], wall["township"], wall["target"]) == (set(COUNTIES), set(), {CITY, *COUNTIES})
    for stranger in (Rights(("1405",)), Rights(()), Rights(("1405",), counties=COUNTIES)):
        assert not any(shown(directory, stranger).values())
