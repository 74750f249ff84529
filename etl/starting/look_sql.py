"""Looks at one table of a database: its columns and its key."""

import warnings

from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import ArgumentError, NoSuchTableError, SAWarning, SQLAlchemyError

from etl.errors import SiteInvalid, SourceUnavailable
from etl.starting.look import Look


def look_at_sql(url: str, table: str, secret: dict[str, str]) -> Look:
    """What the TOML says of `table` (or `schema.table`) in the database at `url`; `secret` is how it refers to it.

    Raises SiteInvalid or SourceUnavailable; no sentence holds the URL.
    """
    schema, _, name = table.rpartition(".")
    try:
        engine = create_engine(url)
    except (ArgumentError, ImportError, ValueError) as error:
        raise SiteInvalid(
            f"the address of the database cannot be used ({type(error).__name__}); it looks like "
            "dialect+driver://user@host:port/database with its password, and its driver must be installed"
        ) from None
    try:
        with warnings.catch_warnings():
            # Types that SQLAlchemy does not know (points, polygons) are not mapped anyway.
            warnings.simplefilter("ignore", SAWarning)
            inspector = inspect(engine)
            columns = [each["name"] for each in inspector.get_columns(name, schema=schema or None)]
            key = inspector.get_pk_constraint(name, schema=schema or None)["constrained_columns"]
    except NoSuchTableError:
        raise SiteInvalid(f"the database has no table or view '{table}' that this account may see") from None
    except SQLAlchemyError as error:
        raise SourceUnavailable(
            f"the database could not be asked ({type(error).__name__}); check its address"
        ) from None
    finally:
        engine.dispose()
    select: dict[str, object] = {"table": table}
    look = Look({"sql": {"url": secret}}, {"select": select}, names=columns)
    if not key:
        look.notes["select"] = "the table has no primary key: name columns that are unique together as key"
    return look
