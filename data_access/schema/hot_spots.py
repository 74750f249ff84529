"""Significant hot spots of months that are over: which grids, and of how many grids that was asked."""

from sqlalchemy import BigInteger, Column, Date, Double, Integer, Table
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, place_columns, text_column

# A month that has no row here was not looked at yet.
hot_spot_month = Table(
    "hot_spot_month",
    metadata,
    text_column("city_code"),
    text_column("kind"),
    Column("month", Date, nullable=False),
    Column("grids", Integer, nullable=False, comment="how many were looked at; 0: too few to ask"),
    PrimaryKeyConstraint("city_code", "kind", "month"),
)
hot_spot = Table(
    "hot_spot",
    metadata,
    text_column("city_code"),
    text_column("kind"),
    Column("month", Date, nullable=False),
    *place_columns(),
    text_column("grid_code"),
    Column("reported", BigInteger, nullable=False),
    Column("around", BigInteger, nullable=False, comment="reported in the grid and those that it touches"),
    Column("areas", Integer, nullable=False, comment="how many grids these are"),
    Column("z", Double, nullable=False, comment="Getis-Ord Gi*"),
    Column("adjusted", Double, nullable=False, comment="by chance, adjusted for all grids (Benjamini-Hochberg)"),
    PrimaryKeyConstraint("city_code", "kind", "month", "grid_code"),
)
