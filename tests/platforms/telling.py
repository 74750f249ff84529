"""A platform that tells records of any entity, field by field, and the source that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from etl.entities import ENTITIES, Entity, Field, FieldType
from etl.source import Source
from platforms.events import COMMUNITIES, EventPlatform
from platforms.station import Station

START = date(2026, 3, 2)
_FORMATS = {FieldType.TIMESTAMP: "%Y-%m-%d %H:%M:%S", FieldType.DATE: "%Y-%m-%d"}


def telling_source(url: str, key: str, entity: str, kind: str) -> Source:
    """A source whose records have the entity's own field names and codes."""
    fields: dict[str, Any] = {}
    for field in ENTITIES[entity].fields:
        fields[field.name] = {"field": field.name}
        if field.type is FieldType.CODE:
            fields[field.name]["same"] = True
        elif field.type in _FORMATS:
            fields[field.name]["format"] = _FORMATS[field.type]
    dataset = {
        **{"name": "told", "entity": entity, "kind": kind, "path": "/told", "records": "data"},
        "paging": {"style": "page", "size_parameter": "size", "size": 1000},
        "place": {"division": "community", "longitude": "longitude", "latitude": "latitude"},
        "deleted": {"field": "deleted", "equals": ["1"]},
        "fields": fields,
    }
    return Source.model_validate(
        {
            **{"key": key, "name": {"zh": "试验", "en": "Trial"}, "city_code": "3410", "expected_minutes": 30},
            "http": {"base_url": url, "retries": 1, "longest_wait_seconds": 0},
            "datasets": [dataset],
        }
    )


def told(entity: Entity) -> st.SearchStrategy[dict[str, Any]]:
    """One thing told of one of a few records of `entity`: mostly sound, sometimes not."""
    values = {field.name: _values(field) for field in entity.fields}
    values |= {"record_key": st.sampled_from("abcdefgh"), "updated_at": _moments(st.integers(0, 40))}
    values |= {"community": st.sampled_from([*COMMUNITIES, "341002", "nowhere"])}
    values["deleted"] = st.sampled_from([0, 0, 0, 0, 1])
    return st.fixed_dictionaries(values)


@dataclass(frozen=True, slots=True)
class Teller:
    """A running platform with a database behind the real pipeline."""

    platform: EventPlatform
    url: str
    station: Station

    def load(self, source: str, entity: str, kind: str, records: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """Tell `records` as a source of that name, and load it; the counts that are not zero."""
        self.platform.listed = [dict(each) for each in records]
        return self.station.load(telling_source(self.url, source, entity, kind))

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.station.rows(query, **values)

    def reasons(self, source: str) -> dict[str, str]:
        """What was put aside, by the record's key, and why."""
        found = self.rows("SELECT record, reason FROM cockpit.quarantine WHERE source_key = :source", source=source)
        return {str(record): str(reason) for record, reason in found}


def day(number: int) -> str:
    """The day so many days after START, as the platform writes it."""
    return str(START + timedelta(days=number))


def _values(field: Field) -> st.SearchStrategy[Any]:
    found: dict[FieldType, st.SearchStrategy[Any]] = {
        FieldType.TEXT: st.sampled_from(["one", "two"]),
        FieldType.TIMESTAMP: _moments(st.integers(0, 5)),
        FieldType.DATE: st.integers(0, 5).map(day),
        FieldType.INTEGER: st.integers(-1, 9),
        FieldType.NUMBER: st.sampled_from([0, 1, 2.5, 12.25, 100, -1]),
        FieldType.CODE: st.sampled_from([*sorted(field.codes)[:6], "zzz"] if field.codes else ["one", "two"]),
        FieldType.PERSON: st.sampled_from(["p1", "p2", "p3"]),
    }
    sound = found[field.type]
    return sound if field.required else st.one_of(st.none(), sound, sound)


def _moments(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    start = datetime(START.year, START.month, START.day, 8, tzinfo=UTC)
    return numbers.map(lambda number: (start + timedelta(hours=7 * number)).strftime(_FORMATS[FieldType.TIMESTAMP]))
