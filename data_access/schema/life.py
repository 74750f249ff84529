"""The life of a source: backfills and their windows, corrections, what is forgotten or no longer kept, pauses."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Float, Table, Uuid
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, moment, text_column

backfill = Table(
    "backfill",
    metadata,
    text_column("city_code"),
    Column("backfill_id", Uuid, nullable=False),
    text_column("source_key"),
    text_column("dataset"),
    moment("starts_at", nullable=False),
    moment("ends_at", comment="null: to the end of the source"),
    Column("window_days", Float, comment="null: in one piece"),
    moment("asked_at", nullable=False),
    moment("finished_at"),
    PrimaryKeyConstraint("city_code", "backfill_id"),
)

backfill_window = Table(
    "backfill_window",
    metadata,
    text_column("city_code"),
    Column("backfill_id", Uuid, nullable=False),
    moment("starts_at", nullable=False),
    moment("ends_at"),
    moment(
        "reached",
        comment="where the source gives records in order of change: up to here they are loaded, and a new try goes on "
        "from here",
    ),
    moment("finished_at"),
    *[Column(count, BigInteger, nullable=False) for count in ("extracted", "inserted", "updated", "rejected")],
    PrimaryKeyConstraint("city_code", "backfill_id", "starts_at"),
)

first_load = Table(
    "first_load",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    moment(
        "newest_from",
        comment="what changed since then is loaded first, what changed before is its history; null: all is read at "
        "once",
    ),
    Column("backfill_id", Uuid, comment="the backfill that reads the history"),
    moment("begun_at", nullable=False, comment="when it was asked for first"),
    moment("newest_at", comment="null: what is newest is still being loaded"),
    moment("finished_at", comment="null: older records are still being loaded"),
    text_column("fault", nullable=True, comment="why the last try to read the history ended"),
    PrimaryKeyConstraint("city_code", "source_key", "dataset"),
)

correction = Table(
    "correction",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("record_key"),
    text_column("field"),
    text_column("value", nullable=True),
    text_column(
        "source_value", nullable=True, comment="what the source says itself; comes back when the correction goes"
    ),
    text_column("reason"),
    text_column("unit_code", comment="the unit that corrects; never a person"),
    Column("corrected_on", Date, nullable=False),
    moment("applied_at", comment="null: no record with this key was loaded yet"),
    PrimaryKeyConstraint("city_code", "source_key", "record_key", "field"),
)

forgotten = Table(
    "forgotten",
    metadata,
    text_column("city_code"),
    text_column("source_key", comment="* for a person: whatever source"),
    text_column("entity"),
    text_column("hash", comment="keyed; never the key or the identifier itself"),
    text_column(
        "manner",
        comment="record: its key; person: records about the person; anonymous: records stay, without the person",
    ),
    moment("forgotten_at", nullable=False),
    PrimaryKeyConstraint("city_code", "source_key", "entity", "hash"),
    CheckConstraint("manner IN ('record', 'person', 'anonymous')", name="manner"),
)

retention = Table(
    "retention",
    metadata,
    text_column("city_code"),
    text_column("entity"),
    Column(
        "facts_from",
        Date,
        comment="records whose days all lie before are deleted, and marts of days before are never computed again",
    ),
    Column("persons_from", Date, comment="records whose days all lie before keep no person key"),
    moment("applied_at", nullable=False),
    PrimaryKeyConstraint("city_code", "entity"),
)

pause = Table(
    "pause",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    moment("paused_at", nullable=False),
    PrimaryKeyConstraint("city_code", "source_key"),
)
