"""One warehouse holds one site: another is refused before it mixes with what is there."""

from sqlalchemy import Connection, select

from data_access.schema import site_version
from data_access.site import Site, SiteError
from data_access.warehouse import open_engine


def refuse_other_site(connection: Connection, site: Site) -> None:
    """Raises SiteError where the warehouse holds the data of another site."""
    held = connection.scalar(select(site_version.c.site_key).where(site_version.c.site_key != site.key))
    if held is not None:
        raise SiteError(
            f"this warehouse holds the site '{held}', and {site.folder} is '{site.key}': set COCKPIT_DATA to another "
            "folder (or COCKPIT_DATABASE_URL to another database) for it, or delete the data folder to start anew"
        )


def check_held_site(url: str, site: Site) -> None:
    """The same for a warehouse by its URL; its schema must be there."""
    engine = open_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            refuse_other_site(connection, site)
    finally:
        engine.dispose()
