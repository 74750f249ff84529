"""A mended code map changes what was loaded before, in facts and marts, without asking the platform."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms.events import COMMUNITIES, closed, record
from platforms.living import Living, living

from data_access.connection import ConnectionUrls
from etl.life.remap import remap_source

DAY = "2026-03-02"
SPOT = {"longitude": 118.30398, "latitude": 29.72679}
TYPES = "external_code,code,note\n"


@pytest.fixture
def life(module_database: ConnectionUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(module_database, tmp_path, f"m{abs(hash(request.node.name)):x}") as opened:
        yield opened
        assert opened.here.faults() == []


def types(life: Living, **codes: str) -> None:
    """The map of types as it is now."""
    life.write("code_maps/trial_type.csv", TYPES + "".join(f"{own},{code},\n" for own, code in codes.items()))


def remap(life: Living) -> dict[str, int]:
    asked = len(life.served.requests)
    counts = remap_source(life.source(), life.surroundings)
    assert len(life.served.requests) == asked
    return {"updated": counts.updated, "rejected": counts.rejected}


def categories(life: Living) -> dict[str, int]:
    query = (
        "SELECT category, sum(reported)::int FROM cockpit.mart_event_category_day "
        "WHERE source_key = :s AND day = :day GROUP BY 1"
    )
    return dict(life.here.rows(query, s=life.key, day=DAY))


def test_what_no_map_knew_gets_its_code_in_facts_and_marts(life: Living) -> None:
    life.platform.put(record("a", 1, type="NEW"), record("b", 1, type="NEW"), record("c", 1))
    life.load()
    known = life.stored("category")["c"]
    assert categories(life) == {"unmapped": 2, known: 1}
    version = life.here.version()
    types(life, A=known, NEW="road")
    assert remap(life) == {"updated": 2, "rejected": 0}
    assert categories(life) == {"road": 2, known: 1}
    assert life.here.version() == version + 1
    assert life.lines("remap") == [(2, 0, 2, 0, 0)]


def test_a_code_that_changed_its_meaning_is_read_by_the_day_of_its_record(life: Living) -> None:
    # 23:30 in Shanghai, and half an hour later: in UTC both are the day before.
    before, after = record("a", 1, reported="2026-03-09 23:30:00"), record("b", 1, reported="2026-03-10 00:00:00")
    life.platform.put(*(each | {"due": None} for each in (before, after)), record("c", 1, type="B"))
    life.write(
        "code_maps/trial_type.csv",
        "external_code,code,note,valid_from,valid_to\nA,road,,,2026-03-10\nA,appearance,,2026-03-10,\nB,road,,,\n",
    )
    life.load()
    assert life.stored("category") == {"a": "road", "b": "appearance", "c": "road"}
    assert remap(life)["updated"] == 0
    types(life, A="appearance", B="road")
    assert remap(life)["updated"] == 1
    assert life.stored("category") == {"a": "appearance", "b": "appearance", "c": "road"}
    life.write(
        "code_maps/trial_type.csv",
        "external_code,code,note,valid_from,valid_to\nA,appearance,,,2026-03-10\nA,road,,2026-03-10,\nB,road,,,\n",
    )
    assert remap(life)["updated"] == 1
    assert life.stored("category") == {"a": "appearance", "b": "road", "c": "road"}
    assert "updated" not in life.load()


def test_a_second_remap_changes_nothing_and_says_so(life: Living) -> None:
    life.platform.put(record("a", 1, type="NEW"))
    life.load()
    types(life, NEW="road")
    assert remap(life)["updated"] == 1
    version = life.here.version()
    assert remap(life)["updated"] == 0
    assert life.here.version() == version
    assert len(life.lines("remap")) == 1


def test_a_load_after_a_remap_finds_everything_unchanged(life: Living) -> None:
    life.platform.put(record("a", 1, type="R", channel="?", status="?", unit="?"))
    life.load()
    types(life, R="appearance")
    assert remap(life)["updated"] == 1
    assert "updated" not in life.load()


def test_a_category_that_is_about_persons_now_takes_point_and_grid_away(life: Living) -> None:
    life.platform.put(record("a", 1, **SPOT))
    life.load()
    assert life.stored("grid_code") == {"a": "341002001001001"}
    types(life, A="complaint")
    assert remap(life)["updated"] == 1
    assert life.stored("(grid_code, longitude, latitude)") == {"a": "(unmapped,,)"}
    assert life.here.rows(
        "SELECT DISTINCT grid_code, community_code FROM cockpit.mart_event_grid_day WHERE source_key = :s", s=life.key
    ) == [("unmapped", COMMUNITIES[0])]


def test_a_point_comes_back_only_with_the_next_load(life: Living) -> None:
    life.platform.put(record("a", 1, type="NEW", **SPOT))
    life.load()
    types(life, NEW="road")
    remap(life)
    assert life.stored("longitude") == {"a": None}
    assert life.load()["updated"] == 1
    assert life.stored("longitude") == {"a": SPOT["longitude"]}


def test_a_code_list_that_says_person_now_takes_the_point_away_too(life: Living) -> None:
    life.platform.put(record("a", 1, type="R", **SPOT))
    life.load()
    assert life.stored("longitude") == {"a": SPOT["longitude"]}
    path = life.folder / "code_lists" / "event_category.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    life.write(
        "code_lists/event_category.csv",
        "\n".join(row.replace("thing", "person") if row.startswith("road,") else row for row in rows) + "\n",
    )
    assert remap(life)["updated"] == 1
    assert life.stored("longitude") == {"a": None}


def test_units_are_remapped_by_their_dictionary(life: Living) -> None:
    life.platform.put(record("a", 1, unit="新设局"))
    life.load()
    path = life.folder / "units.csv"
    names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"unit_code": "xsj", "name_zh": "新设局", "name_en": "New Office"}
    life.write("units.csv", path.read_text(encoding="utf-8") + ",".join(row.get(name, "") for name in names) + "\n")
    assert remap(life)["updated"] == 1
    assert life.stored("unit_code") == {"a": "xsj"}


def test_codes_that_are_stored_alike_and_mean_different_things_are_left_alone(life: Living) -> None:
    life.platform.put(record("a", 1, type="T1234567"), record("b", 1, type="T7654321"))
    life.load()
    types(life, T1234567="road", T7654321="complaint")
    assert remap(life)["updated"] == 0
    types(life, T1234567="road")
    assert remap(life)["updated"] == 2


def test_a_code_that_would_break_a_check_leaves_the_fact_and_is_put_aside(life: Living) -> None:
    life.platform.put(record("a", 1, status="99"), closed("b", 2, status="99"))
    life.load()
    path = life.folder / "code_maps" / "trial_status.csv"
    life.write("code_maps/trial_status.csv", path.read_text(encoding="utf-8") + "99,closed\n")
    assert remap(life) == {"updated": 1, "rejected": 1}
    assert life.stored("status") == {"a": "unmapped", "b": "closed"}
    assert life.held() == {"a": "closed_without_close_time"}
    assert remap(life) == {"updated": 0, "rejected": 1}
    assert life.held() == {"a": "closed_without_close_time"}
    assert len(life.lines("remap")) == 1
    path.write_text(path.read_text(encoding="utf-8").replace("99,closed\n", ""), encoding="utf-8")
    assert remap(life) == {"updated": 1, "rejected": 0}
    assert life.held() == {}


def test_of_two_datasets_each_keeps_its_own_map(life: Living) -> None:
    life.write("code_maps/other_type.csv", TYPES + "NEW,complaint,\n")
    one = life.source().datasets[0]
    fields = {**one.fields, "category": one.fields["category"].model_copy(update={"map": "other_type"})}
    two = one.model_copy(update={"name": "others", "fields": fields, "path": "/others"})
    source = life.source().model_copy(update={"datasets": (one, two)})
    life.platform.put(record("a", 1, type="NEW"))
    life.load(source.model_copy(update={"datasets": (one,)}))
    life.platform.records.clear()
    life.platform.put(record("b", 1, type="NEW"))
    life.load(source.model_copy(update={"datasets": (two,)}))
    assert life.stored("category") == {"a": "unmapped", "b": "complaint"}
    types(life, NEW="road")
    assert remap_source(source, life.surroundings).updated == 1
    assert life.stored("category") == {"a": "road", "b": "complaint"}
