"""What the cockpit never holds, asked of every field, code, column, metric and site file by its name."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_access.registry import METRICS
from data_access.schema import MARTS, metadata
from etl.entities import ENTITIES

PROJECT = Path(__file__).resolve().parents[1]
SITES = [path.parent for path in sorted(PROJECT.glob("**/site.toml")) if ".venv" not in path.parts]
# The one thing a person's identifier may become is the keyed hash, in memory.
HASHED = "person_key"
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        petition petitions petitioner petitioners religion religious ethnic ethnicity nationality face faces facial
        plate plates trajectory trajectories phone phones telephone mobile wechat qq openid unionid identity idcard
        passport surname nickname gender birthday birth address photo photos portrait score scores scoring credit
        rating blacklist watchlist description remark remarks reporter caller complainant applicant
        """,
    )
)
# How something came, not whose number it is.
CHANNELS = frozenset({"phone", "telephone", "mobile", "wechat"})
CHINESE = (
    *(
        "特殊人群",
        "重点人员",
        "重点人群",
        "信访人",
        "上访",
        "宗教",
        "信教",
        "民族",
        "人脸",
        "车牌",
        "轨迹",
        "手机号",
        "电话号码",
    ),
    *(
        "微信",
        "身份证",
        "姓名",
        "昵称",
        "性别",
        "住址",
        "积分",
        "评分",
        "信用分",
        "黑名单",
        "个人排名",
        "干部排名",
        "网格员排名",
    ),
)


def offences(text: str) -> list[str]:
    """The forbidden words in a name or a sentence."""
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower())
    return [word for word in words if word in ENGLISH] + [word for word in CHINESE if word in text]


def test_the_lists_find_what_they_are_for() -> None:
    for name in ("reporter_phone", "wechatNickname", "resident_score", "重点人员数", "faces", "身份证号", "religion"):
        assert offences(name), name
    for name in ("surface", "template_key", "on_time", "网格事件按期处置率", "closing_rate"):
        assert offences(name) == [], name


def test_no_entity_has_such_a_field_kind_or_code() -> None:
    for entity in ENTITIES.values():
        names = [entity.key, *[kind.key for kind in entity.kinds], *[field.name for field in entity.fields]]
        names += [code for field in entity.fields for code in field.codes]
        assert {name: offences(name) for name in names if offences(name)} == {}


def test_no_column_of_the_warehouse_has_such_a_name() -> None:
    found = [f"{column.table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in found if offences(name)] == []


def test_no_metric_is_about_such_a_thing() -> None:
    for metric in METRICS.values():
        texts = [metric.name, metric.definition, metric.numerator_name, metric.denominator_name, metric.exclusions]
        said = " ".join([metric.key, *[f"{text.zh} {text.en}" for text in texts if text]])
        # Points of a ledger are summed by place; what nobody keeps is how many a person has.
        by_place = ["积分"] if metric.marts == ("points_entry",) else []
        assert [each for each in offences(said) if each not in by_place] == [], metric.key


def test_no_mart_knows_persons_so_no_metric_can_join_them() -> None:
    for mart in MARTS.values():
        for table in mart.every_table:
            assert HASHED not in table.columns
            assert "record_key" not in table.columns


def mapped(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File, field and path of everything that a site's sources map."""
    for path in sorted((folder / "sources").glob("*.toml")):
        for dataset in tomllib.loads(path.read_text(encoding="utf-8"))["datasets"]:
            for field, value in [*dataset["fields"].items(), *dataset.get("place", {}).items()]:
                yield from ((path.name, field, each) for each in paths(value))


def paths(value: object) -> Iterator[str]:
    """Every path that a field or place is taken from, however it is written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        for name in ("field", "first_of", "concat"):
            yield from paths(value.get(name))


@pytest.mark.parametrize("folder", SITES, ids=lambda folder: str(folder.relative_to(PROJECT)))
def test_no_site_maps_or_lists_such_a_thing(folder: Path) -> None:
    assert [each for each in mapped(folder) if each[1] != HASHED and offences(each[2])] == []
    listed = []
    for path in [*sorted((folder / "code_lists").glob("*.csv")), *sorted((folder / "code_maps").glob("*.csv"))]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [text for row in csv.DictReader(file) for text in row.values() if text]
        listed += [f"{path.name}: {text}" for text in rows if set(offences(text)) - CHANNELS]
    for name in ("targets.csv", "units.csv"):
        if (folder / name).is_file():
            listed += [f"{name}: {word}" for word in offences((folder / name).read_text("utf-8").partition("\n")[2])]
    assert listed == []
