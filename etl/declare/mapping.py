"""How the fields of a record become the fields of an entity."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from data_access.site import ZoneName
from etl.declare.base import Declared
from etl.mapping.steps import ARGUMENTS, build_step
from etl.mapping.time_layouts import checked_layout
from etl.mapping.times import FORMS


class Condition(Declared):
    """True for some records."""

    field: str = Field(description="a path in the record")
    equals: tuple[str, ...] = Field(description="the values for which it is true, as texts")


class Step(BaseModel):
    """One step of `then`; the other keys are the step's own. In short form a step without keys is its name."""

    model_config = ConfigDict(extra="allow", frozen=True)
    do: str = Field(description="its name")

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
    """Where one field comes from, by one of `field`, `constant`, `first_of` and `concat`, and how it is read."""

    field: str | None = Field(None, description="a path in the record: `a.b.c`")
    constant: str | None = Field(None, description="the same in every record")
    first_of: tuple[str, ...] = Field((), description="paths; the first that is not empty")
    concat: tuple[str, ...] = Field((), description="paths, put together; empty where one of them is")
    separator: str = Field("", description="what `concat` puts between them")
    then: tuple[Step, ...] = Field(
        (),
        description='what happens to each value, in order, such as `["strip", { do = "split", separator = "-" }]`',
    )
    format: tuple[str, ...] = Field(
        (), description="of times: one or several strptime formats or named forms, tried in order; ISO 8601 unless told"
    )
    time_zone: ZoneName | None = Field(None, description="of times without an offset, where it is not the source's")
    map: str | None = Field(None, description="of codes: a file of code_maps/ (without .csv), or `units`")
    same: bool = Field(False, description="the source's codes are the canonical ones")
    when: Condition | None = Field(None, description="only in records that fulfil it; elsewhere the field is empty")

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
        return tuple(checked_layout(layout, FORMS) for layout in value)

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


class PlaceMapping(Declared):
    """How a record finds its place; each key but `alias_system` is a path in the record.

    Tried in this order: point in a grid, grid code, division code, alias, name within its parent, point in a county.
    A name alone is never looked for across the city: without parents only counties are.
    """

    longitude: str | None = Field(None, description="of its point, in degrees, WGS 84")
    latitude: str | None = Field(None, description="of its point, in degrees, WGS 84")
    grid: str | None = Field(None, description="the code of its grid")
    division: str | None = Field(None, description="the official code of its division, of any level")
    alias: str | None = Field(None, description="the code or name that another system gives its division")
    alias_system: str | None = Field(None, description="that system, as division_aliases.csv calls it")
    parents: tuple[str, ...] = Field(
        (), description="divisions from the widest on (county, township), each by code, alias or name"
    )
    name: str | None = Field(None, description="the name of its division, looked for in the last of `parents`")

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
    """One rule that every record must pass, over the fields as they were mapped; else it is put aside.

    Empty fields break only `required`.
    """

    field: str = Field(description="a field that is mapped")
    rule: str = Field(description="`required`: not empty; `between`; `one_of`; `not_after`")
    low: float | None = Field(None, description="between: the least that is allowed")
    high: float | None = Field(None, description="between: the most that is allowed")
    values: tuple[str, ...] = Field((), description="one_of: what is allowed; canonical codes where it is a code")
    other: str | None = Field(None, description="not_after: the field whose time is not earlier")
