"""Working days and deadlines: the calendar that all deadlines are counted by, and the site's table of deadlines."""

from sqlalchemy import Boolean, Column, Date, Float, Table
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, text_column

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, nullable=False),
    Column("working", Boolean, nullable=False),
    text_column("source", comment="official, override (holidays.csv) or assumed: not announced yet"),
    text_column("document", comment="where it is announced; empty where it is assumed"),
    PrimaryKeyConstraint("day"),
)

deadline_rule = Table(
    "deadline_rule",
    metadata,
    text_column("city_code"),
    text_column("entity"),
    text_column("kind"),
    text_column("category", comment="empty: every category that has no rule of its own"),
    Column("valid_from", Date, nullable=False, comment="first day on which a record may start under it"),
    Column("valid_to", Date, comment="first day on which none may any more; null: valid today"),
    text_column("starts", comment="the moment it is counted from"),
    Column("value", Float, nullable=False),
    text_column("unit", comment="working_hours, working_days, natural_days or hours"),
    text_column("office_hours", comment="of working hours: the site's, as 08:00-12:00 14:00-18:00; else empty"),
    text_column("document"),
    text_column("certainty"),
    PrimaryKeyConstraint("city_code", "entity", "kind", "category", "valid_from"),
)
