"""Sources made in a test: what a TOML file would say, with only what the test is about."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.connectors.file_memory import NoMemory, Present
from etl.connectors.files import FilesConnector
from etl.connectors.http import HttpConnector
from etl.source import Secret, Source

PATHS = ("id", "when")


def make_source(connector: Mapping[str, Any], dataset: Mapping[str, Any]) -> Source:
    """A source with one dataset that maps the two required fields."""
    whole = {"name": "things", "entity": "event", "kind": "grid_event", **dataset}
    whole["fields"] = {"record_key": "id", "occurred_at": "when"}
    texts = {"zh": "试", "en": "Trial"}
    return Source.model_validate(
        {"key": "trial", "name": texts, "city_code": "0000", "expected_minutes": 60, "datasets": [whole], **connector}
    )


def http_connector(url: str, http: Mapping[str, Any] | None = None, **dataset: Any) -> HttpConnector:
    """A connector to `url` that does not wait between tries unless told."""
    given = {"base_url": url, "timeout_seconds": 5, "retries": 3, "longest_wait_seconds": 0, **(http or {})}
    source = make_source({"http": given}, dataset)
    return HttpConnector(source, source.datasets[0], PATHS, secret_of)


def files_connector(folder: Path, seen: set[str] | None = None, now: float = 4e9, **dataset: Any) -> FilesConnector:
    """A connector to `folder` that reads every file, unless it is in `seen`."""
    source = make_source({"files": {"folder": str(folder), "pattern": "*.csv", "settle_seconds": 10}}, dataset)
    return FilesConnector(source, source.datasets[0], PATHS, folder, _Seen(seen or set()), lambda: now)


class _Seen(NoMemory):
    def __init__(self, known: set[str]) -> None:
        self._known = known

    def passes_over(self, digest: str, _name: str, _present: Present) -> bool:
        return digest in self._known


def secret_of(secret: Secret) -> str:
    """The secret of every test; it must never be read anywhere again."""
    return "planted-token-4711"
