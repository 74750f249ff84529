"""corrections.csv: what a unit knows better holds until it is removed, and then the source is believed again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms.events import closed, local, record
from platforms.living import Living, living

from data_access.connection import ConnectionUrls
from etl.errors import SiteInvalid
from etl.life.correction_rows import read_all_corrections, read_corrections
from etl.life.remap import remap_source

HEADER = "source_key,record_key,field,value,reason,by,date\n"
DAY = "2026-03-02"


@pytest.fixture
def life(module_database: ConnectionUrls, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    with living(module_database, tmp_path, f"c{abs(hash(request.node.name)):x}") as opened:
        yield opened
        assert opened.here.faults() == []


def correct(life: Living, *lines: str) -> None:
    """The file as it is now; each line is record, field and value."""
    rows = [f"{life.key},{line},现场核实,城市管理局,2026-03-20\n" for line in lines]
    life.write("corrections.csv", HEADER + "".join(rows))


def known(life: Living) -> list[tuple[object, ...]]:
    query = (
        "SELECT record_key, field, value, source_value, unit_code FROM cockpit.correction "
        "WHERE source_key = :s ORDER BY 1, 2"
    )
    return life.here.rows(query, s=life.key)


def test_a_correction_is_applied_to_what_is_loaded_already_and_counted_in_its_mart(life: Living) -> None:
    life.platform.put(record("a", 1), record("b", 1))
    life.load()
    correct(life, "a,category,road")
    life.load()
    assert life.stored("category") == {"a": "road", "b": "appearance"}
    assert life.lines("correction") == [(1, 0, 1, 0, 0)]
    assert known(life) == [("a", "category", "road", "appearance", "urban_management")]
    query = "SELECT category, sum(reported)::int FROM cockpit.mart_event_category_day WHERE source_key = :s GROUP BY 1"
    assert dict(life.here.rows(query, s=life.key)) == {"road": 1, "appearance": 1}


def test_it_survives_reloads_and_later_changes_of_the_source(life: Living) -> None:
    correct(life, "a,category,road")
    life.platform.put(record("a", 1))
    assert life.load()["inserted"] == 1
    assert life.stored("category") == {"a": "road"}
    assert "updated" not in life.load()
    # The source changes something else, then the same field, long after the correction's date.
    life.platform.put(closed("a", 500, type="A"))
    life.load()
    assert life.stored("(category, status)") == {"a": "(road,closed)"}
    life.platform.put(closed("a", 600, type="P"))
    life.load()
    assert life.stored("category") == {"a": "road"}
    assert known(life) == [("a", "category", "road", "complaint", "urban_management")]


def test_an_older_state_that_comes_late_is_not_what_the_source_says(life: Living) -> None:
    correct(life, "a,category,road")
    life.platform.put(closed("a", 20, type="P"))
    life.load()
    life.platform.listed = [record("a", 5, type="A")]
    life.load()
    assert known(life)[0][3] == "complaint"


def test_removal_brings_back_what_the_source_said_last(life: Living) -> None:
    life.platform.put(record("a", 1))
    correct(life, "a,category,road", "a,due_at,2026-03-10 08:00:00")
    life.load()
    assert life.here.day("2026-03-10", life.key) == {"due": 1, "overdue_open": 1}
    life.platform.put(record("a", 2, type="P"))
    life.load()
    correct(life)
    life.load()
    assert life.stored("category") == {"a": "complaint"}
    assert life.here.day("2026-03-03", life.key) == {"due": 1, "overdue_open": 1}
    assert known(life) == []


def test_removal_of_one_leaves_the_other(life: Living) -> None:
    life.platform.put(record("a", 1))
    correct(life, "a,category,road", "a,channel,hotline")
    life.load()
    correct(life, "a,channel,hotline")
    life.load()
    assert life.stored("(category, channel)") == {"a": "(appearance,hotline)"}
    assert known(life) == [("a", "channel", "hotline", "grid_staff", "urban_management")]


def test_a_correction_mends_a_record_that_would_be_put_aside(life: Living) -> None:
    life.platform.put(closed("a", 5, closed=local(-1)))
    assert life.load()["rejected"] == 1
    correct(life, f"a,closed_at,{local(5)}")
    life.platform.put(closed("a", 6, closed=local(-1)))
    assert life.load()["inserted"] == 1
    assert life.held() == {}


def test_a_person_category_by_correction_takes_the_point_away(life: Living) -> None:
    life.platform.put(record("a", 1, longitude=118.30398, latitude=29.72679))
    life.load()
    correct(life, "a,category,complaint")
    life.load()
    assert life.stored("(grid_code, longitude)") == {"a": "(unmapped,)"}


def test_a_remap_goes_beneath_the_correction(life: Living) -> None:
    life.platform.put(record("a", 1, type="NEW"))
    correct(life, "a,category,road")
    life.load()
    life.write("code_maps/trial_type.csv", "external_code,code\nNEW,complaint\n")
    remap_source(life.source(), life.surroundings)
    assert life.stored("category") == {"a": "road"}
    correct(life)
    life.load()
    assert life.stored("category") == {"a": "complaint"}


def test_a_correction_that_breaks_a_check_is_refused_with_its_line_and_nothing_changes(life: Living) -> None:
    life.platform.put(record("a", 1))
    life.load()
    correct(life, "a,category,road", "a,status,closed")
    with pytest.raises(SiteInvalid, match=r"corrections.csv: line 2: .* a is closed_without_close_time"):
        life.load()
    assert life.stored("(category, status)") == {"a": "(appearance,reported)"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{s},a,category,roads,why,城市管理局,2026-03-20", "'roads' is not a code of category \\(perhaps 'road'\\)"),
        ("{s},a,person_key,x,why,城市管理局,2026-03-20", "'person_key' cannot be corrected; occurred_at"),
        ("{s},a,record_key,x,why,城市管理局,2026-03-20", "'record_key' cannot be corrected"),
        ("{s},a,updated_at,2026-03-20,why,城市管理局,2026-03-20", "'updated_at' cannot be corrected"),
        ("{s},a,nothing,x,why,城市管理局,2026-03-20", "'nothing' cannot be corrected"),
        ("{s},a,due_at,tomorrow,why,城市管理局,2026-03-20", "'tomorrow' cannot be due_at \\(due_at_not_a_time\\)"),
        ("{s},a,occurred_at,,why,城市管理局,2026-03-20", "occurred_at_missing"),
        ("{s},a,rework_count,two,why,城市管理局,2026-03-20", "rework_count_not_a_number"),
        ("{s},a,category,road,why,张三,2026-03-20", "'张三' is not in units.csv; a unit corrects, never a person"),
        ("{s},a,category,road,,城市管理局,2026-03-20", "needs a record_key and a reason"),
        ("{s},a,category,road,why,城市管理局,20.3.2026", "'20.3.2026' is not a day"),
        ("nowhere,a,category,road,why,城市管理局,2026-03-20", "there is no source 'nowhere'"),
        ("{s},a,category,road,why,水务局,2026-03-20\n{s},a,category,road,why,水务局,2026-03-20", "corrected twice"),
    ],
)
def test_a_wrong_line_is_named(life: Living, line: str, sentence: str) -> None:
    life.write("corrections.csv", HEADER + line.format(s=life.key) + "\n")
    with pytest.raises(SiteInvalid, match=rf"corrections\.csv: line \d: .*{sentence}"):
        read_all_corrections(life.folder, [life.source()])


def test_values_are_read_as_the_source_writes_them(life: Living) -> None:
    correct(life, "a,unit_code,市城管局", "a,closed_at,", "a,due_at,2026-03-10T08:00:00+09:00", "a,rework_count,")
    found = {field: each.value for (_, field), each in read_corrections(life.folder, life.source()).items()}
    assert found == {
        "unit_code": "urban_management",
        "closed_at": None,
        "due_at": "2026-03-10T08:00:00+09:00",
        "rework_count": "0",
    }
