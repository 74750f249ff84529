"""What a job is given: the warehouse, the site, the data folder, the environment and the key for persons."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select

from data_access.schema import site_version
from data_access.site import Site
from etl.errors import SiteInvalid
from etl.life.correction_rows import Corrections, read_corrections
from etl.mapping.codebooks import read_code_book
from etl.mapping.codes import CodeBook
from etl.mapping.places import Gazetteer
from etl.site.secret_files import find_secret
from etl.source import Dataset, Secret, Source

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Handed to every job by the composition root; jobs read no environment of their own.

    `books`: code maps by city, source and dataset, `corrections` by city and source; those that are not there are read
    from the site folder.
    """

    engine: Engine
    site: Site
    data_folder: Path
    environment: Mapping[str, str]
    person_key: bytes
    books: Mapping[tuple[str, str, str], CodeBook] = field(default_factory=dict, repr=False, compare=False)
    corrections: Mapping[tuple[str, str], Corrections] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, tuple[str | None, Gazetteer]] = field(default_factory=dict, repr=False, compare=False)

    def places(self, city_code: str) -> Gazetteer:
        """The places of a city; read again only after the site's files changed."""
        with self.engine.connect() as connection:
            digest = connection.scalar(select(site_version.c.digest).where(site_version.c.site_key == self.site.key))
            known = self._places.get(city_code)
            if known is None or known[0] != digest:
                known = self._places[city_code] = digest, Gazetteer(connection, city_code)
        return known[1]

    def code_book(self, source: Source, dataset: Dataset) -> CodeBook:
        """The code maps of a dataset. Raises SiteInvalid with the file and line that is wrong."""
        known = self.books.get((source.city_code, source.key, dataset.name))
        return known or read_code_book(self.site.folder, source, dataset)

    def corrections_of(self, source: Source) -> Corrections:
        """What is corrected in a source's records. Raises SiteInvalid with the line that is wrong."""
        known = self.corrections.get((source.city_code, source.key))
        return read_corrections(self.site.folder, source) if known is None else known

    def secret(self, source: Source, secret: Secret) -> str:
        """The secret itself. Raises SiteInvalid with where it was looked for, never with what was found."""
        value, where = find_secret(source, secret, self.environment)
        if not value:
            raise SiteInvalid(f"{source.path}: the secret is not there; put it into {where}")
        return value


def read_person_key(folder: Path) -> bytes:
    """The key for hashing persons, made at the first run (mode 600) and kept apart from the database.

    Raises SiteInvalid where the file does not hold a whole key.
    """
    path = folder / "secrets" / "person.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make_person_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        # With another key every person would be somebody else, and with an empty one the hash protects nothing.
        raise SiteInvalid(f"{path} is damaged: restore it from its backup; nothing was loaded")
    return key


def _make_person_key(path: Path) -> None:
    """The whole key appears at once or not at all; of two processes that make one, the first wins."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
