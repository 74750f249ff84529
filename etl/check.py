"""Dry run of a source: the first page mapped, the codes no map knows, the rejects; nothing is loaded."""

from collections import Counter
from contextlib import closing

from etl.connectors.opening import open_connector
from etl.entities import FieldType
from etl.fields import NULL
from etl.run import open_mapper
from etl.source import Dataset, Source
from etl.surroundings import Surroundings

_SHOWN = 5


def check_source(source: Source, surroundings: Surroundings) -> str:
    """What a first page of each dataset would become, in words. Raises what a load would raise."""
    return "\n\n".join(_check_dataset(source, dataset, surroundings) for dataset in source.datasets)


def _check_dataset(source: Source, dataset: Dataset, surroundings: Surroundings) -> str:
    mapper = open_mapper(source, dataset, surroundings)
    with closing(open_connector(source, dataset, surroundings, lambda _digest: False).pages(None)) as pages:
        page = next(iter(pages), None)
    heading = f"{source.key} / {dataset.name} → {dataset.entity} ({dataset.kind})"
    if page is None:
        return f"{heading}\n  the source gave no records"
    mapped = mapper.read(page)
    lines = [heading, f"  {len(page) + len(page.unreadable)} records in the first page; nothing is loaded"]
    for line in mapped.lines[:_SHOWN]:
        lines.append("  " + "  ".join(f"{name}={value}" for name, value in mapper.describe(line).items()))
    codes = [field for field in mapper.entity.fields if field.type is FieldType.CODE and field.name in dataset.fields]
    for field in codes:
        at, own = mapper.columns.index(field.name), mapper.columns.index(f"{field.name}_source")
        rows = [line.split("\t") for line in mapped.lines]
        unknown = Counter(row[own] for row in rows if row[at] == "unmapped" and row[own] != NULL)
        lines += [f"  unmapped {field.name}: {code} × {count}" for code, count in unknown.most_common(20)]
    lines += [f"  rejected: {reason} × {count}" for reason, count in Counter(r.reason for r in mapped.rejects).items()]
    lines.append(f"  read from each record: {', '.join(dataset.paths())}; everything else never leaves the connector")
    return "\n".join(lines)
