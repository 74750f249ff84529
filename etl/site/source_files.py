"""Reads the sources of a site from its TOML files; every error names the file, the line and the key that is wrong."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from data_access.site import Site
from data_access.toml_lines import line_of, lines_of
from etl.errors import SiteInvalid
from etl.source import Source

_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}")
# A validator that looks at several keys opens its sentence with the one it means.
_NAMED = re.compile(r"^(?:Value error, )?([\w.]+): (.*)", re.DOTALL)
# What pydantic says of the commonest slips, in words that say what to do.
_SAID = {
    "extra_forbidden": "there is no such key here; see docs/connect/reference.md",
    "missing": "must be given",
    "model_type": "must be a table of keys",
}


def read_sources(site: Site, environment: Mapping[str, str]) -> tuple[Source, ...]:
    """All sources of the site, by file name. Raises SiteInvalid with the file and the key that is wrong."""
    found = [read_source(path, environment) for path in sorted((site.folder / "sources").glob("*.toml"))]
    for source in found:
        if source.city_code not in site.city_codes:
            where = where_in(source.path, ("city_code",))
            raise SiteInvalid(f"{where}: city_code '{source.city_code}' is not a city of site.toml")
    keys = [(source.city_code, source.key) for source in found]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise SiteInvalid(f"{site.folder / 'sources'}: two files declare the source {sorted(twice)[0]}")
    return tuple(found)


def read_source(path: Path, environment: Mapping[str, str]) -> Source:
    """One source file. Raises SiteInvalid with the file, the line and the key that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteInvalid(f"{path}: cannot be read as TOML: {error}") from None
    return parse_source(path, text, values, environment)


def parse_source(path: Path, text: str, values: Mapping[str, Any], environment: Mapping[str, str]) -> Source:
    """The source that a TOML text declares; `path` is where it stands or will stand. Raises SiteInvalid."""
    try:
        source = Source.model_validate({**values, "path": path})
    except ValidationError as error:
        raise SiteInvalid(_sentence(path, text, error)) from None
    if source.http is None:
        return source
    http = source.http.model_copy(update={"base_url": _with_variables(source.http.base_url, path, environment)})
    return source.model_copy(update={"http": http})


def where_in(path: Path, keys: Sequence[str | int]) -> str:
    """`file line N` of a key in a TOML file that was read before; the file alone where it is not found any more."""
    try:
        line = line_of(lines_of(path.read_text(encoding="utf-8")), keys)
    except (OSError, UnicodeDecodeError, IndexError):
        line = None
    return f"{path} line {line}" if line else str(path)


def _sentence(path: Path, text: str, error: ValidationError) -> str:
    first, *others = error.errors()
    keys: list[str | int] = list(first["loc"])
    # What is said of a table around the wrong key only follows from it.
    others = [each for each in others if first["loc"][: len(each["loc"])] != each["loc"]]
    said = _SAID.get(first["type"], first["msg"])
    named = _NAMED.match(said)
    if first["type"] == "value_error" and named:
        keys += [int(key) if key.isdigit() else key for key in named[1].split(".")]
        said = named[2]
    line = line_of(lines_of(text), keys)
    place = f"{path} line {line}" if line else str(path)
    more = f" (and {len(others)} more)" if others else ""
    return f"{place}: {'.'.join(map(str, keys)) or 'the file'}: {said.removeprefix('Value error, ')}{more}"


def _with_variables(text: str, path: Path, environment: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        found = environment.get(match[1], match[2])
        if found is None:
            where = where_in(path, ("http", "base_url"))
            raise SiteInvalid(f"{where}: http.base_url needs the environment variable {match[1]}, which is not set")
        return found

    return _VARIABLE.sub(value, text)
