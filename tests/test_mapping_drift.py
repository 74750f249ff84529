"""A platform whose records change their form is noticed before anything is loaded, in one sentence."""

from pathlib import Path
from typing import Any

import pytest
from platforms.events import EventPlatform, Record, closed, local, record
from platforms.station import Station, trial_source

from etl.errors import FilesRefused, SourceChanged
from etl.mapping.shapes import names_since_first_load
from etl.site.source_files import read_source
from etl.source import Source

PAGES = {"style": "page", "size_parameter": "size", "size": 50}


@pytest.fixture
def source(url: str, request: pytest.FixtureRequest, here: Station, platform: EventPlatform) -> Source:
    """A source that was loaded well once."""
    found = trial_source(url, f"d{abs(hash(request.node.name)):x}", paging=PAGES, since=None)
    platform.listed = [closed(f"k{number}", 1) for number in range(5)]
    assert here.load(found)["inserted"] == 5
    return found


def renamed(old: str, new: str, number: int, **values: Any) -> Record:
    found = closed(f"n{number}", 2, **values)
    if old:
        found[new] = found.pop(old)
    return found


def said(here: Station, source: Source) -> str:
    with pytest.raises(SourceChanged) as raised:
        here.load(source)
    assert "\n" not in str(raised.value)
    assert here.rows("SELECT count(*) FROM cockpit.event WHERE source_key = :s", s=source.key) == [(5,)]
    return str(raised.value)


def test_a_renamed_name_is_said_with_the_new_one_and_the_line(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [renamed("closed", "closed_time", number) for number in range(4)]
    sentence = said(here, source)
    assert f"{source.key}/events: its records have no 'closed' any more, which fields.closed_at (" in sentence
    assert "trial.toml line 31) reads; perhaps it is called 'closed_time' now; mend the mapping" in sentence


def test_a_name_that_is_gone_is_said_with_what_is_new(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [renamed("channel", "xyz", number) for number in range(4)]
    sentence = said(here, source)
    assert "no 'channel' any more, which fields.channel" in sentence
    assert "new in them: xyz;" in sentence


def test_a_time_that_cannot_be_read_any_more_is_said(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [renamed("", "", number, closed=1772409600) for number in range(4)]
    assert "'closed', which fields.closed_at" in (sentence := said(here, source))
    assert "is number now, it was time" in sentence


def test_a_code_that_becomes_an_object_is_said(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [renamed("", "", number, type={"code": "A"}) for number in range(4)]
    assert "is object now, it was text" in said(here, source)


def test_what_does_no_harm_is_loaded_and_a_new_name_is_shown(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [
        closed(f"n{number}", 2, status=40, type="R", extra_13905590000=number, extra_2=1) for number in range(4)
    ]
    assert here.load(source)["inserted"] == 4
    with here.engine.connect() as connection:
        new = names_since_first_load(connection, source.city_code, source.key)
    assert new == ["events: (a name that is not shown)", "events: extra_2"]
    platform.listed = [closed("n9", 3)]
    assert here.load(source)["inserted"] == 1


def test_one_or_two_odd_records_and_short_deletions_stop_nothing(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [renamed("closed", "closed_time", number, status="10") for number in range(2)]
    assert here.load(source)["inserted"] == 2
    platform.listed = [{"id": f"k{number}", "updated": local(9), "deleted": 1} for number in range(4)]
    assert here.load(source)["deleted"] == 4


def test_one_record_that_has_nothing_of_what_is_mapped_is_enough(
    here: Station, platform: EventPlatform, source: Source
) -> None:
    platform.listed = [{name.capitalize(): value for name, value in closed("n", 2).items()}]
    assert "its records have no 'id' any more" in said(here, source)
    platform.listed = [{}]
    assert here.load(source) == {"extracted": 1, "rejected": 1}


def test_a_mended_mapping_is_loaded(here: Station, platform: EventPlatform, source: Source) -> None:
    platform.listed = [renamed("closed", "closed_time", number) for number in range(4)]
    said(here, source)
    dataset = source.datasets[0]
    fields = {**dataset.fields, "closed_at": dataset.fields["closed_at"].model_copy(update={"field": "closed_time"})}
    mended = source.model_copy(update={"datasets": (dataset.model_copy(update={"fields": fields}),)})
    assert here.load(mended)["inserted"] == 4


def test_a_first_load_whose_key_is_nowhere_is_one_sentence(here: Station, platform: EventPlatform, url: str) -> None:
    platform.listed = [renamed("id", "ID", number) for number in range(4)]
    source = trial_source(url, "first", paging=PAGES, since=None)
    with pytest.raises(SourceChanged, match=r"have no 'id', which fields.record_key .* perhaps it is called 'ID';"):
        here.load(source)


def test_values_are_never_remembered(here: Station, platform: EventPlatform, source: Source) -> None:
    rows = here.rows("SELECT t::text FROM cockpit.dataset_shape AS t WHERE source_key = :s", s=source.key)
    assert len(rows) == len(record("x", 1))
    assert not [row for row in rows if "PLANTED" in row[0]]


def test_a_file_with_another_header_is_said_before_it_is_loaded(here: Station, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "a.csv").write_text("id,when,extra\n1,2026-03-02 08:00:00,x\n", encoding="utf-8")
    fields = {"record_key": "id", "occurred_at": "when"}
    source = Source.model_validate(
        {"key": "filed", "name": {"zh": "试", "en": "T"}, "city_code": "3410", "expected_minutes": 1}
        | {"files": {"folder": str(tmp_path), "settle_seconds": 0}}
        | {"datasets": [{"name": "d", "entity": "event", "kind": "grid_event", "fields": fields}]}
    )
    assert here.load(source)["inserted"] == 1
    (tmp_path / "b.csv").write_text("id,when_at,extra\n2,2026-03-02 08:00:00,x\n", encoding="utf-8")
    with pytest.raises(FilesRefused, match="when"):
        here.load(source)


def test_a_renamed_column_of_a_file_is_said_with_what_is_new_and_the_line(here: Station, tmp_path: Path) -> None:
    toml = tmp_path / "filed.toml"
    toml.write_text(
        f"""key = "filed_again"
name = {{ zh = "试", en = "T" }}
city_code = "3410"
expected_minutes = 1
[files]
folder = "{tmp_path / "drop"}"
settle_seconds = 0
[[datasets]]
name = "d"
entity = "event"
kind = "grid_event"
[datasets.fields]
record_key = "编号"
occurred_at = "上报时间"
closed_at = "办结时间"
""",
        encoding="utf-8",
    )
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.csv").write_text(
        "编号,上报时间,完成时间,联系人\n1,2026-03-02,2026-03-02,某某\n", encoding="utf-8"
    )
    with pytest.raises(FilesRefused) as caught:
        here.load(read_source(toml, {}))
    assert str(caught.value) == (
        "filed_again: 1 file of its folder is not loaded, all else in it is (d: a.csv has no column "
        "'办结时间' among its 4; not mapped in its header: 完成时间, 联系人; "
        f"'办结时间' is read by fields.closed_at ({toml} line 15)); replace, mend or remove it, or mend the TOML"
    )
