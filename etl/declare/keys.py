"""The reference of every key of a site's TOML files, written from the models that check them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from data_access.site import Site
from data_access.site_roles import SiteRoles
from etl.entities import ENTITIES, Entity
from etl.mapping.steps import ARGUMENTS
from etl.mapping.times import FORMS
from etl.source import Source

# A JSON schema, or a part of one.
_Schema = Mapping[str, Any]
_HEAD = "| key | type | default | meaning |\n|---|---|---|---|"
_PLAIN = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false"}
_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
_INTRODUCTION = """\
# Every key

Written from the models by `python -m etl keys > docs/connect/reference.md`; a test fails where it is stale. A key that
is not here is refused, with file and line. How to connect a platform: [connect.md](../connect.md)."""
_SOURCE = """\
## A source: `sources/*.toml`

A table may also be written in its line: `[datasets.paging]` is `paging = { … }` in its dataset."""


def key_reference() -> str:
    """The whole page, as Markdown."""
    parts = [
        *(_INTRODUCTION, _SOURCE, *_Sections(Source).written()),
        *("## Fields of the entities", *map(_entity, ENTITIES.values())),
        *("## The site: `site.toml`", *_Sections(Site).written()),
        *("## Who may see what: `roles.toml`", *_Sections(SiteRoles).written()),
    ]
    return "\n\n".join(parts) + "\n"


@dataclass(slots=True)
class _Section:
    """One model of a TOML file and the tables of the file that are such a one."""

    schema: _Schema
    headers: list[str] = field(default_factory=list)


class _Sections:
    """The tables of one TOML file, in the order of their keys."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._whole = model.model_json_schema()
        self._found: dict[str, _Section] = {}
        self._look_through(self._whole, ())

    def written(self) -> Iterator[str]:
        """The file's own keys, then each table, those that stand in several places last."""
        yield _described(self._whole)
        yield self._table(self._whole)
        for shared in (False, True):
            for name, section in self._found.items():
                if (len(section.headers) > 1) == shared:
                    yield from self._section(name, section)

    def _section(self, name: str, section: _Section) -> Iterator[str]:
        places = ", ".join(f"`{header}`" for header in section.headers)
        yield f"### {_title(name) if len(section.headers) > 1 else places}"
        if len(section.headers) > 1:
            yield f"At {places}."
        yield _described(section.schema)
        yield self._table(section.schema)
        if name == "Step":
            yield _steps()
        if name == "FieldMapping":
            forms = ", ".join(f"`{form}`" for form in FORMS if "%" not in form)
            yield f"Named forms of `format`: {forms}; what each reads is in [files.md](files.md)."

    def _look_through(self, schema: _Schema, path: tuple[str, ...]) -> None:
        for key, value in _keys(schema):
            for reference, ending in _references(value):
                name = reference.rpartition("/")[2]
                below = self._whole["$defs"][name]
                header = ".".join((*path, key)) + (ending if ending != "[]" else "")
                said = f"[[{header}]]" if ending == "[]" else f"[{header}]"
                kind = below["properties"].get("kind", {}).get("const")
                section = self._found.setdefault(name, _Section(below))
                section.headers.append(f"{said} kind = {json.dumps(kind)}" if kind else said)
                if len(section.headers) == 1:
                    self._look_through(below, tuple(header.split(".")))

    def _table(self, schema: _Schema) -> str:
        required = schema.get("required", ())
        return "\n".join([_HEAD, *(self._line(key, value, key in required) for key, value in _keys(schema))])

    def _line(self, key: str, value: _Schema, required: bool) -> str:
        default = "**required**" if required else _written(value.get("default"))
        meaning = "that it is this kind" if "const" in value else value.get("description", "")
        return _cells(f"`{key}`", self._type(value), default, meaning)

    def _type(self, value: _Schema) -> str:
        if "$ref" in value:
            name = value["$ref"].rpartition("/")[2]
            several = len(self._found[name].headers) > 1
            return f"[{_title(name)}](#{_title(name)})" if several else "table"
        if "const" in value:
            return _written(value["const"])
        if "enum" in value:
            return ", ".join(map(_written, value["enum"]))
        if choices := value.get("anyOf") or value.get("oneOf"):
            return " or ".join(dict.fromkeys(self._type(each) for each in choices if each.get("type") != "null"))
        if value["type"] == "array":
            return f"list: {self._type(value['items'])}"
        if value["type"] == "object":
            return f"table: {self._type(value['additionalProperties'])}"
        plain = "date" if value.get("format") == "date" else _PLAIN[value["type"]]
        bounds = [f"{sign} {value[bound]:g}" for bound, sign in _BOUNDS.items() if bound in value]
        return f"{plain} {', '.join(bounds)}".rstrip() + (f" like `{value['pattern']}`" if "pattern" in value else "")


def _keys(schema: _Schema) -> Iterator[tuple[str, _Schema]]:
    """The keys a file may have; where a file was read from is none."""
    return ((key, value) for key, value in schema["properties"].items() if value.get("format") != "path")


def _references(value: _Schema) -> Iterator[tuple[str, str]]:
    """The models a value may be, and what stands behind its key in the header of such a table."""
    if "$ref" in value:
        yield value["$ref"], ""
    for each in (*value.get("anyOf", ()), *value.get("oneOf", ())):
        yield from _references(each)
    if "items" in value:
        yield from ((reference, "[]") for reference, _ in _references(value["items"]))
    if isinstance(below := value.get("additionalProperties"), Mapping):
        yield from ((reference, ".FIELD") for reference, _ in _references(below))


def _described(schema: _Schema) -> str:
    return str(schema["description"])


def _title(name: str) -> str:
    return name.removeprefix("Site").lower()


def _written(default: object) -> str:
    """A value as TOML writes it; '' for none and for a table, whose keys have defaults of their own."""
    if default is None or isinstance(default, dict):
        return ""
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _steps() -> str:
    lines = ["| `do` | its keys | what it makes |", "|---|---|---|"]
    for name, model in ARGUMENTS.items():
        schema = model.model_json_schema()
        keys = [
            f"`{key}`" + (" (required)" if key in schema["required"] else f" ({_written(value.get('default'))})")
            for key, value in _keys(schema)
            if key != "do"
        ]
        lines.append(_cells(f"`{name}`", ", ".join(keys), " ".join(_described(schema).split())))
    return "\n".join(lines)


def _entity(entity: Entity) -> str:
    kinds = ", ".join(f"`{kind.key}` (about a {kind.about})" for kind in entity.kinds)
    lines = ["| field | 中文 | type | required | codes |", "|---|---|---|---|---|"]
    for each in entity.fields:
        codes = _listed(sorted(each.codes))
        lines.append(_cells(f"`{each.name}`", each.zh, each.type.value, "yes" if each.required else "", codes))
    reasons = _listed([check.reason for check in entity.checks])
    return (
        f"### `{entity.key}`\n\nKinds: {kinds}.\n\n" + "\n".join(lines) + f"\n\nPut aside are records with {reasons}."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
