"""Sources that select from a test's database: what a TOML file would say, with only what the test is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from databases import SourceDatabase

from etl.connectors.page import Page
from etl.connectors.sql import SqlConnector
from etl.source import Source


def sql_source(
    select: Mapping[str, Any],
    *,
    fields: Mapping[str, Any] | None = None,
    zone: str = "Asia/Shanghai",
    since: Mapping[str, Any] | None = None,
    **sql: Any,
) -> Source:
    """A source with one dataset; tries twice again and waits for nothing unless told."""
    mapped = {"record_key": {"constant": "1"}, "occurred_at": {"constant": "2026-03-02"}, **(fields or {})}
    dataset = {"name": "things", "entity": "event", "kind": "grid_event", "select": select, "fields": mapped}
    given = {"url": {"env": "CITY_URL"}, "retries": 2, "longest_wait_seconds": 0, **sql}
    return Source.model_validate(
        {
            "key": "trial",
            "name": {"zh": "试", "en": "Trial"},
            "city_code": "3410",
            "time_zone": zone,
            "expected_minutes": 60,
            "sql": given,
            "datasets": [dataset | ({"since": since} if since else {})],
        }
    )


def connector(database: SourceDatabase, select: Mapping[str, Any], paths: Sequence[str], **said: Any) -> SqlConnector:
    """A connector that reads `paths`."""
    source = sql_source(select, **said)
    return SqlConnector(source, source.datasets[0], paths, lambda _secret: database.url)


def pages(
    database: SourceDatabase, select: Mapping[str, Any], paths: Sequence[str], begin: str | None = None, **said: Any
) -> list[Page]:
    """All pages."""
    return list(connector(database, select, paths, **said).pages(begin))


def read_all(
    database: SourceDatabase, select: Mapping[str, Any], paths: Sequence[str], begin: str | None = None, **said: Any
) -> dict[str, list[Any]]:
    """All values of all pages, by path."""
    found = pages(database, select, paths, begin, **said)
    return {path: [value for page in found for value in page.columns[path]] for path in paths}
