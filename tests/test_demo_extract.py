"""The extract script: English names, aliases, label points, and one sentence where an input is wrong."""

from pathlib import Path

import pandas as pd
import pytest
import shapely

from etl.demo.extract import alias_table, distinct_from_city, label_point, main, urban_rural
from etl.demo.romanise import english_name, joined

SYLLABLES = {
    "徽": "hui", "城": "cheng", "歙": "she", "县": "xian", "新": "xin", "安": "an", "黄": "huang", "山": "shan",
    "张": "zhang", "村": "cun", "隆": "long", "阜": "fu", "3": "3", " ": " ", "(": "(", ")": ")",
}  # fmt: skip


def syllables(text: str) -> list[str]:
    return [SYLLABLES[character] for character in text]


@pytest.mark.parametrize(
    ("name", "level", "expected"),
    [
        ("徽城镇", "township", "Huicheng"),
        ("歙县", "county", "Shexian"),
        ("黄山区", "county", "Huangshan"),
        ("黄山风景区", "township", "Huangshan Scenic Area"),
        ("安徽黄山经济开发区", "township", "Huangshan Economic Zone"),
        ("经济开发区", "township", "Economic Zone"),
        ("新安村村委会", "community", "Xin'an"),
        ("新安村委会", "community", "Xin'an"),
        ("张村村委会", "community", "Zhangcun"),
        ("隆阜（3）社区居委会", "community", "Longfu (3)"),
    ],
)
def test_english_names_leave_out_the_kind_where_a_name_stands_without_it(name: str, level: str, expected: str) -> None:
    assert english_name(name, level, syllables) == expected


def test_a_syllable_that_opens_with_a_vowel_is_set_apart() -> None:
    assert joined(["xi", "an"]) == "Xi'an"
    assert joined(["an", "qing"]) == "Anqing"


def test_a_district_named_like_its_city_says_so() -> None:
    rows = [("3410", "Huangshan", "city", "3410"), ("341003", "Huangshan", "county", "3410")]
    table = pd.DataFrame(rows, columns=["code", "name_en", "level", "city_code"])
    assert distinct_from_city(table) == ["Huangshan", "Huangshan D."]


def test_aliases_are_only_codes_that_differ() -> None:
    pairs = {"nbs_code": ["341021102", "341021100", ""], "mca_code": ["341021105", "341021100", "340802100"]}
    assert alias_table(pd.DataFrame(pairs)).to_dict("records") == [
        {"system": "mca", "external_code": "341021105", "code": "341021102"}
    ]


def test_a_label_stands_inside_even_where_the_middle_is_outside() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 10, 8))
    assert ring.contains(shapely.Point(*label_point(ring)))


def test_only_communities_are_urban_or_rural() -> None:
    assert urban_rural("community", "quasi_residents_committee") == "urban"
    assert urban_rural("community", "villagers_committee") == "rural"
    assert urban_rural("township", "town") == ""


def test_a_missing_input_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("divisions", "counties", "crosswalk", "points", "out")
    assert main([part for name in names for part in (f"--{name}", str(tmp_path / name))]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(tmp_path) in said
