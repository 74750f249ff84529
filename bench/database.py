"""A PostgreSQL for the measurements: embedded, with the settings of production, a fresh database a round."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from psycopg2 import sql
from sqlalchemy import make_url

from data_access.connection import ConnectionUrls, connect
from data_access.embedded import running_server
from data_access.migrate import upgrade
from data_access.roles import ADMINISTRATOR, DATABASE, OWNER, read_passwords
from data_access.site import Site
from data_access.warehouse import open_engine
from etl.site.reference import load_reference
from etl.source import Source


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes databases with all migrations and the site's dimensions, as copies of one."""

    urls: ConnectionUrls
    administrator: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self) -> ConnectionUrls:
        """URLs of a new migrated database; what the server still had to write is written before it is returned."""
        name = self._make(DATABASE)
        return ConnectionUrls(*(_named(url, name) for url in self.urls.every))

    def bare(self) -> str:
        """The owner's URL of a new database with nothing in it."""
        return _named(self.urls.owner, self._make("template1"))

    def superuser(self, url: str) -> str:
        """The administrator's URL of the database of `url`, which no policy hides rows from."""
        return _named(self.administrator, str(make_url(url).database))

    def version(self) -> str:
        """PostgreSQL's version."""
        with connect(self.administrator) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchall()[0][0])

    def _make(self, template: str) -> str:
        name = f"bench_{next(self._numbers)}"
        connection = connect(self.administrator)
        connection.autocommit = True
        with connection.cursor() as cursor:
            parts = [sql.Identifier(each) for each in (name, template, OWNER)]
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*parts))
            grant = sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO public")
            cursor.execute(grant.format(sql.Identifier(name)))
            cursor.execute("CHECKPOINT")
        connection.close()
        return name


@contextmanager
def databases(folder: Path, site: Site, source: Source) -> Iterator[Databases]:
    """A server in `folder` while the block runs."""
    with running_server(folder, say=lambda _: None) as urls:
        upgrade(urls.owner)
        engine = open_engine(urls.writer)
        load_reference(site, engine, [source])
        engine.dispose()
        password = read_passwords(folder)[ADMINISTRATOR]
        base = make_url(urls.owner).set(username=ADMINISTRATOR, password=password, database="postgres")
        yield Databases(urls, base.render_as_string(hide_password=False))


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False) if url else ""
