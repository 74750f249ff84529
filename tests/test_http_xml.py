"""XML bodies: read like JSON, in any encoding, and never with a document type or an entity of their own."""

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.server import Reply, script, serving
from replay.sources import http_connector

from etl.connectors import xml_parts
from etl.connectors.body import BrokenBodyError, Content, read_body
from etl.connectors.page import Page
from etl.connectors.shape import Unreadable
from etl.errors import SourceChanged, SourceUnavailable

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r><e><id>&c;</id></e></r>'
)
FILE = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r><e><id>&f;</id></e></r>'
OUTSIDE = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd"><r><e><id>1</id></e></r>'


def content(body: bytes | str, path: str = "e", charset: str | None = None) -> Content:
    text = body.encode() if isinstance(body, str) else body
    return read_body(io.BytesIO(text), "xml", charset, path, lambda _: None)


def records(body: bytes | str, path: str = "e", charset: str | None = None) -> list[object]:
    return [record for part in content(body, path, charset).parts for record in part]


def pages_of(body: bytes, **dataset: Any) -> list[Page]:
    with serving(script(Reply(body, headers={"Content-Type": "text/xml"}))) as platform:
        return list(http_connector(platform.url, body="xml", **dataset).pages(None))


def test_elements_attributes_and_lists_have_paths() -> None:
    body = """<?xml version="1.0"?>
    <x:answer xmlns:x="urn:x" xmlns="urn:y"><x:code>0</x:code><total>2</total><data>
      <e id="1" x:kind="k"><when> 2026-11-01 </when><x:point lat="29.7" lon="118.3"/><tag>a</tag><tag>b</tag>
        <unit code="7">城管 &amp; 队</unit><note><![CDATA[a < b]]></note><none/></e>
      <e id="2"><deep><of level="2"><it>x</it></of></deep></e></data></x:answer>"""
    whole = content(body, "data.e")
    assert whole.outline == {"code": "0", "total": "2", "data": None}
    assert [record for part in whole.parts for record in part] == [
        {
            "@id": "1",
            "@kind": "k",
            "when": "2026-11-01",
            "point": {"@lat": "29.7", "@lon": "118.3"},
            "point@lat": "29.7",
            "point@lon": "118.3",
            "tag": ["a", "b"],
            "unit": "城管 & 队",
            "unit@code": "7",
            "note": "a < b",
            "none": None,
        },
        {"@id": "2", "deep": {"of": {"@level": "2", "it": "x"}, "of@level": "2"}},
    ]


def test_a_page_of_xml_is_a_page() -> None:
    body = "<r><total>1</total><e><id>一</id><when>x</when></e></r>".encode()
    (page,) = pages_of(body, records="e", total="total", paging={"style": "page"})
    assert (page.columns, page.total) == ({"id": ["一"], "when": ["x"]}, 1)


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "UTF-8", None),
        ("utf-8-sig", "UTF-8", None),
        ("gb18030", "GB2312", None),
        ("gbk", "GBK", None),
        ("utf-16", "UTF-16", None),
        ("gb18030", "UTF-8", "gbk"),
    ],
)
def test_any_encoding_is_read(encoding: str, declared: str, charset: str | None) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?><r><e><id>屯溪</id></e></r>'.encode(encoding)
    assert records(body, "e", charset) == [{"id": "屯溪"}]


@pytest.mark.parametrize("body", [BOMB, FILE, OUTSIDE])
def test_document_types_and_entities_are_refused_in_one_sentence(body: str) -> None:
    with pytest.raises(SourceChanged, match=r"declares a document type or entities.*it was not read"):
        pages_of(body.encode(), records="e")


def test_a_page_of_html_is_tried_again() -> None:
    with pytest.raises(SourceUnavailable, match=r"not whole XML \(text/xml\): it is a page of HTML"):
        pages_of(b"<!DOCTYPE html><html><body>Sorry</body></html>", records="e")


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_xml_cut_off_anywhere_is_broken(data: st.DataObject) -> None:
    body = '<?xml version="1.0"?><r><d><e a="1"><id>屯溪</id></e><e/></d><n>1</n></r>'.encode()
    with pytest.raises(BrokenBodyError):
        records(body[: data.draw(st.integers(0, len(body) - 1))], "d.e")


def test_a_record_nested_too_deep_is_put_aside_alone() -> None:
    deep = "<e><id>2</id>" + "<a>" * 10_000 + "</a>" * 10_000 + "</e>"
    found = records(f"<r><e><id>1</id></e>{deep}<e><id>3</id></e></r>")
    assert found == [{"id": "1"}, Unreadable("it is nested more than 100 levels deep"), {"id": "3"}]


def test_a_record_of_too_many_elements_is_put_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "MOST_INSIDE", 20)

    def listed(number: int) -> str:
        return f"<e><id>{number}</id><list>" + '<a b="1"><c/></a>' * number + "</list></e>"

    most, many = listed(8), listed(9)
    (one, two, last) = records(f"<r>{most}{many}{most}</r>")
    assert two == Unreadable("it holds more than 20 elements")
    assert one == last
    assert isinstance(one, dict)
    assert len(one["list"]["a"]) == 8


def test_a_record_longer_than_12_mib_is_refused_and_one_of_10_is_read() -> None:
    assert len(records(f"<r><e><id>1</id><photo>{'x' * 10 * 1024**2}</photo></e></r>")) == 1
    with pytest.raises(SourceChanged, match="longer than 12 MiB"):
        records(f"<r><e><id>1</id><photo>{'x' * 13 * 1024**2}</photo></e></r>")
    with pytest.raises(SourceChanged, match="12 MiB outside of the list of records"):
        records(f"<r><photo>{'x' * 13 * 1024**2}</photo></r>")


def test_a_long_list_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "PART", 5000)
    monkeypatch.setattr(xml_parts, "WHOLE", 5000)
    monkeypatch.setattr(xml_parts, "_BLOCK", 1000)
    body = "<r>" + "".join(f"<e><id>{number}</id></e>" for number in range(2000)) + "<total>2000</total></r>"
    whole = content(body)
    parts = list(whole.parts)
    assert len(parts) > 5
    assert [record for part in parts for record in part] == [{"id": str(number)} for number in range(2000)]
    assert whole.outline == {"total": "2000"}


def test_no_element_is_an_empty_list_unless_the_platform_counts_some() -> None:
    (page,) = pages_of(b"<r><total>0</total><list/></r>", records="list.e", total="total", paging={"style": "page"})
    assert len(page) == 0
    with pytest.raises(SourceChanged, match=r"says it has 7 records, but there is none at 'list\.item'"):
        pages_of(b"<r><total>7</total><list><e/></list></r>", records="list.item", total="total")
    with pytest.raises(SourceChanged, match=r"nothing at 'lists', only elements: 2 "):
        pages_of(b"<r><total>7</total><list><e/></list></r>", records="lists.e")


def test_items_within_records_are_records_with_their_parent() -> None:
    body = b'<r><o n="7"><item k="a"/><item k="b"><x>1</x></item></o><o n="8"><item k="c"/></o><o n="9"/></r>'
    with serving(script(Reply(body))) as platform:
        connector = http_connector(platform.url, body="xml", records="o", explode="item")
        connector._paths = ("@k", "x", "parent.@n")
        (page,) = connector.pages(None)
    assert page.columns == {"@k": ["a", "b", "c"], "x": [None, "1", None], "parent.@n": ["7", "7", "8"]}
    assert page.locators == ["page 1, record 1, item 1", "page 1, record 1, item 2", "page 1, record 2, item 1"]
