"""Who is forgotten is nowhere in the warehouse, and does not come back."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from platforms.events import closed, local, record
from platforms.living import Living, living
from sqlalchemy import inspect

from data_access.connection import ConnectionUrls
from etl.life.forget import Forgotten, forget_person, forget_record
from etl.life.remap import remap_source

DAY = "2026-03-02"


@pytest.fixture
def life(module_database: ConnectionUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(module_database, tmp_path, f"f{abs(hash(request.node.name)):x}") as opened:
        yield opened
        assert opened.here.faults() == []


def everywhere(life: Living, text: str) -> list[str]:
    """The tables in which `text` stands."""
    names = inspect(life.here.engine).get_table_names(schema="cockpit")
    query = "SELECT 1 FROM cockpit.{} AS t WHERE strpos(t::text, :text) > 0 LIMIT 1"
    return [name for name in names if life.here.rows(query.format(name), text=text)]


def test_a_record_is_gone_from_facts_marts_quarantine_and_corrections(life: Living) -> None:
    key = f"secret-{life.key}"
    life.write(
        "corrections.csv",
        f"source_key,record_key,field,value,reason,by,date\n{life.key},{key},category,road,x,水务局,2026-03-20\n",
    )
    life.platform.put(record(key, 1), record("b", 1))
    life.load()
    life.platform.put(closed(key, 9, closed=local(-1)))
    life.load()
    assert set(everywhere(life, key)) == {"event", "quarantine", "correction"}
    version = life.here.version()
    (life.folder / "corrections.csv").unlink()
    assert forget_record(life.source(), key, life.surroundings) == Forgotten(facts=1, quarantined=1)
    assert everywhere(life, key) == []
    assert life.here.day(DAY, life.key) == {"reported": 1}
    assert life.here.version() == version + 1
    assert life.lines("forgotten") == [(0, 0, 0, 0, 1)]
    assert forget_record(life.source(), key, life.surroundings) == Forgotten()
    assert len(life.lines("forgotten")) == 1


def test_a_forgotten_record_does_not_come_back_whatever_its_state(life: Living) -> None:
    key = f"gone-{life.key}"
    life.platform.put(record(key, 1), record("b", 1))
    life.load()
    forget_record(life.source(), key, life.surroundings)
    for state in (closed(key, 5), closed(key, 6, closed=local(-1)), record(key, 7, deleted=1), record(key, 8, due="?")):
        life.platform.put(state)
        done = life.load()
        assert not done.keys() & {"inserted", "updated", "rejected", "deleted"}
    assert set(life.stored("status")) == {"b"}
    assert everywhere(life, key) == []


def test_a_record_may_be_forgotten_before_it_comes(life: Living) -> None:
    assert forget_record(life.source(), "early", life.surroundings) == Forgotten()
    life.platform.put(record("early", 1))
    assert life.load() == {"extracted": 1, "superseded": 1}


def test_a_deleted_record_leaves_no_tombstone(life: Living) -> None:
    key = f"dead-{life.key}"
    life.platform.put(record(key, 1))
    life.load()
    life.platform.put(record(key, 2, deleted=1))
    life.load()
    assert everywhere(life, key) == ["tombstone"]
    forget_record(life.source(), key, life.surroundings)
    assert everywhere(life, key) == []


def test_a_person_is_erased_with_all_records_and_stays_away(life: Living) -> None:
    mine = {"reporter_id": f"PERSON-{life.key}"}
    life.platform.put(record("a", 1, **mine), record("b", 2, **mine), record("c", 3))
    life.load()
    assert forget_person(life.source(), mine["reporter_id"], life.surroundings).facts == 2
    assert set(life.stored("status")) == {"c"}
    life.platform.put(record("d", 4, **mine), record("a", 5, reporter_id="somebody else"))
    assert "inserted" not in life.load()
    assert forget_person(life.source(), mine["reporter_id"], life.surroundings) == Forgotten()
    assert everywhere(life, mine["reporter_id"]) == []


def test_a_person_may_be_taken_out_of_records_that_stay(life: Living) -> None:
    mine = {"reporter_id": f"PERSON-{life.key}"}
    life.platform.put(record("a", 1, **mine), record("b", 2))
    life.load()
    version = life.here.version()
    done = forget_person(life.source(), mine["reporter_id"], life.surroundings, anonymise=True)
    assert done == Forgotten(anonymous=1)
    life.platform.put(closed("a", 5, **mine), record("d", 6, **mine))
    life.load()
    assert life.stored("person_key IS NULL") == {"a": True, "b": False, "d": True}
    assert life.stored("status")["a"] == "closed"
    assert life.here.version() == version + 1


def test_who_was_made_anonymous_may_be_erased_later_but_not_the_other_way(life: Living) -> None:
    mine = {"reporter_id": f"PERSON-{life.key}"}
    for anonymise in (True, False, True):
        forget_person(life.source(), mine["reporter_id"], life.surroundings, anonymise=anonymise)
    life.platform.put(record("a", 1, **mine))
    assert life.load() == {"extracted": 1, "superseded": 1}


@pytest.mark.parametrize("job", ["forget", "remap"])
def test_killed_at_the_last_moment_it_has_done_nothing(life: Living, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    life.platform.put(record("a", 1, type="NEW"))
    life.load()
    life.write("code_maps/trial_type.csv", "external_code,code\nNEW,road\n")
    before = (life.here.facts(life.key), life.here.version())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"etl.life.{'erasing' if job == 'forget' else 'rework'}.write_batch", killed)
    work = partial(forget_record, life.source(), "a") if job == "forget" else partial(remap_source, life.source())
    with pytest.raises(KeyboardInterrupt):
        work(life.surroundings)
    monkeypatch.undo()
    assert (life.here.facts(life.key), life.here.version()) == before
    assert "inserted" not in life.load()
