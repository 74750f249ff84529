"""What all tables share: the schema, names of constraints, and the columns every fact carries."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.schema import PrimaryKeyConstraint, SchemaItem

SCHEMA = "cockpit"
# The visible bucket for a code, place or unit that no map knows.
UNMAPPED = "unmapped"
_OWN_CODE = "the source's own code, kept for remapping"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    },
)


def text_column(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """A text column, required unless said otherwise."""
    return Column(name, Text, nullable=nullable, **options)


def moment(name: str, *, nullable: bool = True, **options: Any) -> Column[Any]:
    """A point in time, stored with its zone."""
    return Column(name, DateTime(timezone=True), nullable=nullable, **options)


def place_columns() -> list[Column[str]]:
    """The division a row belongs to, at every level; `unmapped` where a level is not known."""
    return [text_column("county_code"), text_column("township_code"), text_column("community_code")]


def coded(*names: str) -> list[Column[str]]:
    """For each name the column of the canonical code and `<name>_source`, the source's own."""
    pairs = [(text_column(name), text_column(f"{name}_source", nullable=True, comment=_OWN_CODE)) for name in names]
    return [column for pair in pairs for column in pair]


def fact(name: str, *columns: SchemaItem) -> Table:
    """A fact table: its key is (city, source, the source's own key), its dimensions have the same names everywhere."""
    return Table(
        name,
        metadata,
        text_column("city_code"),
        text_column("source_key"),
        text_column("record_key"),
        text_column("kind"),
        *place_columns(),
        Column("occurred_on", Date, nullable=False),
        *columns,
        moment("updated_at"),
        Column("batch_id", Uuid, nullable=False),
        moment("loaded_at", nullable=False),
        PrimaryKeyConstraint("city_code", "source_key", "record_key"),
    )
