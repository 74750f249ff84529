"""JSON bodies of any length and oddness: cut into the same records, odd records put aside alone, or one sentence."""

import io
import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replay.server import Reply, script, serving
from replay.sources import http_connector

from etl.connectors import json_cutter, json_parts, shape
from etl.connectors.body import Content, read_body
from etl.connectors.faults import BrokenBodyError
from etl.connectors.json_cutter import Cutter
from etl.connectors.page import Page
from etl.connectors.shape import Unreadable, records_at
from etl.errors import SourceChanged

WHEN = "2026-11-01T08:00:00+08:00"


def content(body: bytes, path: str = "") -> Content:
    return read_body(io.BytesIO(body), "json", None, path, lambda _: None)


def records(body: bytes, path: str = "") -> list[object]:
    return [record for part in content(body, path).parts for record in part]


def page_of(body: bytes, **dataset: Any) -> Page:
    with serving(script(Reply(body))) as platform:
        (page,) = http_connector(platform.url, **dataset).pages(None)
    return page


plain = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8) | st.sampled_from(['"', "\\", "}]"])
)
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "a", "b c"]), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150)
@given(st.lists(values, max_size=6), values, st.sampled_from(["", "d", "d.list"]), st.booleans(), st.integers(1, 60))
def test_a_body_cut_at_its_records_has_the_same_records(
    listed: list[Any], other: Any, path: str, spaced: bool, part: int
) -> None:
    value: Any = listed
    for step in reversed(path.split(".") if path else []):
        value = {"before": other, step: value, "after": other}
    separators = (" , ", " : ") if spaced else (",", ":")
    body = json.dumps(value, separators=separators, indent=1 if spaced else None, ensure_ascii=spaced).encode()
    cutter = Cutter(io.BytesIO(body), tuple(path.split(".")) if path else (), part)
    found = [record for piece in cutter.parts() for record in orjson.loads(b"[%b]" % piece)]
    assert found == listed
    assert records_at(orjson.loads(cutter.outline), path) == []


@settings(deadline=None, max_examples=150)
@given(st.lists(st.fixed_dictionaries({"id": values, "x": values}), min_size=1, max_size=9), st.data())
def test_a_body_cut_off_anywhere_is_broken(listed: list[Any], data: st.DataObject) -> None:
    body = orjson.dumps({"data": listed})
    end = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises((BrokenBodyError, SourceChanged)):
        records(body[:end], "data")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("tail", ["", ', "other": [{"id": 1}, {"id": 2}]'])
def test_long_lists_are_cut_by_leaps_and_by_looking(
    indent: int | None, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_cutter, "PART", 2000)
    monkeypatch.setattr(json_parts, "WHOLE", 2000)
    monkeypatch.setattr(json_cutter, "_BLOCK", 700)
    listed = [{"id": n, "t": 'a "},{" b', "inner": [{"id": m, "x": "}"} for m in range(n % 9)]} for n in range(400)]
    body = f'{{"data": {json.dumps(listed, indent=indent)}{tail}, "total": 400}}'.encode()
    whole = content(body, "data")
    parts = list(whole.parts)
    assert [record for part in parts for record in part] == listed
    assert len(parts) > 10
    assert isinstance(whole.outline, dict)
    assert whole.outline["total"] == 400


def test_a_list_on_the_way_is_walked_through() -> None:
    value = {"groups": [{"items": [{"id": 1}, {"id": 2}]}, {"items": None}, {"items": [{"id": 3}]}]}
    assert records(orjson.dumps(value), "groups.items") == [{"id": 1}, {"id": 2}, {"id": 3}]
    odd = orjson.dumps(value).replace(b"3", b"NaN")
    assert records(odd, "groups.items") == [{"id": 1}, {"id": 2}, {"id": "NaN"}]


