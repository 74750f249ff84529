"""The site folder while it is watched: read again when its files change, kept as it was while they are wrong."""

from collections.abc import Mapping
from pathlib import Path

import structlog
from psycopg2 import Error as DatabaseError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.site import SiteError, read_site
from etl.errors import SiteInvalid
from etl.site.files import SiteFiles, read_site_files
from etl.site.reference import is_current, load_reference
from etl.site.source_files import read_sources

log = structlog.get_logger()

# Name, time of change, size and number of every file: cheap to ask every other second.
_Stamp = frozenset[tuple[str, int, int, int]]


class WatchedSite:
    """The files that are in use, and whether those on the disk are others by now."""

    def __init__(self, folder: Path, engine: Engine, environment: Mapping[str, str]) -> None:
        """Read the folder and load its dimensions. Raises SiteError or SiteInvalid where it cannot be used."""
        self._folder, self._engine, self._environment = folder, engine, environment
        self._used = self._seen = _stamp_of(folder)
        self._refused: _Stamp | None = None
        self.files = self._read()

    def look(self) -> bool:
        """Whether changed files have just been taken over; files that are wrong are said once and not used.

        A change must look the same twice in a row: before that somebody may still be writing.
        """
        now, before = _stamp_of(self._folder), self._seen
        self._seen = now
        if now != before or now in (self._used, self._refused):
            return False
        try:
            self.files = self._read()
        except (SiteError, SiteInvalid) as error:
            self._refused = now
            log.error("the site's files are wrong; those read before stay in use", sentence=str(error))
            return False
        except (SQLAlchemyError, DatabaseError, OSError) as error:
            log.error("the site's files could not be loaded; tried again", reason=type(error).__name__)
            return False
        self._used, self._refused = now, None
        log.warning("the site's files have changed and were read again", sources=len(self.files.sources))
        return True

    def _read(self) -> SiteFiles:
        files = read_site_files(self._folder, self._environment)
        load_reference(files.site, self._engine, files.sources)
        return files


def site_fault(folder: Path, engine: Engine, environment: Mapping[str, str]) -> str:
    """Why the files of the folder cannot be used; '' where they are those in use, or can be."""
    try:
        site = read_site(folder)
        sources = read_sources(site, environment)
        with engine.connect() as connection:
            if not is_current(connection, site, sources):
                read_site_files(folder, environment)
    except (SiteError, SiteInvalid) as error:
        return str(error)
    return ""


def _stamp_of(folder: Path) -> _Stamp:
    found = set()
    for path in folder.rglob("*"):
        try:
            state = path.stat()
        except OSError:
            # Gone since it was listed, or a link to nowhere: it is no part of the folder.
            continue
        found.add((str(path), state.st_mtime_ns, state.st_size, state.st_ino))
    return frozenset(found)
