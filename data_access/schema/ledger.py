"""The ledger of loads: batches, watermarks, files already read, quarantine, failures, versions of marts."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, moment, text_column

_COUNTS = ("extracted", "inserted", "updated", "unchanged", "superseded", "rejected", "deleted", "unmapped")

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
    PrimaryKeyConstraint("city_code", "batch_id"),
    # The identity every batch must satisfy; announced deletions are counted apart.
    CheckConstraint("extracted = inserted + updated + unchanged + superseded + rejected", name="adds_up"),
    Index(None, "city_code", "source_key", "finished_at"),
)

watermark = Table(
    "watermark",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("dataset"),
    text_column("value", nullable=True, comment="how far the source has been read, in its own words; null: no limit"),
    moment("source_time", nullable=False),
    moment("checked_at", nullable=False),
    PrimaryKeyConstraint("city_code", "source_key", "dataset"),
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

quarantine = Table(
    "quarantine",
    metadata,
    text_column("city_code"),
    Column("batch_id", Uuid, nullable=False),
    Column("ordinal", Integer, nullable=False),
    text_column("source_key"),
    text_column("locator", comment="file hash and line, or page and key: where to find the record at its source"),
    text_column("reason"),
    Column("mapped", JSONB, nullable=False, comment="mapped values after scrubbing; {} where the record is unreadable"),
    PrimaryKeyConstraint("city_code", "batch_id", "ordinal"),
)

load_failure = Table(
    "load_failure",
    metadata,
    text_column("city_code"),
    Column("failure_id", Uuid, nullable=False),
    text_column("source_key"),
    moment("failed_at", nullable=False),
    text_column("reason"),
    text_column("sentence"),
    PrimaryKeyConstraint("city_code", "failure_id"),
    Index(None, "city_code", "source_key", "failed_at"),
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
