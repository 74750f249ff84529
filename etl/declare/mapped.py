"""How the records of a dataset become those of an entity: its fields, its place, what is deleted, what is checked."""

from pydantic import Field, field_validator, model_validator

from etl.declare.base import Declared
from etl.declare.mapping import Condition, FieldMapping, PlaceMapping, RecordCheck
from etl.entities import ENTITIES, Entity, FieldType
from etl.mapping.rules import RULES
from etl.nearest import perhaps


class Mapped(Declared):
    """The mapping of a dataset."""

    entity: str = Field(description="what each record becomes")
    kind: str = Field(description="which kind of it")
    key_prefix: str | None = Field(
        None,
        pattern=r"^\S{0,40}$",
        description="put before every `record_key`. Must be given where several datasets of a source become the same "
        'entity: the same one where a key means the same record, another where it does not; `""` for none',
    )
    fields: dict[str, FieldMapping] = Field(
        description='where each field of the entity comes from; in short form its path alone: `record_key = "id"`'
    )
    place: PlaceMapping = Field(PlaceMapping(), description="how a record finds its place")
    deleted: Condition | None = Field(None, description="the records that announce a deletion")
    checks: tuple[RecordCheck, ...] = Field((), description="what records must fulfil, beyond the entity's own checks")

    @field_validator("fields", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, dict):
            return {name: {"field": each} if isinstance(each, str) else each for name, each in value.items()}
        return value

    def mapped_paths(self) -> tuple[str, ...]:
        """Every path of a record that the mapping reads."""
        conditions = [self.deleted, *[mapping.when for mapping in self.fields.values()]]
        wanted = [
            *[path for mapping in self.fields.values() for path in mapping.paths],
            *self.place.paths,
            *[condition.field for condition in conditions if condition],
        ]
        return tuple(dict.fromkeys(wanted))

    @model_validator(mode="after")
    def _fits_the_entity(self) -> "Mapped":
        entity = ENTITIES.get(self.entity)
        if entity is None:
            raise ValueError(f"entity: '{self.entity}' does not exist; there are: {', '.join(ENTITIES)}")
        kinds = [kind.key for kind in entity.kinds]
        if self.kind not in kinds:
            raise ValueError(f"kind: '{self.kind}' is not a kind of '{entity.key}'; there are: {', '.join(kinds)}")
        for name, mapping in self.fields.items():
            _check_field(entity, name, mapping)
        missing = [field.name for field in entity.fields if field.required and field.name not in self.fields]
        if missing:
            raise ValueError(f"fields: {', '.join(missing)} must be mapped")
        for number, check in enumerate(self.checks):
            _check_check(entity, f"checks.{number}", check, self.fields)
        return self


def _check_field(entity: Entity, name: str, mapping: FieldMapping) -> None:
    known = {field.name: field for field in entity.fields}
    if name not in known:
        there = ", ".join(known)
        raise ValueError(f"fields.{name}: '{entity.key}' has no such field{perhaps(name, known)}; it has: {there}")
    if mapping.map and known[name].type is not FieldType.CODE:
        raise ValueError(f"fields.{name}.map: only codes take a map")
    if mapping.format and known[name].type not in (FieldType.TIMESTAMP, FieldType.DATE):
        raise ValueError(f"fields.{name}.format: only times and days take a format")


def _check_check(entity: Entity, where: str, check: RecordCheck, fields: dict[str, FieldMapping]) -> None:
    rule = RULES.get(check.rule)
    if rule is None:
        raise ValueError(f"{where}.rule: there is no rule '{check.rule}'; there are: {', '.join(RULES)}")
    for key, name in (("field", check.field), ("other", check.other)):
        if name is None:
            continue
        if name not in fields:
            raise ValueError(f"{where}.{key}: '{name}' is not mapped in fields{perhaps(name, fields)}")
        if entity.field(name).type not in rule.types:
            raise ValueError(f"{where}.{key}: '{check.rule}' says nothing about a {entity.field(name).type}")
    given = {key for key in ("low", "high", "values", "other") if getattr(check, key) not in (None, ())}
    if (rule.keys and not given & set(rule.keys)) or given - set(rule.keys):
        wants = " or ".join(rule.keys) or "no other key"
        raise ValueError(f"{where}: the rule '{check.rule}' takes {wants}")
