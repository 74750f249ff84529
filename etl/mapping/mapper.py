"""Turns a page of a platform into lines for staging: mapped fields only, places found, persons hashed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.schema import UNMAPPED
from etl.connectors.page import Page
from etl.entities import ENTITIES, Entity, Field, FieldType
from etl.mapping.codes import CodeBook, scrub_unknown
from etl.mapping.derive import changed, holds, plain, taken
from etl.mapping.fields import NULL, copied, day_of, read_codes, read_column, uncopied
from etl.mapping.places import Gazetteer
from etl.mapping.rules import RULES, reason_of
from etl.source import Dataset, Source

# An announced deletion need not say more than which record it is and when.
_NEEDED_OF_DELETED = frozenset({"record_key", "updated_at"})
_NOT_SHOWN = ("deleted", "person_key")


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is not loaded: where it is at its source, why, and its mapped values after scrubbing."""

    locator: str
    reason: str
    mapped: dict[str, str]


@dataclass(frozen=True, slots=True)
class MappedPage:
    """The lines of one page, without line ends, in the order of `Mapper.columns`; rejects; rows with unmapped codes.

    `repeated`: records whose key stands on the page already.
    """

    lines: list[str]
    locators: list[str]
    rejects: list[Reject]
    unmapped: int
    repeated: int