ODD = {
    b'{"id": "2", "id": "3", "when": "%s"}': "a key is there twice, with two values",
    b'{"id": "2", "deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}": "it is nested too deep to be a record",
    b'{"id": "2", "deep": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}": "it is nested too deep to be a record",
    b'{"id": "\\ud800"}': "it holds half a character (a lone surrogate)",
}


@pytest.mark.parametrize(("odd", "reason"), ODD.items(), ids=list(ODD.values()))
def test_a_record_that_means_nothing_certain_is_put_aside_alone(odd: bytes, reason: str) -> None:
    page = page_of(b'{"data": [{"id": "1"}, %b, {"id": "4"}], "total": 3}' % odd, records="data", total="total")
    assert page.columns["id"] == ["1", "4"]
    assert page.locators == ["page 1, record 1", "page 1, record 3"]
    assert page.unreadable == (("page 1, record 2", reason),)
    assert page.total == 3


def test_numbers_that_are_none_stay_as_texts_which_no_field_takes_for_a_number() -> None:
    page = page_of(b'[{"id": NaN, "when": -Infinity}, {"id": "2", "when": Infinity}, {"id": 123456789012345678901}]')
    assert page.columns == {"id": ["NaN", "2", 1.2345678901234568e20], "when": ["-Infinity", "Infinity", None]}


@pytest.mark.parametrize("odd", ["\x00", "\t", "\r\n", "\x1f"])
def test_raw_control_characters_in_texts_are_read(odd: str) -> None:
    assert page_of(f'[{{"id": "a{odd}b"}}]'.encode()).columns["id"] == [f"a{odd}b"]


def test_a_key_that_stands_twice_with_one_value_says_the_same_thing() -> None:
    assert page_of(b'[{"id": "1", "when": null, "id": "1"}]').columns["id"] == ["1"]


def test_keys_in_texts_are_no_keys() -> None:
    text = 'he said "id": twice, "id" : '
    assert records(orjson.dumps([{"id": text, "x": {"id": text}}])) == [{"id": text, "x": {"id": text}}]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"code": 1, "code": 2, "data": []}', "outside of the records, a key is there twice"),
        (b'{"x": ' + b"[" * 10_000 + b"]" * 10_000 + b', "data": []}', "outside of the records, it is nested too deep"),
    ],
)
def test_an_odd_outline_is_one_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceChanged, match=sentence):
        page_of(body, records="data")


def test_a_record_longer_than_12_mib_is_refused_and_one_of_10_is_read() -> None:
    body = b'[{"id": "1"}, {"id": "2", "photo": "%b"}, {"id": "3"}]'
    assert [type(record) for record in records(body % (b"x" * 10 * 1024**2))] == [dict, dict, dict]
    with pytest.raises(SourceChanged, match=r"longer than 12 MiB; ask its operator to leave out what is embedded"):
        records(body % (b"x" * 13 * 1024**2))
    with pytest.raises(SourceChanged, match="12 MiB outside of the list of records"):
        records(b'{"photo": "%b", "data": []}' % (b"x" * 13 * 1024**2), "data")


@pytest.mark.parametrize(
    "body", [b"[{},,{}]", b"[,{}]", b"[{},]", b"[{} {}]", b"[{}]]", b"[{}}", b"]", b'{"data": [1}']
)
def test_what_is_no_json_is_broken(body: bytes) -> None:
    with pytest.raises(BrokenBodyError):
        records(body)


def test_unreadable_is_no_record() -> None:
    assert records(b'[{"id": 1, "id": 2}]') == [Unreadable("a key is there twice, with two values")]
    assert WHEN not in str(records(b"[]"))


@given(st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner)))
def test_objects_and_lists_are_counted_and_brackets_in_texts_are_not(value: object) -> None:
    def count(inner: object) -> int:
        below = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
        return isinstance(inner, dict | list) + sum(map(count, below))

    with pytest.MonkeyPatch.context() as patch:
        for most in (count(value) - 1, count(value)):
            patch.setattr(shape, "MOST_INSIDE", most)
            assert shape.crowded(orjson.dumps(value)) == (most < count(value))
