"""Writes the TOML of a first guess: every guess with its reason beside it, and what was left out and why."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from etl.entities import Entity, FieldType
from etl.mapping.shapes import shown
from etl.starting.guess import Guess, Guesses
from etl.starting.guess_places import PlaceGuess
from etl.starting.look import Look

_WIDEST = 110


def written(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {written(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(each) for each in value) + "]"
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else written(name)


def toml_text(
    base: Mapping[str, Any], look: Look, entity: Entity, guesses: Guesses, place: PlaceGuess, kind: tuple[str, str]
) -> str:
    """The whole file. `kind`: the kind of the entity and why."""
    lines = [
        f"# A first guess, made by looking at an example. Read it through; then: python -m etl check {base['key']}",
        *_pairs(base, {"name": "what screens call it", "expected_minutes": "guess: how old its data may be"}),
        "",
    ]
    for name, table in look.connector.items():
        lines += [f"[{name}]", *_pairs(table, look.notes), ""]
    lines += ["[[datasets]]", *_pairs({"name": look.dataset.get("name", "records"), "entity": entity.key}, {})]
    kinds = ", ".join(each.key for each in entity.kinds)
    lines += _noted(f"kind = {written(kind[0])}", f"{kind[1]}; there are: {kinds}")
    lines += _pairs({key: value for key, value in look.dataset.items() if key != "name"}, look.notes)
    if look.notes.get("paging") and "paging" not in look.dataset:
        lines.append(f"# paging: {_comment(look.notes['paging'])}")
    lines += _place(place)
    lines += [*_since(look, guesses), "", "[datasets.fields]"]
    for each in entity.fields:
        if each.name in guesses.fields:
            lines += _field(each.name, guesses.fields[each.name], entity, base["key"])
    return "\n".join([*lines, "", *_left_out(entity, guesses, place)]) + "\n"


def _pairs(values: Mapping[str, Any], notes: Mapping[str, str]) -> list[str]:
    lines = []
    for name, value in values.items():
        line = f"{_key(name)} = {written(value)}"
        lines += _noted(line, notes[name]) if name in notes else [line]
    return lines


def _place(place: PlaceGuess) -> list[str]:
    if not place.keys:
        return ["# place: nothing in the example looks like one; without it every record is unmapped"]
    lines = [f"# guess: {_comment(why)}" for why in place.why]
    lines += [f"# {_comment(place.aliases)}"] if place.aliases else []
    return [*lines, f"place = {written(place.keys)}"]


def _since(look: Look, guesses: Guesses) -> list[str]:
    lines = []
    if "deleted" in guesses.fields:
        deleted = {"field": guesses.fields["deleted"].path, "equals": ["1", "true"]}
        lines.append(f"deleted = {written(deleted)}  # guess: its name and values")
    updated = guesses.fields.get("updated_at")
    if updated and "files" not in look.connector:
        since: dict[str, Any] = {"field": updated.path}
        if "http" in look.connector:
            since = {"parameter": "…", **since, **({"format": updated.layout} if "%" in updated.layout else {})}
        lines.append(f"# To read only what changed, once it is known that the platform can: since = {written(since)}")
    return lines


def _field(name: str, guess: Guess, entity: Entity, key: str) -> list[str]:
    field = entity.field(name)
    value: Any = guess.path
    if field.type is FieldType.CODE:
        value = {"field": guess.path, "map": "units" if name == "unit_code" else f"{key}_{name}"}
    elif guess.layout not in ("", "iso"):
        value = {"field": guess.path, "format": guess.layout}
    note = guess.why
    if field.codes:
        note += f"; write one of {', '.join(sorted(field.codes))} beside each code of code_maps/{key}_{name}.csv"
    elif field.type is FieldType.CODE and name != "unit_code":
        note += f"; write the canonical code beside each code of code_maps/{key}_{name}.csv"
    elif name == "unit_code":
        note += "; names that units.csv does not know are unmapped: add them there as aliases"
    return _noted(f"{name} = {written(value)}", note)


def _noted(line: str, note: str) -> list[str]:
    """A line with a remark behind it, or above it where both are long."""
    remark = f"# guess: {_comment(note.removeprefix('guess: '))}"
    whole = f"{line}  {remark}"
    return [whole] if len(whole) <= _WIDEST else [remark, line]


def _left_out(entity: Entity, guesses: Guesses, place: PlaceGuess) -> Iterable[str]:
    if guesses.personal:
        yield "# Left out, for it looks personal, and never stored:"
        yield from (f"#   {_comment(shown(path))} (by {why})" for path, why in guesses.personal.items())
        if any(field.type is FieldType.PERSON for field in entity.fields):
            yield "# To count persons without knowing them, person_key may name one: only its keyed hash is kept."
    free = [path for path in guesses.free if path not in place.paths]
    if free:
        yield f"# Not mapped, and never stored: {_comment(', '.join(map(shown, free)))}"


def _comment(text: str) -> str:
    """Names of a platform inside a comment: on one line, whatever they hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
