"""Where names are expected there may be a record: what is said of it holds nothing of anybody."""

import io
from pathlib import Path

import pytest
from replay.server import Reply, script, serving
from replay.sources import files_connector, http_connector

from etl.connectors.faults import quoted
from etl.connectors.json_parts import read_json
from etl.connectors.shape import Unreadable
from etl.errors import SourceChanged
from etl.mapping.codes import scrub, scrub_unknown, shown_name, shown_names

PERSON = ("王小明", "13855912345", "341021199001011234", "wang@example.org", "黄山市屯溪区某街道9号")
NAMELESS = "(a name that is not shown)"


def holds_nothing_of(person: tuple[str, ...], sentence: str) -> bool:
    return not [value for value in person if value in sentence]


def test_a_file_without_a_header_is_said_without_its_first_record(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",".join(PERSON) + "\n", encoding="utf-8")
    with pytest.raises(SourceChanged, match="has no column 'id', 'when' among its 5;") as caught:
        list(files_connector(tmp_path).pages(None))
    assert holds_nothing_of(PERSON, str(caught.value))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("json", '{"data": {"13855912345": {"王小明": 1}, "wang@example.org": 2}}'),
        ("xml", "<all><王小明>1</王小明><wang13855912345/></all>"),
    ],
)
def test_objects_keyed_by_their_data_are_said_without_them(kind: str, body: str) -> None:
    reply = Reply(body.encode(), headers={"Content-Type": f"application/{kind}"})
    with serving(script(reply)) as platform:
        connector = http_connector(platform.url, records="data.list", body=kind)
        with pytest.raises(SourceChanged) as caught:
            list(connector.pages(None))
    assert holds_nothing_of(PERSON, str(caught.value))


def test_a_key_that_stands_twice_is_not_named() -> None:
    body = io.BytesIO(b'[{"13855912345": 1, "13855912345": 2}]')
    assert list(read_json(body, (), lambda _: None)[1]) == [[Unreadable("a key is there twice, with two values")]]


@pytest.mark.parametrize(
    "name", ["close_time", "上报时间", "a.b_c", "point@lat", "@lat", "name.#text", "field-2", "y2026"]
)
def test_names_are_shown(name: str) -> None:
    assert shown_name(name) == name


@pytest.mark.parametrize(
    "name", ["138", "13855912345", "a13855912345", "wang.13855912345", "王 小明", "x" * 41, "a,b", "", "138-5591-2345"]
)
def test_what_is_no_name_is_not_shown(name: str) -> None:
    assert shown_name(name) == NAMELESS


def test_names_of_an_object_are_counted_and_only_plain_ones_said() -> None:
    assert shown_names({"code": 1, "王小明": 2, "138": 3}) == "3 (code)"
    assert shown_names({"王小明": 2}) == "1"


@pytest.mark.parametrize(
    "number",
    ["13812345678", "138-1234-5678", "138 1234 5678", "340102 19900101 1234", "34010219900101123X", "(0559) 2312345"],
)
def test_numbers_of_people_are_masked_however_they_are_written(number: str) -> None:
    for text in (scrub(f"call {number} now"), quoted(f"call {number} now", ())):
        assert text.replace("(", "") == "call # now"


def test_mail_addresses_are_masked_and_codes_are_left() -> None:
    assert scrub("of wang.xm@example.com.cn!") == "of #!"
    for code in ("01-02-03", "A-2024-7", "3410.21", "市场监管局", "type 4"):
        assert scrub(code) == code


def test_what_no_map_knows_is_kept_by_its_beginning() -> None:
    assert scrub_unknown("黄山市屯溪区市场监督管理局") == "黄山市屯溪区市场监督管理局"
    assert scrub_unknown("x" * 30) == "x" * 19 + "…"
