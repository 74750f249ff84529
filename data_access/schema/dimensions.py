"""Dimensions: divisions, grids, units, code lists, sources, targets and thresholds; reference tables with history."""

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, text_column

division = Table(
    "division",
    metadata,
    text_column("code"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="first day on which the code is no longer valid; null: valid today"),
    text_column("city_code", comment="code of the city the division lies in; its own code for a city"),
    text_column("level", comment="province, city, county, township or community"),
    text_column("parent_code"),
    text_column("name_zh"),
    text_column("name_en"),
    text_column("unit_type", nullable=True),
    text_column("urban_rural", nullable=True),
    text_column("successor_code", nullable=True),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("geometry", JSONB(none_as_null=True), comment="GeoJSON geometry, WGS 84; null where no boundary is loaded"),
    PrimaryKeyConstraint("code", "valid_from"),
    Index(None, "city_code", "level"),
)

division_alias = Table(
    "division_alias",
    metadata,
    text_column("city_code"),
    text_column("system", comment="whose code or name it is"),
    text_column("external_code"),
    text_column("code"),
    PrimaryKeyConstraint("city_code", "system", "external_code"),
)

grid = Table(
    "grid",
    metadata,
    text_column("code"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    text_column("city_code"),
    text_column("county_code"),
    text_column("township_code"),
    text_column("community_code"),
    text_column("name_zh"),
    text_column("name_en"),
    text_column("level", comment="大, 中, 小 or 微"),
    text_column("kind", comment="基础 or 专属"),
    Column("synthetic", Boolean, nullable=False),
    Column("households", Integer),
    text_column("successor_code", nullable=True),
    Column("geometry", JSONB(none_as_null=True), nullable=False),
    PrimaryKeyConstraint("code", "valid_from"),
    Index(None, "city_code"),
)

unit = Table(
    "unit",
    metadata,
    text_column("city_code"),
    text_column("unit_code"),
    text_column("name_zh"),
    text_column("name_en"),
    PrimaryKeyConstraint("city_code", "unit_code"),
)

code_list = Table(
    "code_list",
    metadata,
    text_column("list"),
    text_column("code"),
    text_column("name_zh"),
    text_column("name_en"),
    text_column("about", comment="thing or person: a person's record keeps no grid and no point"),
    text_column("certainty"),
    PrimaryKeyConstraint("list", "code"),
)

source = Table(
    "source",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("name_zh"),
    text_column("name_en"),
    text_column("entity"),
    Column("expected_minutes", Integer, nullable=False),
    Column("demonstration", Boolean, nullable=False),
    PrimaryKeyConstraint("city_code", "source_key"),
)

source_dataset = Table(
    "source_dataset",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("entity", comment="what its records become"),
    text_column("kind"),
    Column("expected_minutes", Integer, comment="how often it brings something new; NULL: as often as its source"),
    PrimaryKeyConstraint("city_code", "source_key", "dataset"),
)

target = Table(
    "target",
    metadata,
    text_column("metric_key"),
    text_column("division_code"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    text_column("comparator"),
    Column("value", Float, nullable=False),
    text_column("document"),
    PrimaryKeyConstraint("metric_key", "division_code", "valid_from"),
)

star_rule = Table(
    "star_rule",
    metadata,
    text_column("scheme"),
    Column("level", Integer, nullable=False, comment="1 is the lowest"),
    Column("hours", Integer, nullable=False, comment="of counted service from which a volunteer has that level"),
    text_column("document"),
    text_column("certainty"),
    PrimaryKeyConstraint("scheme", "level"),
)

threshold = Table(
    "threshold",
    metadata,
    text_column("name"),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("name"),
)
