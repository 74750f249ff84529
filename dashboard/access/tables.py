"""The tables of access, as SQLAlchemy Core: only cockpit_app may use them."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)

SCHEMA = "access"
metadata = MetaData(schema=SCHEMA)

# `name` is a login name of an office, never a person's; no `divisions` are those of the role; `origin` is local, openid
# or demonstration; without `password_hash` (argon2id) an account signs in elsewhere only.
account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password_hash", Text),
    Column("role_key", Text, nullable=False),
    Column("divisions", ARRAY(Text), nullable=False),
    Column("origin", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("failed_count", Integer, nullable=False),
    Column("locked_until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("password_at", DateTime(timezone=True)),
)

screen_token = Table(
    "screen_token",
    metadata,
    Column("name", Text, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("role_key", Text, nullable=False),
    Column("divisions", ARRAY(Text), nullable=False),
    Column("playlist", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

# `token_hash` is SHA-256 of what the cookie holds.
session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey(account.c.name)),
    Column("screen", Text, ForeignKey(screen_token.c.name)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Index("ix_session_account", "account"),
    Index("ix_session_screen", "screen"),
    Index("ix_session_expires_at", "expires_at"),
)

# `actor` is the login name or screen (null: nobody was signed in), `subject` what it was about.
audit = Table(
    "audit",
    metadata,
    Column("audit_id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("event", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("actor", Text),
    Column("role_key", Text),
    Column("subject", Text),
    Column("detail", Text),
    Index("ix_audit_at", "at"),
)

# `key_hash` is a keyed hash of what is tried and by whom or from where.
attempt = Table(
    "attempt",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_attempt_expires_at", "expires_at"),
    prefixes=["UNLOGGED"],
)

# What a wall was told last: `mode` is playing, paused or pinned; a `step` is taken once for each `serial`.
wall_order = Table(
    "wall_order",
    metadata,
    Column("wall", Text, ForeignKey(screen_token.c.name), primary_key=True),
    Column("mode", Text, nullable=False),
    Column("scene", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

# How a wall was at a moment: `load_id` changes when it loads itself anew, `faults` are scenes it had to skip.
wall_report = Table(
    "wall_report",
    metadata,
    Column("wall", Text, ForeignKey(screen_token.c.name), primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("load_id", Text, nullable=False),
    Column("build", Text, nullable=False),
    Column("scene", Text, nullable=False),
    Column("painted_seconds", Double, nullable=False),
    Column("heap_megabytes", Double),
    Column("nodes", Integer, nullable=False),
    Column("frames", Double, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("drift_seconds", Double, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("faults", Text, nullable=False),
)
