"""What divisions are called and look like is read again beside those who ask, and stays the same where it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from everybody import Everybody, everybody_in
from fake_city import CITY
from sqlalchemy import Engine, text

from dashboard.kept.directory import KeptDirectory
from data_access.connection import ConnectionUrls
from data_access.directory import Directory
from data_access.places import Places
from data_access.warehouse import open_engine


@pytest.fixture(scope="module")
def known(module_database: ConnectionUrls) -> Iterator[tuple[Directory, Everybody]]:
    with everybody_in(module_database) as everybody:
        engine: Engine = open_engine(module_database.reader)
        yield Directory(engine), everybody
        engine.dispose()


def test_a_directory_that_is_read_again_is_new_where_something_changed(
    known: tuple[Directory, Everybody], module_database: ConnectionUrls
) -> None:
    directory, _everybody = known
    before = directory.divisions(CITY, "county")
    directory.grids(CITY)
    kept = directory._places
    directory.reread()
    assert directory._places is kept
    owner = open_engine(module_database.owner)
    with owner.begin() as connection:
        connection.execute(text("UPDATE cockpit.division SET name_zh = '新区' WHERE code = '341002'"))
    owner.dispose()
    assert directory.divisions(CITY, "county").equals(before)
    directory.reread()
    assert "新区" in set(directory.divisions(CITY, "county")["name_zh"])
    assert directory.division("341002") is not None


def test_without_a_database_what_is_known_stays(module_database: ConnectionUrls) -> None:
    engine = open_engine(module_database.reader)
    directory = Directory(engine)
    before = directory.divisions(CITY, "county")
    gone = open_engine("postgresql://nobody:x@127.0.0.1:1/none")
    directory._engine = gone
    KeptDirectory(directory).reread()
    assert directory.divisions(CITY, "county").equals(before)
    for each in (engine, gone):
        each.dispose()


def test_what_was_read_before_it_was_told_to_forget_is_not_kept(
    known: tuple[Directory, Everybody], module_database: ConnectionUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, _everybody = known
    before = directory.divisions(CITY, "county")
    owner = open_engine(module_database.owner)
    with owner.begin() as connection:
        connection.execute(text("UPDATE cockpit.division SET name_zh = '旧区' WHERE code = '341003'"))
    read: Any = Places.__dict__["grids"]
    grids = read.func

    def told_meanwhile(fresh: Places) -> Any:
        found = grids(fresh)
        # News come while outlines are read: the next question reads again, and what was begun before is dropped.
        with owner.begin() as connection:
            connection.execute(text("UPDATE cockpit.division SET name_zh = '再新区' WHERE code = '341003'"))
        directory.refresh()
        return found

    monkeypatch.setattr(read, "func", told_meanwhile)
    directory.reread()
    monkeypatch.undo()
    assert "再新区" in set(directory.divisions(CITY, "county")["name_zh"])
    assert not directory.divisions(CITY, "county").equals(before)
    owner.dispose()


def test_what_is_made_of_what_was_read_before_the_news_is_not_kept_after_it(
    known: tuple[Directory, Everybody], module_database: ConnectionUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is at it while the site is loaded: what they find is old, and nobody else is given it."""
    directory, _everybody = known
    owner = open_engine(module_database.owner)
    directory.refresh()
    made: Any = Places.__dict__["named"]
    name_them = made.func

    def loaded_meanwhile(places: Places) -> Any:
        found = name_them(places)
        directory.refresh()
        return found

    with owner.begin() as connection:
        connection.execute(text("UPDATE cockpit.division SET name_zh = '前' WHERE code = '341003'"))
    directory.divisions(CITY, "county")
    with owner.begin() as connection:
        connection.execute(text("UPDATE cockpit.division SET name_zh = '后' WHERE code = '341003'"))
    monkeypatch.setattr(made, "func", loaded_meanwhile)
    before = directory.division("341003")
    monkeypatch.undo()
    after = directory.division("341003")
    assert before is not None
    assert after is not None
    assert (before.name_zh, after.name_zh) == ("前", "后")
    owner.dispose()
