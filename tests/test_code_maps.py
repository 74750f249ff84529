"""Code maps: one code on one day, whatever the rows say and when; a wrong row is named by its line and its TOML's."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from platforms.station import SMALL_CITY

from etl.errors import SiteInvalid
from etl.mapping.codebooks import read_code_book
from etl.mapping.codes import read_code_map
from etl.site.source_files import read_source

HEAD = "external_code,code,note,valid_from,valid_to\n"
START = date(2026, 1, 1)
ANY: frozenset[str] = frozenset()
DAYS = st.none() | st.integers(0, 9)


def day(number: int | None) -> str:
    return "" if number is None else str(START + timedelta(days=number))


@given(rows=st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("123"), DAYS, DAYS), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_code_means_on_a_day_what_the_rows_of_that_day_say(
    tmp_path: Path, rows: list[tuple[str, str, int | None, int | None]]
) -> None:
    assume(all(first is None or end is None or first < end for _, _, first, end in rows))
    path = tmp_path / "a.csv"
    path.write_text(
        HEAD + "".join(f"{own},{code},,{day(first)},{day(end)}\n" for own, code, first, end in rows), "utf-8"
    )
    wanted: dict[tuple[str, int], set[str]] = {}
    for own, code, first, end in rows:
        for number in range(-1 if first is None else first, 11 if end is None else end):
            wanted.setdefault((own, number), set()).add(code)
    if any(len(codes) > 1 for codes in wanted.values()):
        with pytest.raises(SiteInvalid, match=r"line \d: '[xy]' is mapped twice, onto different codes"):
            read_code_map(path, ANY)
        return
    found = read_code_map(path, ANY)
    for own in "xy":
        for number in range(-1, 11):
            assert {found.on(day(number)).get(own)} == wanted.get((own, number), {None})


WRONG = [
    ('1,a,"two\nlines"\n2,b,\n2,c,', r"line 5: '2' is mapped twice, onto different codes$"),
    ("1,a,\n\n2,wrong,", "line 4: 'wrong' is not one of a, b, c$"),
]


@pytest.mark.parametrize(("rows", "sentence"), WRONG)
def test_the_line_is_the_files_own(tmp_path: Path, rows: str, sentence: str) -> None:
    (tmp_path / "a.csv").write_text(f"external_code,code,note\n{rows}\n", encoding="utf-8")
    with pytest.raises(SiteInvalid, match=sentence):
        read_code_map(tmp_path / "a.csv", frozenset("abc"))


DATED = [
    ("1,a,,2026-02-30,", r"a\.csv: line 2: '2026-02-30' is not a day; write it as 2026-01-31"),
    ("1,a,,2026-02-03,2026-02-03", "line 2: valid_to is the first day on which it no longer holds; it must be after"),
    ("1,a,,,\n1,b,,2026-02-03,", "line 3: '1' is mapped twice, onto different codes on 2026-02-03"),
]


@pytest.mark.parametrize(("rows", "sentence"), DATED)
def test_a_window_that_cannot_be_is_one_sentence(tmp_path: Path, rows: str, sentence: str) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}{rows}\n", encoding="utf-8")
    with pytest.raises(SiteInvalid, match=sentence):
        read_code_map(tmp_path / "a.csv", ANY)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "does not exist; write it"),
        ("external_code,code\n10,reported\n40,shut\n", "line 3: 'shut' is not one of"),
    ],
)
def test_the_line_of_the_toml_that_names_a_wrong_map_is_said(
    tmp_path: Path, content: str | None, sentence: str
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(SMALL_CITY, folder)
    path = folder / "code_maps" / "trial_status.csv"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    toml = folder / "sources" / "trial.toml"
    source = read_source(toml, {"COCKPIT_TRIAL_URL": "http://127.0.0.1:1"})
    lines = toml.read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, text in enumerate(lines, 1) if '"trial_status"' in text]
    with pytest.raises(SiteInvalid, match=sentence) as caught:
        read_code_book(folder, source, source.datasets[0])
    assert str(caught.value).startswith(str(path))
    assert f"(fields.status of 'events', {toml} line {line}, is mapped by it)" in str(caught.value)
