"""How the fields of a record become the fields of an entity."""

from pydantic import model_validator

from etl.declare.base import Declared


class Condition(Declared):
    """True for records whose value at `field` is one of `equals`."""

    field: str
    equals: tuple[str, ...]


class FieldMapping(Declared):
    """Where one field comes from: a path in the record (`a.b.c`) or a constant; how it is read.

    `when`: only in records that fulfil the condition; elsewhere the field is empty. `map`: a file of code_maps/
    (without .csv) or `units`; `same`: the source's codes are the canonical ones.
    """

    field: str | None = None
    constant: str | None = None
    format: str | None = None
    time_zone: str | None = None
    map: str | None = None
    same: bool = False
    when: Condition | None = None

    @model_validator(mode="after")
    def _one(self) -> "FieldMapping":
        if (self.field is None) == (self.constant is None):
            raise ValueError("give either field or constant")
        return self


class PlaceMapping(Declared):
    """How a record finds its place, tried in this order: point in a grid, grid code, division code, alias, point
    in a county. `alias_system` names the rows of division_aliases.csv that `alias` is looked up in."""

    longitude: str | None = None
    latitude: str | None = None
    grid: str | None = None
    division: str | None = None
    alias: str | None = None
    alias_system: str | None = None
