"""Loads the recorded pages with dlt, in dlt's own environment: merge by primary key into PostgreSQL, timed."""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import dlt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import requests

# Its documented settings for speed: whole pages as Arrow tables, files that PostgreSQL takes by COPY, no telemetry.
_TIME_FORMAT, _ZONE = "%Y-%m-%d %H:%M:%S", "Asia/Shanghai"
_SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_ID": "true",
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",
    "NORMALIZE__DATA_WRITER__BUFFER_MAX_ITEMS": "100000",
}


def _pages(address: str, key: str, fields: list[str]) -> Iterator[list[dict[str, Any]]]:
    session = requests.Session()
    number = 0
    while True:
        number += 1
        response = session.get(address, params={"page": number}, timeout=60)
        response.raise_for_status()
        records = orjson.loads(response.content)["data"]
        if not records:
            return
        # Its upsert asks for keys that are unique, and the platform sends some records twice.
        unique = {record[key]: {name: record[name] for name in fields} for record in records}
        yield list(unique.values())


def _table(page: list[dict[str, Any]], times: list[str]) -> pa.Table:
    table = pa.Table.from_pylist(page)
    for name in times:
        place = table.schema.get_field_index(name)
        column = pc.strptime(table[name].cast(pa.string()), format=_TIME_FORMAT, unit="s")
        table = table.set_column(place, name, pc.assume_timezone(column, _ZONE))
    return table


def main() -> None:
    """Load once into an empty database and print rows and seconds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("address", "database", "key", "fields", "times", "form", "file_format"):
        parser.add_argument(name)
    asked = parser.parse_args()
    os.environ.update(_SETTINGS)
    times = asked.times.split(",")
    pages = _pages(asked.address, asked.key, asked.fields.split(","))
    arrow = asked.form == "arrow"
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "bench",
            pipelines_dir=folder,
            destination=dlt.destinations.postgres(asked.database),
            dataset_name="bench",
        )
        started = time.perf_counter()
        pipeline.run(
            (_table(page, times) for page in pages) if arrow else pages,
            table_name="event",
            write_disposition={"disposition": "merge", "strategy": "upsert"},
            primary_key=asked.key,
            columns={} if arrow else {name: {"data_type": "timestamp"} for name in times},
            loader_file_format=asked.file_format,
        )
        seconds = time.perf_counter() - started
        with pipeline.sql_client() as client:
            rows = client.execute_sql("SELECT count(*) FROM event")
    print(orjson.dumps({"rows": rows[0][0] if rows else 0, "seconds": seconds}).decode())


if __name__ == "__main__":
    main()
