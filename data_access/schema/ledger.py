"""The ledger of loads: batches, watermarks, files already read, quarantine, failures, versions of marts."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, moment, text_column
from data_access.schema.mart import Mart, mart_table

_COUNTS = ("extracted", "inserted", "updated", "unchanged", "superseded", "rejected", "deleted", "unmapped")
# How the records of a batch came: see etl/quality.py.
_ARRIVALS = {
    "repeated": "records whose key stood more than once on their page",
    "timed": "changes whose own time is later than the first batch of the dataset",
    "late": "those of `timed` that came later than the source's agreed interval",
}
PURPOSES = ("load", "backfill", "replay", "remap", "correction", "forgotten", "retention")

batch = Table(
    "batch",
    metadata,
    text_column("city_code"),
    Column("batch_id", Uuid, nullable=False),
    text_column("source_key"),
    text_column("dataset"),
    moment("started_at", nullable=False),
    moment("finished_at", nullable=False),
    moment("source_time"),
    *[Column(count, BigInteger, nullable=False) for count in _COUNTS],
    text_column("content_hash", comment="SHA-256 over the bytes received"),
    text_column("watermark", nullable=True),
    text_column("purpose", server_default="load", comment="load, or why else facts changed"),
    *[
        Column(name, BigInteger, nullable=False, server_default="0", comment=comment)
        for name, comment in _ARRIVALS.items()
    ],
    Column("day", Date, nullable=False, comment="the city's day on which it began"),
    PrimaryKeyConstraint("city_code", "batch_id"),
    # The identity every batch must satisfy; announced deletions are counted apart.
    CheckConstraint("extracted = inserted + updated + unchanged + superseded + rejected", name="adds_up"),
    CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
    Index(None, "city_code", "source_key", "finished_at"),
    Index("ix_batch_city_code_day", "city_code", "day"),
)

# Sums of the lines above by day: the kind is the purpose, the category the dataset. Each batch adds its own to them.
_BY_DAY = ("kind", "source_key", "category")
_SUMS = mart_table("mart_batch_day", _BY_DAY, ("batches", *_COUNTS, *_ARRIVALS))
Index("ix_mart_batch_day_dataset", *(_SUMS.table.c[name] for name in ("city_code", "day", *_BY_DAY)), unique=True)
BATCHES = Mart("batch", ("batches", *_COUNTS, *_ARRIVALS), (_SUMS,))

watermark = Table(
    "watermark",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("value", nullable=True, comment="how far the source has been read, in its own words; null: no limit"),
    moment("source_time"),
    moment("checked_at", comment="null: never loaded, only backfilled"),
    Column("records", BigInteger, nullable=False, comment="inserted minus deleted by all batches of the dataset"),
    Column("received", BigInteger, nullable=False, server_default="0", comment="records of the last pass"),
    Column("repeated", BigInteger, nullable=False, server_default="0", comment="those of them that were repeated"),
    Column(
        "ahead_seconds",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="by how much times of change in the last pass were later than our own clock",
    ),
    PrimaryKeyConstraint("city_code", "source_key", "dataset"),
)

quality = Table(
    "quality",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("measure", comment="records; unmapped; filled:<field>"),
    Column("number", BigInteger, nullable=False, comment="of how many records that the warehouse holds now it is true"),
    PrimaryKeyConstraint("city_code", "source_key", "dataset", "measure"),
)

file_seen = Table(
    "file_seen",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("content_hash"),
    text_column("name"),
    Column("batch_id", Uuid, nullable=False),
    PrimaryKeyConstraint("city_code", "source_key", "dataset", "content_hash"),
)

file_fault = Table(
    "file_fault",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column(
        "content_hash",
        comment="SHA-256 of the file; of its name, after the word unread, where its content could not be read",
    ),
    text_column("name"),
    text_column(
        "declared",
        comment="SHA-256 of what the TOML says of the dataset: once that is another, the file is tried again",
    ),
    moment("first_failed_at", nullable=False),
    moment("failed_at", nullable=False),
    Column("times", Integer, nullable=False, comment="how often it was tried"),
    text_column("sentence"),
    PrimaryKeyConstraint("city_code", "source_key", "dataset", "content_hash"),
)

quarantine = Table(
    "quarantine",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column(
        "record",
        comment="the record's own key, hashed where it is too long to be one; its locator where it has no key",
    ),
    text_column("reason"),
    text_column(
        "locator",
        comment="file hash and line, or page and position: where the record was last seen at its source",
    ),
    Column("mapped", JSONB, nullable=False, comment="mapped values after scrubbing; {} where the record is unreadable"),
    moment("first_seen", nullable=False),
    moment("last_seen", nullable=False),
    PrimaryKeyConstraint("city_code", "source_key", "dataset", "record", "reason"),
)

load_failure = Table(
    "load_failure",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    moment("first_failed_at", nullable=False),
    moment("failed_at", nullable=False),
    Column("times", Integer, nullable=False, comment="how often it has failed since it last loaded"),
    text_column("reason"),
    text_column("sentence"),
    PrimaryKeyConstraint("city_code", "source_key"),
)

site_version = Table(
    "site_version",
    metadata,
    text_column("site_key"),
    text_column("digest", comment="SHA-256 over the site's files as they were loaded into the dimensions"),
    moment("changed_at", nullable=False),
    PrimaryKeyConstraint("site_key"),
)

mart_version = Table(
    "mart_version",
    metadata,
    text_column("city_code"),
    text_column("mart"),
    Column("version", BigInteger, nullable=False),
    moment("changed_at", nullable=False),
    PrimaryKeyConstraint("city_code", "mart"),
)

tombstone = Table(
    "tombstone",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("entity"),
    text_column("record_key"),
    moment("deleted_at"),
    PrimaryKeyConstraint("city_code", "source_key", "entity", "record_key"),
)
