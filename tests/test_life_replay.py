"""What is in quarantine is read again when something was mended; what passes leaves it, the rest stays visible."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from platforms.events import closed, local, record
from platforms.living import UNTIL, Living, living

from data_access.connection import ConnectionUrls
from etl.life.replay import replay_source
from etl.source import Source


@pytest.fixture
def life(module_database: ConnectionUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(module_database, tmp_path, f"q{abs(hash(request.node.name)):x}") as opened:
        yield opened
        assert opened.here.faults() == []


def replay(life: Living, source: Source | None = None) -> tuple[int, int, int]:
    """How many were in quarantine, are now, and were inserted."""
    done = replay_source(source or life.source(), life.surroundings)
    return done.before, done.after, done.counts.inserted


def formatted(life: Living, **fields: Any) -> Source:
    """The source with some fields mapped otherwise."""
    given = life.source().datasets[0].fields
    changed = {name: {"field": mapping.field, **fields.get(name, {})} for name, mapping in given.items()}
    kept = {name: mapping.model_dump() | changed[name] for name, mapping in given.items()}
    return life.source(fields=kept)


def test_records_that_pass_with_a_mended_mapping_are_loaded_and_leave(life: Living) -> None:
    life.platform.put(record("a", 1, due="03/03/2026"), record("b", 2), closed("c", 3, closed=local(-1)))
    assert life.load()["rejected"] == 2
    mended = formatted(life, due_at={"format": ["iso", "%d/%m/%Y"]})
    assert replay(life, mended) == (2, 1, 1)
    assert set(life.stored("status")) == {"a", "b"}
    assert life.held() == {"c": "closed_before_occurred"}
    assert replay(life, mended) == (1, 1, 0)


def test_a_replay_asks_only_for_the_stretch_it_needs_and_moves_no_watermark(life: Living) -> None:
    source = life.source(since=UNTIL)
    life.platform.put(*[record(f"r{number}", number) for number in range(100)])
    life.platform.put(closed("x", 40, closed=local(-1)), closed("y", 42, closed=local(-1)))
    life.load(source)
    before = life.here.rows("SELECT value, checked_at FROM cockpit.watermark WHERE source_key = :s", s=life.key)
    life.served.requests.clear()
    assert replay(life, source) == (2, 2, 0)
    (query,) = life.served.queries
    assert (query["since"], query["until"]) == ("2026-03-03 23:50:00", "2026-03-04 02:10:00")
    assert life.here.rows("SELECT value, checked_at FROM cockpit.watermark WHERE source_key = :s", s=life.key) == before


def test_what_is_no_record_leaves_when_the_platform_gives_it_no_more(life: Living) -> None:
    source = life.source(since=None, paging={"style": "page", "size_parameter": "size", "size": 50})
    life.platform.listed = [record("a", 1), "broken", record("b", 1, id=None)]
    assert life.load(source)["rejected"] == 2
    assert replay(life, source) == (2, 2, 0)
    life.platform.listed = [record("a", 1), record("b", 1)]
    assert replay(life, source) == (2, 0, 1)
    assert life.held() == {}


def test_nothing_in_quarantine_asks_nothing(life: Living) -> None:
    life.platform.put(record("a", 1))
    life.load()
    life.served.requests.clear()
    assert replay(life) == (0, 0, 0)
    assert life.served.requests == []


def test_a_record_the_source_mends_itself_leaves_with_the_next_load(life: Living) -> None:
    life.platform.put(closed("a", 2, closed=local(-1)))
    life.load()
    life.platform.put(closed("a", 3))
    assert life.load()["inserted"] == 1
    assert life.held() == {}


def test_a_record_that_fails_again_and_again_is_in_quarantine_once(life: Living) -> None:
    life.platform.put(closed("a", 2, closed=local(-1)))
    for _ in range(3):
        life.load()
    assert life.here.rows("SELECT count(*) FROM cockpit.quarantine WHERE source_key = :s", s=life.key) == [(1,)]


def test_an_older_good_state_does_not_mend_a_newer_broken_one(life: Living) -> None:
    source = life.source(since=None, paging={"style": "page", "size_parameter": "size", "size": 50})
    life.platform.listed = [closed("a", 9, closed=local(-1))]
    life.load(source)
    life.platform.listed = [record("a", 4)]
    life.load(source)
    assert life.held() == {"a": "closed_before_occurred"}


def files_source(life: Living, folder: Path, layout: str) -> Source:
    fields = {"record_key": "id", "occurred_at": {"field": "when", "format": layout}}
    dataset = {"name": "files", "entity": "event", "kind": "grid_event", "fields": fields}
    files = {"folder": str(folder), "pattern": "*.csv", "settle_seconds": 0}
    given = life.source().model_dump(exclude={"http", "datasets"})
    return Source.model_validate({**given, "files": files, "datasets": [dataset]})


def test_of_files_those_with_records_in_quarantine_are_read_again(life: Living, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    good, bad, gone = (
        "id,when\ng,2026-03-02 08:00:00\n",
        "id,when\n1,2026-03-02 08:00:00\n2,02.03.2026\n",
        "id,when\n9,?\n",
    )
    for name, content in (("good", good), ("bad", bad), ("gone", gone)):
        drop.joinpath(f"{name}.csv").write_text(content, encoding="utf-8")
    assert life.load(files_source(life, drop, "iso"))["rejected"] == 2
    drop.joinpath("gone.csv").unlink()
    mended = files_source(life, drop, "%d.%m.%Y")
    both = mended.datasets[0].model_copy(
        update={
            "fields": {
                **mended.datasets[0].fields,
                "occurred_at": type(mended.datasets[0].fields["occurred_at"])(field="when", format=("iso", "%d.%m.%Y")),
            }
        }
    )
    done = replay_source(mended.model_copy(update={"datasets": (both,)}), life.surroundings)
    assert (done.before, done.after) == (2, 1)
    assert (done.counts.extracted, done.counts.inserted, done.counts.unchanged) == (2, 1, 1)
    assert set(life.stored("status")) == {"g", "1", "2"}
    assert life.held() == {"9": "occurred_at_not_a_time"}


def test_a_line_of_a_file_that_had_no_key_leaves_when_it_is_read_with_one(life: Living, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    drop.joinpath("a.csv").write_text("id,number,when\n,7,2026-03-02 08:00:00\n", encoding="utf-8")
    source = files_source(life, drop, "iso")
    assert life.load(source)["rejected"] == 1
    assert replay(life, source) == (1, 1, 0)
    fields = source.datasets[0].fields
    mended = {**fields, "record_key": type(fields["record_key"])(field="number")}
    dataset = source.datasets[0].model_copy(update={"fields": mended})
    assert replay(life, source.model_copy(update={"datasets": (dataset,)})) == (1, 0, 1)
