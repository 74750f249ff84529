"""Reads the sources of a site from its TOML files; every error names the file and the key that is wrong."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from data_access.site import Site
from etl.errors import SiteInvalid
from etl.source import Source

_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}")


def read_sources(site: Site, environment: Mapping[str, str]) -> tuple[Source, ...]:
    """All sources of the site, by file name. Raises SiteInvalid with the file and the key that is wrong."""
    found = [read_source(path, environment) for path in sorted((site.folder / "sources").glob("*.toml"))]
    for source in found:
        if source.city_code not in site.city_codes:
            raise SiteInvalid(f"{source.path}: city_code '{source.city_code}' is not a city of site.toml")
    keys = [(source.city_code, source.key) for source in found]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise SiteInvalid(f"{site.folder / 'sources'}: two files declare the source {sorted(twice)[0]}")
    return tuple(found)


def read_source(path: Path, environment: Mapping[str, str]) -> Source:
    """One source file. Raises SiteInvalid with the file and the key that is wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteInvalid(f"{path}: cannot be read as TOML: {error}") from None
    try:
        source = Source.model_validate({**values, "path": path})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SiteInvalid(f"{path}: {where}: {first['msg']}") from None
    if source.http is None:
        return source
    http = source.http.model_copy(update={"base_url": _with_variables(source.http.base_url, path, environment)})
    return source.model_copy(update={"http": http})


def _with_variables(text: str, path: Path, environment: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        found = environment.get(match[1], match[2])
        if found is None:
            raise SiteInvalid(f"{path}: http.base_url needs the environment variable {match[1]}, which is not set")
        return found

    return _VARIABLE.sub(value, text)