class Mapper:
    """Maps the pages of one dataset. Made once a run, since code maps and places are read once."""

    def __init__(self, source: Source, dataset: Dataset, codes: CodeBook, places: Gazetteer, person_key: bytes) -> None:
        self.entity: Entity = ENTITIES[dataset.entity]
        self._source = source
        self.dataset = dataset
        self._codes = codes
        self._places = places
        self._person_key = person_key
        self._about_person = self.entity.about(dataset.kind) == "person"
        stored = self.entity.table.columns.keys()
        self._points = [name for name in ("grid_code", "longitude", "latitude") if name in stored]
        names = ["deleted", "county_code", "township_code", "community_code", *self._points]
        for field in self.entity.fields:
            names.append(field.name)
            if field.type is FieldType.CODE and f"{field.name}_source" in stored:
                names.append(f"{field.name}_source")
        self.columns = tuple(names)

    def read(self, page: Page) -> MappedPage:
        """The page as lines for COPY; every record is in `lines` or in `rejects`."""
        written: dict[str, list[str]] = {"deleted": self._deleted(page)}
        reasons: dict[int, str] = {}
        unknown: set[int] = set()
        # Codes last: what one means may depend on the day of its record.
        for field in sorted(self.entity.fields, key=lambda each: each.type is FieldType.CODE):
            self._read_field(field, page, written, reasons, unknown)
        self._apply_checks(written, reasons)
        self._read_places(page, written, unknown)
        lines = ["\t".join(row) for row in zip(*(written[name] for name in self.columns), strict=True)]
        unknown -= reasons.keys() | {index for index, deleted in enumerate(written["deleted"]) if deleted == "t"}
        rejects = [Reject(locator, reason, {}) for locator, reason in page.unreadable]
        rejects += [
            Reject(page.locators[at], reason, self._mapped(written, at)) for at, reason in sorted(reasons.items())
        ]
        good = [index for index in range(len(lines)) if index not in reasons]
        if reasons:
            lines = [lines[index] for index in good]
        return MappedPage(lines, [page.locators[index] for index in good], rejects, len(unknown), _repeated(written))

    def describe(self, line: str) -> dict[str, str]:
        """The mapped values of one line by name, empty ones left out and persons never shown."""
        values = zip(self.columns, line.split("\t"), strict=True)
        return {name: uncopied(text) for name, text in values if text != NULL and name not in _NOT_SHOWN}

    def _read_field(
        self, field: Field, page: Page, written: dict[str, list[str]], reasons: dict[int, str], unknown: set[int]
    ) -> None:
        mapping = self.dataset.fields.get(field.name)
        raw = [None] * len(page) if mapping is None else taken(mapping, page.columns, len(page))
        values = changed(raw, self._codes.changes.get(field.name, ()))
        if field.name == "record_key" and self.dataset.key_prefix:
            keys = map(plain, values)
            values = [f"{self.dataset.key_prefix}{key}" if key else None for key in keys]
        if field.type is FieldType.CODE:
            table = None if mapping is None or mapping.same else self._codes.maps.get(field.name)
            codes, own, unmapped = read_codes(values, table, field.codes, lambda: self._days_of(written))
            for index in _lost(raw, values):
                # A step made nothing of it: it is as unknown as a code no map knows.
                own[index] = copied(scrub_unknown(plain(raw[index])))
                unmapped.add(index)
            written[field.name], written[f"{field.name}_source"] = codes, own
            unknown |= unmapped
            return
        zone = (mapping and mapping.time_zone) or self._source.time_zone
        texts, problems = read_column(field, values, zone, mapping.format if mapping else (), self._person_key)
        written[field.name] = texts
        for index, reason in problems.items():
            if field.name in _NEEDED_OF_DELETED or written["deleted"][index] == "f":
                reasons.setdefault(index, reason)

    def _days_of(self, written: Mapping[str, list[str]]) -> list[str]:
        """The day of each record in the source's zone; empty where it has none."""
        texts = written[self.entity.moment.name]
        if self.entity.moment.type is FieldType.DATE:
            return ["" if text == NULL else text for text in texts]
        days = {text: "" if text == NULL else day_of(text, self._source.time_zone) for text in set(texts)}
        return [days[text] for text in texts]

    def _apply_checks(self, written: Mapping[str, list[str]], reasons: dict[int, str]) -> None:
        """The dataset's own checks; those of the entity are the database's."""
        for check in self.dataset.checks:
            names = [name for name in (check.field, check.other) if name]
            columns = {name: self._texts(name, written) for name in names}
            for index, broken in enumerate(RULES[check.rule].broken(check, columns)):
                if broken and written["deleted"][index] == "f":
                    reasons.setdefault(index, reason_of(check))

    @staticmethod
    def _texts(name: str, written: Mapping[str, list[str]]) -> list[str | None]:
        """The values of a field; a code is empty where the source has none, not where no map knows it."""
        own = written.get(f"{name}_source", written[name])
        return [None if said == NULL else uncopied(text) for text, said in zip(written[name], own, strict=True)]

    def _deleted(self, page: Page) -> list[str]:
        if self.dataset.deleted is None:
            return ["f"] * len(page)
        return ["t" if held else "f" for held in holds(self.dataset.deleted, page.columns)]

    def _read_places(self, page: Page, written: dict[str, list[str]], unknown: set[int]) -> None:
        places = self._places.locate(self.dataset.place, page.columns, len(page))
        counties, townships, communities, grids = ([chain[level] for chain in places.chains] for level in range(4))
        written |= {"county_code": counties, "township_code": townships, "community_code": communities}
        if not self.entity.whole_city:
            unknown |= {index for index, county in enumerate(counties) if county == UNMAPPED}
        if not self._points:
            return
        written["grid_code"] = grids
        written["longitude"] = [NULL if value is None else repr(value) for value in places.longitudes]
        written["latitude"] = [NULL if value is None else repr(value) for value in places.latitudes]
        persons = self._codes.persons
        categories: Sequence[str] = written.get("category", [""] * len(page))
        for index, category in enumerate(categories):
            if self._about_person or category in persons:
                written["grid_code"][index], written["longitude"][index] = UNMAPPED, NULL
                written["latitude"][index] = NULL

    def _mapped(self, written: Mapping[str, list[str]], index: int) -> dict[str, str]:
        texts = {name: written[name][index] for name in self.columns if name not in _NOT_SHOWN}
        return {name: uncopied(text) for name, text in texts.items() if text != NULL}


def _repeated(written: Mapping[str, Sequence[str]]) -> int:
    """How many records, deletions apart, have a key that another one of them has too."""
    pairs = zip(written["record_key"], written["deleted"], strict=True)
    keys = [key for key, deleted in pairs if deleted == "f" and key != NULL]
    return len(keys) - len(set(keys))


def _lost(raw: Sequence[Any], values: Sequence[Any]) -> list[int]:
    if raw is values:
        return []
    return [index for index, value in enumerate(values) if value is None and plain(raw[index])]
