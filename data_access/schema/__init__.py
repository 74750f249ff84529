"""Every table of the warehouse, as SQLAlchemy Core: dimensions, facts, marts, ledger."""

from data_access.schema.base import SCHEMA, UNMAPPED, metadata
from data_access.schema.calendar import calendar_day, deadline_rule
from data_access.schema.dimensions import (
    code_list,
    division,
    division_alias,
    grid,
    source,
    source_dataset,
    star_rule,
    target,
    threshold,
    unit,
)
from data_access.schema.hot_spots import hot_spot, hot_spot_month
from data_access.schema.ledger import (
    BATCHES,
    batch,
    file_fault,
    file_seen,
    load_failure,
    mart_version,
    quality,
    quarantine,
    site_version,
    tombstone,
    watermark,
)
from data_access.schema.life import backfill, backfill_window, correction, first_load, forgotten, pause, retention
from data_access.schema.mart import Later, Mart, MartTable, Months, Spread
from data_access.schema.months import month_sum, month_touched, month_version
from data_access.schema.shapes import dataset_shape
from data_access.schema.subjects import FACTS
from data_access.schema.subjects import MARTS as MARTS_OF_SUBJECTS

# What all metrics may be of: the marts of the subjects, and that of the ledger itself.
MARTS: dict[str, Mart] = {**MARTS_OF_SUBJECTS, BATCHES.key: BATCHES}
event = FACTS["event"]

__all__ = [
    "BATCHES",
    "FACTS",
    "MARTS",
    "SCHEMA",
    "UNMAPPED",
    "Later",
    "Mart",
    "MartTable",
    "Months",
    "Spread",
    "backfill",
    "backfill_window",
    "batch",
    "calendar_day",
    "code_list",
    "correction",
    "dataset_shape",
    "deadline_rule",
    "division",
    "division_alias",
    "event",
    "file_fault",
    "file_seen",
    "first_load",
    "forgotten",
    "grid",
    "hot_spot",
    "hot_spot_month",
    "load_failure",
    "mart_version",
    "metadata",
    "month_sum",
    "month_touched",
    "month_version",
    "pause",
    "quality",
    "quarantine",
    "retention",
    "site_version",
    "source",
    "source_dataset",
    "star_rule",
    "target",
    "threshold",
    "tombstone",
    "unit",
    "watermark",
]
