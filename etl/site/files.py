"""The site folder as a whole: read and checked at once, before anything of it is used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_access.dimension import LEVELS
from data_access.schema import division
from data_access.site import Site, read_site
from data_access.site_roles import SiteRoles, division_lists, read_roles
from etl.errors import SiteInvalid
from etl.life.correction_rows import Corrections, read_all_corrections
from etl.life.retention import check_retention
from etl.mapping.codebooks import read_code_book
from etl.mapping.codes import CodeBook
from etl.site.rows import read_reference
from etl.site.screens import check_screens
from etl.site.secret_files import find_secret, secrets_of
from etl.site.source_files import read_sources
from etl.source import Source


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """A site whose files can all be used.

    `books`: code maps by source and dataset; `corrections` by source; `counts`: rows by table; `missing`: secrets that
    are not there yet.
    """

    site: Site
    sources: tuple[Source, ...]
    books: Mapping[tuple[str, str, str], CodeBook]
    corrections: Mapping[tuple[str, str], Corrections]
    counts: Mapping[str, int]
    missing: tuple[str, ...]


def read_site_files(folder: Path, environment: Mapping[str, str]) -> SiteFiles:
    """Read every file of the site folder. Raises SiteError or SiteInvalid with the file and the place in it."""
    site, roles = read_site(folder), read_roles(folder)
    sources = read_sources(site, environment)
    check_retention(site)
    reference = read_reference(site, sources)
    _check_divisions(site, roles, reference[division])
    check_screens(site, reference[division])
    counts = {table.name: len(rows) for table, rows in reference.items()}
    corrections = read_all_corrections(folder, sources)
    counts["correction"] = sum(map(len, corrections.values()))
    books = {
        (source.city_code, source.key, dataset.name): read_code_book(folder, source, dataset)
        for source in sources
        for dataset in source.datasets
    }
    missing = [sentence for source in sources for sentence in _missing_secrets(source, environment)]
    return SiteFiles(site, sources, books, corrections, counts, tuple(missing))


def _check_divisions(site: Site, roles: SiteRoles, divisions: Iterable[Mapping[str, Any]]) -> None:
    path, levels = site.folder / "roles.toml", {row["code"]: row["level"] for row in divisions}
    for codes in division_lists(roles):
        unknown = [code for code in codes if code not in levels]
        if unknown:
            raise SiteInvalid(f"{path}: the division '{unknown[0]}' is not in divisions.csv")
        named = {levels[code] for code in codes}
        if len(named) > 1 or named - set(LEVELS[:3]):
            raise SiteInvalid(
                f"{path}: divisions = {list(codes)} are of {' and '.join(sorted(named))} level; "
                "name cities, counties or townships, of one level"
            )


def _missing_secrets(source: Source, environment: Mapping[str, str]) -> list[str]:
    found = [find_secret(source, secret, environment) for secret in secrets_of(source)]
    return [f"{source.path}: the secret is not there; put it into {where}" for value, where in found if not value]
