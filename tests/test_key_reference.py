"""The reference of keys is what the models say, of every key; every TOML in the documents is one that loads."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from data_access.site import Site
from data_access.site_roles import SiteRoles
from etl.declare import keys
from etl.declare.base import Declared
from etl.declare.keys import key_reference
from etl.mapping.rules import RULES
from etl.mapping.steps import STEPS
from etl.site.source_files import parse_source
from etl.source import Source

PROJECT = Path(__file__).resolve().parents[1]
REFERENCE = PROJECT / "docs" / "connect" / "reference.md"


def models(model: type[BaseModel]) -> dict[str, Any]:
    """All models that a file of this model may hold, by name."""
    schema = model.model_json_schema()
    return {model.__name__: schema, **schema["$defs"]}


ALL = {**models(Source), **models(Site), **models(SiteRoles)}


def test_the_page_is_what_the_models_say() -> None:
    written = subprocess.run([sys.executable, "-m", "etl", "keys"], cwd=PROJECT, capture_output=True, check=True)
    assert written.stdout.decode() == REFERENCE.read_text(encoding="utf-8"), (
        "stale: python -m etl keys > docs/connect/reference.md"
    )


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_key_says_what_it_means_and_stands_on_the_page(name: str) -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    silent = [
        key
        for key, value in ALL[name]["properties"].items()
        if value.get("format") != "path" and "const" not in value and not value.get("description")
    ]
    assert silent == [], "give it Field(description=…)"
    for key, value in ALL[name]["properties"].items():
        assert value.get("format") == "path" or f"\n| `{key}` | " in page


def test_steps_and_rules_stand_on_the_page() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    assert [step for step in STEPS if f"\n| `{step}` | " not in page] == []
    assert [rule for rule in RULES if f"`{rule}`" not in page] == []


class Inner(Declared):
    """Something | inside."""

    deep: int = Field(3, ge=1, lt=9, description="a number")


class Outer(Declared):
    """A file."""

    one: Inner = Field(description="once")
    many: tuple[Inner, ...] = Field((), description="several")
    named: dict[str, bool] = Field(default_factory=dict, description="either | or")


def test_a_new_key_and_a_new_table_appear_by_themselves() -> None:
    assert list(keys._Sections(Outer).written()) == [
        "A file.",
        "| key | type | default | meaning |\n|---|---|---|---|\n"
        "| `one` | [inner](#inner) | **required** | once |\n"
        "| `many` | list: [inner](#inner) | `[]` | several |\n"
        "| `named` | table: true or false |  | either \\| or |",
        "### inner",
        "At `[one]`, `[[many]]`.",
        "Something | inside.",
        "| key | type | default | meaning |\n|---|---|---|---|\n| `deep` | integer ≥ 1, < 9 | `3` | a number |",
    ]


def test_no_link_of_the_page_leads_nowhere() -> None:
    titles = set(re.findall(r"^### (\w+)$", key_reference(), re.M))
    assert set(re.findall(r"\]\(#(\w+)\)", key_reference())) <= titles


# Blocks of TOML, and what a command of a document writes as one.
TOML = re.compile(r"^```toml\n(.*?)^```|<<'TOML'\n(.*?)^TOML$", re.S | re.M)
SAMPLES = [
    pytest.param(path, number, sample, id=f"{path.relative_to(PROJECT)}:{number}")
    for path in sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
    for number, (block, written) in enumerate(TOML.findall(path.read_text("utf-8")), 1)
    for sample in [block or written]
]


@pytest.mark.parametrize(("path", "number", "sample"), SAMPLES)
def test_every_toml_of_the_documents_is_a_source_a_site_or_its_roles(path: Path, number: int, sample: str) -> None:
    values = tomllib.loads(sample)
    if "cities" in values:
        assert Site.model_validate(values).cities
    elif "openid" in values:
        role = {"name": {"zh": "县区", "en": "County"}}
        assert SiteRoles.model_validate({"roles": {"county": role}, **values}).openid
    else:
        source = parse_source(path.with_suffix(f".{number}.toml"), sample, values, {})
        assert source.datasets


def test_documents_have_no_toml_that_is_not_marked_as_one() -> None:
    """Any block that reads as TOML with a table in it is marked, so that the test above sees it."""
    unmarked = []
    for path in sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]):
        rest = TOML.sub("", path.read_text("utf-8"))
        unmarked += [f"{path.name}: {line}" for line in re.findall(r"^\[+[a-z_.]+\]+$", rest, re.M)]
    assert unmarked == []
