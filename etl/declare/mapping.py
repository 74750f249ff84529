"""How the fields of a record become the fields of an entity."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from etl.declare.base import Declared
from etl.steps import ARGUMENTS, build_step
from etl.times import FORMS


class Condition(Declared):
    """True for records whose value at `field` is one of `equals`."""

    field: str
    equals: tuple[str, ...]


class Step(BaseModel):
    """One step of `then`: `do` names it, the other keys are its own (etl/steps.py lists them all)."""

    model_config = ConfigDict(extra="allow", frozen=True)
    do: str

    @model_validator(mode="after")
    def _exists(self) -> "Step":
        if self.do not in ARGUMENTS:
            raise ValueError(f"do: there is no step '{self.do}'; there are: {', '.join(ARGUMENTS)}")
        build_step(self.do, self.arguments(), lambda *_: {})
        return self

    def arguments(self) -> dict[str, Any]:
        """The step's own keys."""
        return dict(self.model_extra or {})


class FieldMapping(Declared):
    """Where one field comes from and how it is read. In short form a field is only its path: `record_key = "id"`.

    A source of values, one of:
    `field`: a path in the record (`a.b.c`); `constant`: the same in every record; `first_of`: paths, the first that
    is not empty; `concat`: paths put together with `separator` between them, empty where one of them is.
    What happens to each value: `then`, steps in order, such as `["strip", { do = "split", separator = "-" }]`.
    How it is read: `format`, of times: one or several, tried in order (strptime, `iso`, `epoch_seconds`,
    `epoch_milliseconds`); `time_zone`, of times without an offset, where it is not the source's; `map`, of codes: a
    file of code_maps/ (without .csv) or `units`; `same`: the source's codes are the canonical ones.
    `when`: only in records that fulfil the condition; elsewhere the field is empty.
    """

    field: str | None = None
    constant: str | None = None
    first_of: tuple[str, ...] = ()
    concat: tuple[str, ...] = ()
    separator: str = ""
    then: tuple[Step, ...] = ()
    format: tuple[str, ...] = ()
    time_zone: str | None = None
    map: str | None = None
    same: bool = False
    when: Condition | None = None

    @field_validator("format", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value or ()

    @field_validator("then", mode="before")
    @classmethod
    def _short_steps(cls, value: object) -> object:
        if isinstance(value, list | tuple):
            return [{"do": each} if isinstance(each, str) else each for each in value]
        return value

    @field_validator("format")
    @classmethod
    def _readable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for layout in value:
            if layout not in FORMS:
                _try(layout)
        return value

    @model_validator(mode="after")
    def _one(self) -> "FieldMapping":
        given = [self.field is not None, self.constant is not None, bool(self.first_of), bool(self.concat)]
        if given.count(True) != 1:
            raise ValueError("give one of field, constant, first_of, concat")
        if self.map and self.same:
            raise ValueError("give either map or same")
        return self

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths whose values become this field's."""
        return (self.field,) if self.field else self.first_of or self.concat


def _try(layout: str) -> None:
    try:
        datetime.strptime("", layout)
    except ValueError as error:
        if "does not match" not in str(error):
            raise ValueError(
                f"'{layout}' is neither a strptime format nor one of {', '.join(FORMS)}: {error}"
            ) from None


class PlaceMapping(Declared):
    """How a record finds its place. Tried in this order: point in a grid, grid code, division code, alias, name
    within its parent, point in a county.

    `alias_system` names the rows of division_aliases.csv that `alias` is looked up in. `parents` are paths from the
    widest on (county, township), each a code, an alias or a name; `name` is then looked for among what lies in the
    last of them. A name alone is never looked for across the city: without parents only counties are.
    """

    longitude: str | None = None
    latitude: str | None = None
    grid: str | None = None
    division: str | None = None
    alias: str | None = None
    alias_system: str | None = None
    parents: tuple[str, ...] = ()
    name: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The paths of names, widest first."""
        return (*self.parents, *((self.name,) if self.name else ()))

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path of a record that is read to find its place."""
        single = (self.longitude, self.latitude, self.grid, self.division, self.alias, self.name)
        return tuple(path for path in (*single, *self.parents) if path)


class RecordCheck(Declared):
    """One rule that every record of a dataset must pass, over the fields as they were mapped; else it is put aside.

    `rule`: `required` (not empty), `between` (`low` and `high`, one may be left out), `one_of` (`values`, canonical
    codes where it is a code), `not_after` (`other`, a time). Empty fields break only `required`.
    """

    field: str
    rule: str
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = Field(default=())
    other: str | None = None
