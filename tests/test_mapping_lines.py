"""Errors name the line of the TOML: the scanner finds every key that tomllib reads, and each slip is one sentence."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.toml_lines import KeyPath, line_of, lines_of
from etl.errors import SiteInvalid
from etl.site.source_files import read_source

PROJECT = Path(__file__).resolve().parents[1]
ODD = '''
title = "x # no comment" # a comment
"quoted key" = 1
a.b."c.d" = { e = [1, [2, 3], { f = "}" }], g = \'\'\'
several # lines
]\'\'\' }
list = [
    "one", # first
    """two
    """"",
    { three = 3 },
]
[table.inner]
x = 1979-05-27T07:32:00Z
[[things]]
name = 'a'
[things.sub]
deep = true
[[things.parts]]
n = 1
[[things.parts]]
n = 2
[[things]]
[[things.parts]]
n = 3
'''


def every_path(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    found = {path} if path else set()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        found |= every_path(each, (*path, step))
    return found


def files() -> list[Path]:
    return [PROJECT / "pyproject.toml", *(PROJECT / "etl").rglob("*.toml"), *(PROJECT / "tests").rglob("*.toml")]


def test_every_key_of_real_and_odd_files_has_its_line() -> None:
    for text in [ODD, ODD.replace("\n", "\r\n"), *[path.read_text(encoding="utf-8") for path in files()]]:
        assert set(lines_of(text)) == every_path(tomllib.loads(text))
    lines = lines_of(ODD)
    assert line_of(lines, ("a", "b", "c.d", "e", 2, "f")) == 4
    assert line_of(lines, ("list", 2, "three")) == 11
    assert line_of(lines, ("things", 0, "parts", 1, "n")) == 22
    assert line_of(lines, ("things", 1, "parts", 0, "n")) == 25
    assert line_of(lines, ("things", 1, "nothing", "like", "it")) == 23


NAMES = st.text(st.sampled_from("ab_-9 .#'中"), max_size=3)
VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text(st.sampled_from("ab\"'#[]{}=,\n\\ 中"), max_size=6)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def written(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{written(key)} = {written(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "\n,".join(f"\n  {written(each)} # ]" for each in value) + "\n]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=3), st.lists(st.dictionaries(NAMES, VALUES, max_size=2), max_size=2))
def test_any_toml_has_a_line_for_every_key(table: dict[str, Any], tables: list[dict[str, Any]]) -> None:
    text = "\n".join(f"{written(key)} = {written(value)}" for key, value in table.items())
    for each in tables:
        text += "\n[['an array'.x]]\n" + "\n".join(f"{written(key)} = {written(value)}" for key, value in each.items())
    assert set(lines_of(text)) == every_path(tomllib.loads(text))


GOOD = """key = "trial"
name = { zh = "试", en = "Trial" }
city_code = "3410"
expected_minutes = 60
[http]
base_url = "http://127.0.0.1:1"
[[datasets]]
name = "events"
entity = "event"
kind = "grid_event"
[datasets.fields]
record_key = "id"
occurred_at = "when"
category = { field = "type", same = true }
"""
SLIPS = [
    ("", 'keyy = "x"', 15, "datasets.0.fields.keyy: 'event' has no such field"),
    ('"id"', '{ feld = "id" }', 12, "datasets.0.fields.record_key.feld: there is no such key here"),
    ('"id"', '{ then = ["lower"] }', 12, "give one of field, constant, first_of, concat"),
    ('"id"', '{ field = "id", then = ["lowr"] }', 12, "there is no step 'lowr'; there are: lower"),
    ('"id"', '{ field = "id", then = [\n"lower", { do = "split" }] }', 13, "datasets.0.fields.record_key.then.1"),
    ('"id"', '{ field = "id", then = [{ do = "divide", by = 0 }] }', 12, "by: must not be 0"),
    ('"id"', '{ field = "id", format = "%Y" }', 12, "only times and days take a format"),
    ('"when"', '{ field = "when", format = ["%Y", "%Q"] }', 13, "'%Q' is neither a strptime format nor one of iso"),
    ("same = true", 'map = "x", same = true', 14, "give either map or same"),
    ("grid_event", "grid_evnt", 10, "datasets.0.kind: 'grid_evnt' is not a kind of 'event'"),
    ("record_key", "record_kee", 12, "has no such field (perhaps 'record_key')"),
    ("expected_minutes = 60", "", None, "expected_minutes: must be given"),
    ('base_url = "http://127.0.0.1:1"', 'base_url = "${NOT_SET}"', 6, "needs the environment variable NOT_SET"),
    ("", '[[datasets.checks]]\nfield = "due_at"\nrule = "required"', 16, "checks.0.field: 'due_at' is not mapped"),
    ("", '[[datasets.checks]]\nfield = "category"\nrule = "betwen"', 17, "there is no rule 'betwen'; there are"),
    ("", '[[datasets.checks]]\nfield = "category"\nrule = "between"', 16, "'between' says nothing about a code"),
    ("", '[[datasets.checks]]\nfield = "category"\nrule = "one_of"', 15, "the rule 'one_of' takes values"),
    (
        "",
        '[[datasets]]\nname = "others"\nentity = "event"\nkind = "grid_event"\n[datasets.fields]\n'
        'record_key = "id"\noccurred_at = "when"',
        7,
        "datasets.0.key_prefix: must be given, as events and others become 'event': the same in each where a key",
    ),
    ("city_code =", "city_code", 3, "cannot be read as TOML"),
]


@pytest.mark.parametrize(("part", "instead", "line", "sentence"), SLIPS)
def test_each_slip_is_one_sentence_with_its_line(
    tmp_path: Path, part: str, instead: str, line: int | None, sentence: str
) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(GOOD.replace(part, instead) if part else GOOD + instead + "\n", encoding="utf-8")
    with pytest.raises(SiteInvalid) as raised:
        read_source(path, {})
    said = str(raised.value)
    assert sentence in said
    assert "\n" not in said
    assert line is None or f"line {line}" in said
    assert str(path) in said


def test_the_good_one_is_good(tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_source(path, {}).datasets[0].paths() == ("id", "when", "type")
