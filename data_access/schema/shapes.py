"""What the records of each dataset looked like at its last good load: names and kinds of value, never values."""

from sqlalchemy import Boolean, Column, Table
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, moment, text_column

dataset_shape = Table(
    "dataset_shape",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("path"),
    Column("mapped", Boolean, nullable=False),
    Column("always", Boolean, nullable=False, comment="every record of that load had it"),
    text_column("kind", comment="text, number, time, truth, list or object; empty where not mapped or not known"),
    moment("first_seen", nullable=False),
    moment("last_seen", nullable=False),
    PrimaryKeyConstraint("city_code", "source_key", "dataset", "path"),
)
