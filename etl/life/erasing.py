"""Deletes facts for good, with a ledger line for each dataset that loses some: no tombstone, no way back."""

from datetime import UTC, datetime

from psycopg2.sql import SQL, Composable, Literal

from etl.cursor import Cursor
from etl.entities import Entity
from etl.ledger import NOT_ASKED, Counts, count_records, new_identifier, write_batch
from etl.quality import NO_ARRIVALS, sums_of, take_away
from etl.staging import BatchStamp, qualified

# A fact belongs to the dataset whose batch brought it last.
_ERASE = """
WITH gone AS (DELETE FROM {fact} WHERE city_code = {city} AND ({condition}) RETURNING *),
lost AS (
    SELECT gone.*, origin.dataset AS of_dataset
    FROM gone INNER JOIN cockpit.batch AS origin
    ON origin.city_code = gone.city_code AND origin.batch_id = gone.batch_id
)
SELECT source_key, of_dataset, count(*), {sums}
FROM lost
GROUP BY 1, 2
"""


def erase(cursor: Cursor, entity: Entity, city_code: str, condition: Composable, purpose: str, zone: str) -> int:
    """Delete the city's facts that fulfil `condition`; `purpose` stands in the ledger, on the day it is in `zone`.

    Returns how many.
    """
    terms = {"fact": qualified(entity.table), "city": Literal(city_code), "condition": condition}
    cursor.execute(SQL(_ERASE).format(**terms, sums=sums_of(entity)))
    rows = cursor.fetchall()
    for source_key, dataset, number, *lost in rows:
        stamp = BatchStamp(city_code, source_key, "", new_identifier(), datetime.now(UTC), zone, purpose)
        write_batch(cursor, stamp, dataset, Counts(deleted=number), NO_ARRIVALS, NOT_ASKED)
        count_records(cursor, city_code, source_key, dataset, -number)
        take_away(cursor, entity, (city_code, source_key, dataset), lost)
    return sum(row[2] for row in rows)
