"""A first look at a source: what its TOML must say to reach it, and a sample of its records, all names included."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from etl.connectors.opening import open_connector
from etl.errors import SourceChanged
from etl.source import Source
from etl.surroundings import Surroundings

# The example that guesses are made from.
SAMPLE = 500


@dataclass
class Look:
    """What reaches a source. `connector` and `dataset` are what the TOML says; `notes` a remark by key of either.

    `fallback`: what the dataset says instead where its paging turns out to be wrong. `names`: the paths of its
    records, where they are known without reading; `some_names`: enough of them to find its table by. `files`: what
    else is to be written beside the TOML. `probe`: what the connector says otherwise while the example is read.
    """

    connector: dict[str, dict[str, Any]]
    dataset: dict[str, Any]
    notes: dict[str, str] = field(default_factory=dict)
    fallback: dict[str, Any] | None = None
    names: Sequence[str] = ()
    some_names: Sequence[str] = ()
    files: dict[str, str] = field(default_factory=dict)
    probe: dict[str, Any] = field(default_factory=dict)


def read_sample(look: Look, base: Mapping[str, Any], surroundings: Surroundings) -> dict[str, list[Any]]:
    """Some records by path, from the source as `look` declares it. `base` is what every source says.

    Where its paging is wrong, `look` is mended. Raises what connectors raise.
    """
    names = list(look.names) or _names(_source(look, base), surroundings, look.some_names)
    try:
        return _values(_source(look, base), surroundings, names)
    except SourceChanged:
        if look.fallback is None:
            raise
    look.dataset, look.fallback = look.fallback, None
    look.notes["paging"] = "paging was guessed and did not work; look it up in the platform's manual"
    return _values(_source(look, base), surroundings, names)


def _source(look: Look, base: Mapping[str, Any]) -> Source:
    # The two fields that must be mapped are not known yet; what is read is said to the connector directly.
    dataset = {
        "name": "records",
        "entity": "event",
        "kind": "grid_event",
        "fields": {"record_key": "?", "occurred_at": "?"},
    }
    connector = {name: {**table, **look.probe} for name, table in look.connector.items()}
    return Source.model_validate({**base, **connector, "datasets": [{**look.dataset, **dataset}]})


def _names(source: Source, surroundings: Surroundings, some: Sequence[str]) -> list[str]:
    """Every path in the first records; of an object only what is inside it."""
    found: dict[str, None] = {}
    with closing(_connector(source, surroundings, some).pages(None)) as pages:
        for page in pages:
            if page.shape is not None:
                # A name that stands twice in a header names no column.
                once = [path for path, number in page.shape.present.items() if number <= page.shape.looked]
                found |= dict.fromkeys(once)
            if found:
                break
    table = list(found)
    return [path for path in table if not any(other.startswith(f"{path}.") for other in table)]


def _values(source: Source, surroundings: Surroundings, names: Sequence[str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in names}
    rows = pages_read = 0
    with closing(_connector(source, surroundings, names).pages(None)) as pages:
        for page in pages:
            rows += len(page)
            pages_read += 1
            for name in names:
                columns[name] += page.columns[name]
            # A second page shows whether paging works.
            if rows >= SAMPLE and pages_read > 1:
                break
    return {name: values[:SAMPLE] for name, values in columns.items()}


def _connector(source: Source, surroundings: Surroundings, names: Sequence[str]) -> Any:
    return open_connector(source, source.datasets[0], surroundings, paths=names)
