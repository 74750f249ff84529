"""Makes the first TOML of a source and the skeletons of its code maps; nothing that is there is ever overwritten."""

import csv
import io
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data_access.site import Site
from etl.entities import ENTITIES, Entity, FieldType
from etl.errors import SiteInvalid
from etl.mapping.codes import scrub
from etl.mapping.derive import plain
from etl.site.source_files import parse_source
from etl.starting.guess import Guess, Guesses, guess_fields
from etl.starting.guess_places import Divisions, PlaceGuess, guess_place
from etl.starting.look import Look, read_sample
from etl.starting.text import toml_text
from etl.starting.words import DELETED, likeness
from etl.surroundings import Surroundings

Columns = Mapping[str, Sequence[Any]]


def begin(
    name: str,
    look: Look,
    surroundings: Surroundings,
    wanted: Mapping[str, str],
    secret: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write what `look` shows of the source `name` into the site. Returns the files written, the TOML first.

    `wanted`: field → path that is decided already. `secret`: how the TOML refers to the address of a database.
    Raises SiteInvalid where a file is there already or a required field is not found; nothing is written then.
    """
    site = surroundings.site
    entity = ENTITIES["event"]
    base = _base(name, site)
    path = site.folder / "sources" / f"{name}.toml"
    _not_there([path])
    columns = read_sample(look, {**base, "path": path}, surroundings)
    if not any(columns.values()):
        raise SiteInvalid(f"{name}: the example holds no record; give one that does")
    unknown = [each for each in (*wanted, *wanted.values()) if each in wanted.values() and each not in columns]
    if unknown:
        raise SiteInvalid(f"the example has no '{unknown[0]}'; it has: {', '.join(columns)}")
    guesses = guess_fields(entity, columns, wanted, site.time_zone)
    place = guess_place({each: columns[each] for each in guesses.free}, Divisions(site.folder, base["city_code"]))
    _deleted(columns, guesses)
    if "name" in place.keys or "parents" in place.keys:
        place.keys["alias_system"] = name
    if secret:
        look.connector["sql"]["url"] = dict(secret)
    text = toml_text(base, look, entity, guesses, place, _kind(entity, guesses, place))
    parse_source(path, text, tomllib.loads(text), surroundings.environment)
    return _write({path: text, **_skeletons(site, name, entity, guesses), **_secrets(site, look)})


def _base(name: str, site: Site) -> dict[str, Any]:
    return {
        "key": name,
        "name": {"zh": name, "en": name},
        "city_code": site.city_codes[0],
        "time_zone": site.time_zone,
        "expected_minutes": 1440,
    }


def _kind(entity: Entity, guesses: Guesses, place: PlaceGuess) -> tuple[str, str]:
    """The kind, and why. In doubt a record is about a person: then neither grid nor point of it is kept."""
    about = "person" if guesses.personal and "grid" not in place.keys else "thing"
    kind = next((each.key for each in entity.kinds if each.about == about), entity.kinds[0].key)
    if about == "person":
        return kind, "somebody's data is in the records, so no grid and no point of them are kept"
    return kind, "the records have a grid" if guesses.personal else "nothing personal was seen in the records"


def _deleted(columns: Columns, guesses: Guesses) -> None:
    for path in list(guesses.free):
        values = {plain(value).lower() for value in columns[path]} - {""}
        if likeness(path, DELETED) > 0.9 and values <= {"0", "1", "true", "false"}:
            guesses.fields["deleted"] = Guess(path, "its name")
            guesses.free.remove(path)
            return


def _skeletons(site: Site, name: str, entity: Entity, guesses: Guesses) -> dict[Path, str]:
    """A code map for each field of codes, with the codes seen and nothing beside them: until then they are unmapped."""
    found = {}
    for field in entity.fields:
        guess = guesses.fields.get(field.name)
        if guess is None or field.type is not FieldType.CODE:
            continue
        if field.name == "unit_code":
            units = site.folder / "units.csv"
            if not units.is_file():
                found[units] = "unit_code,name_zh,name_en,aliases\n"
            continue
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(("external_code", "code", "note"))
        # What could not be stored is no code.
        rows.writerows((code, "", "") for code in guess.codes if scrub(code) == code)
        found[site.folder / "code_maps" / f"{name}_{field.name}.csv"] = text.getvalue()
    return found


def _secrets(site: Site, look: Look) -> dict[Path, str]:
    return {site.folder / "sources" / name: content for name, content in look.files.items()}


def _not_there(paths: Sequence[Path]) -> None:
    for path in paths:
        if path.exists():
            raise SiteInvalid(f"{path} is there already and is not touched; take another name, or take it away")


def _write(files: Mapping[Path, str]) -> list[Path]:
    """All files or none; those beside a TOML that are no TOML are secrets, and only their owner may read them."""
    _not_there(list(files))
    for path, text in reversed(list(files.items())):
        path.parent.mkdir(parents=True, exist_ok=True)
        secret = path.parent.name == "sources" and path.suffix != ".toml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    return list(files)
