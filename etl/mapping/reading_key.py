"""Which key of a source's TOML reads a path of its records, for sentences about paths that are not there."""

from etl.site.source_files import where_in
from etl.source import Dataset, Source


def reading_key(source: Source, dataset: Dataset, path: str) -> str:
    """`fields.closed_at (desk.toml line 31)`: the key that reads `path`, with its file and line."""
    keys = _keys(dataset, path)
    return f"{'.'.join(keys)} ({where_in(source.path, ('datasets', source.datasets.index(dataset), *keys))})"


def _keys(dataset: Dataset, path: str) -> tuple[str, ...]:
    for name, mapping in reversed(dataset.fields.items()):
        if path in mapping.paths or (mapping.when and mapping.when.field == path):
            return "fields", name
    if dataset.since and dataset.since.field == path:
        return ("since",)
    if dataset.deleted and dataset.deleted.field == path:
        return ("deleted",)
    if path in dataset.place.paths:
        return ("place",)
    return ("select", "key") if dataset.select else ("table",)
