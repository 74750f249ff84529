"""Deletes facts for good, with a ledger line for each dataset that loses some: no tombstone, no way back."""

from datetime import UTC, datetime

from psycopg2.sql import SQL, Composable, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.ledger import NOT_ASKED, Counts, count_records, new_identifier, write_batch
from etl.staging import BatchStamp, qualified

# A fact belongs to the dataset whose batch brought it last.
_ERASE = """
WITH gone AS (DELETE FROM {} WHERE city_code = {} AND ({}) RETURNING city_code, source_key, batch_id)
SELECT gone.source_key, origin.dataset, count(*)
FROM gone INNER JOIN cockpit.batch AS origin USING (city_code, batch_id)
GROUP BY 1, 2
"""


def erase(cursor: Cursor, entity: Entity, city_code: str, condition: Composable, purpose: str) -> int:
    """Delete the city's facts that fulfil `condition`; `purpose` stands in the ledger. Returns how many."""
    cursor.execute(SQL(_ERASE).format(qualified(entity.table), Literal(city_code), condition))
    rows = cursor.fetchall()
    for source_key, dataset, number in rows:
        stamp = BatchStamp(city_code, source_key, "", new_identifier(), datetime.now(UTC), "UTC", purpose)
        write_batch(cursor, stamp, dataset, Counts(deleted=number), "", NOT_ASKED)
        count_records(cursor, city_code, source_key, dataset, -number)
    return sum(number for _, _, number in rows)
