"""What an entity is: a kind of record, its fields, the checks it must pass, the table and mart it fills."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table


class FieldType(StrEnum):
    """How a value is read and stored."""

    TEXT = "text"
    TIMESTAMP = "timestamp"
    # A day without a time, as the source's zone counts it.
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    # A code of the source: stored as the canonical code beside the source's own (`<name>_source`).
    CODE = "code"
    # A person's identifier: only its keyed hash leaves memory.
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Field:
    """One field a source may map. `codes` are the canonical codes a CODE may take, where the entity fixes them; `zh`
    is what it is called in Chinese."""

    name: str
    type: FieldType
    required: bool = False
    codes: frozenset[str] = frozenset()
    default: str | None = None
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of the entity. Records about a person keep no grid and no point."""

    key: str
    about: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule every record must pass: an SQL condition over the staged columns that is true when it is broken."""

    reason: str
    broken_when: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The columns of a deadline that the site's table may set where the source gives none: `due`, who set it (`basis`),
    and the moments it may be counted from, first the one every record has. `only`: the records that may have one, as an
    SQL condition over `record`."""

    due: str
    basis: str
    starts: tuple[str, ...]
    only: str = "true"


@dataclass(frozen=True, slots=True)
class Entity:
    """Declared once in its own file; staging, merging, marts, mapping and documentation read it.

    `days` maps date columns to the timestamp they are taken from, in the site's zone, or to themselves where the field
    is a day; they are the days on which the record counts in the mart, so a change touches the old and the new of each.
    `settled`: records of one batch change what others count for; `etl/settle/<key>.sql` puts that right. It fills the
    columns `settled_columns`, which no record brings; `settled_by` are those whose values say which records count for
    each other: it finds them in the table `change` as they are, and as `old_<name>` as they were. `settled_first`: what
    a new record has in such a column until then, as SQL. `thresholds` of the site that it counts by are parameters of
    that SQL, with `of_persons`, the kinds about persons. `findings` are measures of the mart that count what is odd
    about records, of those that its measure `records` counts. `whole_city`: a record may be about all of its city or
    more, so that one without a county lacks nothing.
    """

    key: str
    table: Table
    mart: str
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]
    days: tuple[tuple[str, str], ...]
    settled: bool = False
    settled_by: tuple[str, ...] = ()
    settled_columns: tuple[str, ...] = ()
    settled_first: tuple[tuple[str, str], ...] = ()
    thresholds: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    deadline: Deadline | None = None
    whole_city: bool = False

    @property
    def told_columns(self) -> tuple[str, ...]:
        """The columns of the fact table that a record and its batch fill."""
        return tuple(column.name for column in self.table.columns if column.name not in self.settled_columns)

    @property
    def moment(self) -> Field:
        """The field that says when a record happened: on that day its codes are read."""
        return self.field(dict(self.days)["occurred_on"])

    def field(self, name: str) -> Field:
        """The field called `name`. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def about(self, kind: str) -> str:
        """'thing' or 'person'. Raises KeyError for a kind the entity does not have."""
        for each in self.kinds:
            if each.key == kind:
                return each.about
        raise KeyError(kind)
