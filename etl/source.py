"""A source: one platform of a city, declared in one TOML file of the site folder and validated here."""

from pathlib import Path

from pydantic import Field, field_validator, model_validator

from data_access.site import SiteText
from etl.declare.base import Declared, Secret
from etl.declare.files import Csv, Files
from etl.declare.http import ApiKeyAuth, BearerAuth, Http, Paging, Since
from etl.declare.mapping import Condition, FieldMapping, PlaceMapping
from etl.entities import ENTITIES, FieldType

__all__ = [
    "ApiKeyAuth",
    "BearerAuth",
    "Condition",
    "Csv",
    "Dataset",
    "FieldMapping",
    "Files",
    "Http",
    "Paging",
    "PlaceMapping",
    "Secret",
    "Since",
    "Source",
]


class Dataset(Declared):
    """One list of records of a platform, and how it becomes an entity."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    entity: str
    kind: str
    path: str = ""
    records: str = ""
    total: str = ""
    parameters: dict[str, str] = Field(default_factory=dict)
    paging: Paging = Paging()
    since: Since | None = None
    csv: Csv = Csv()
    fields: dict[str, FieldMapping]
    place: PlaceMapping = PlaceMapping()
    deleted: Condition | None = None

    @field_validator("fields", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, dict):
            return {name: {"field": each} if isinstance(each, str) else each for name, each in value.items()}
        return value

    def paths(self) -> tuple[str, ...]:
        """Every path of a record that is read; what is not among them never leaves the connector."""
        places = (self.place.longitude, self.place.latitude, self.place.grid, self.place.division, self.place.alias)
        conditions = [self.deleted, *[mapping.when for mapping in self.fields.values()]]
        wanted = [
            *[mapping.field for mapping in self.fields.values()],
            *places,
            *[condition.field for condition in conditions if condition],
            self.since.field if self.since else None,
        ]
        return tuple(dict.fromkeys(path for path in wanted if path))

    @model_validator(mode="after")
    def _fits_the_entity(self) -> "Dataset":
        if self.paging.style == "since" and not (self.since and self.since.ordered):
            raise ValueError("paging.style 'since' needs a [since] with ordered = true")
        entity = ENTITIES.get(self.entity)
        if entity is None:
            raise ValueError(f"entity '{self.entity}' does not exist; there are: {', '.join(ENTITIES)}")
        if self.kind not in {kind.key for kind in entity.kinds}:
            raise ValueError(f"'{self.kind}' is not a kind of '{entity.key}'")
        known = {field.name: field for field in entity.fields}
        for name, mapping in self.fields.items():
            if name not in known:
                raise ValueError(f"fields.{name}: '{entity.key}' has no such field; it has: {', '.join(known)}")
            if mapping.map and known[name].type is not FieldType.CODE:
                raise ValueError(f"fields.{name}: only codes take a map")
        missing = [field.name for field in entity.fields if field.required and field.name not in self.fields]
        if missing:
            raise ValueError(f"fields: {', '.join(missing)} must be mapped")
        return self


class Source(Declared):
    """One platform of one city."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: SiteText
    city_code: str
    time_zone: str = "Asia/Shanghai"
    expected_minutes: int = Field(ge=1)
    poll_seconds: float = Field(60.0, gt=0)
    demonstration: bool = False
    batch_rows: int = Field(50_000, ge=1)
    http: Http | None = None
    files: Files | None = None
    datasets: tuple[Dataset, ...] = Field(min_length=1)
    path: Path = Path()

    @model_validator(mode="after")
    def _one_connector(self) -> "Source":
        if (self.http is None) == (self.files is None):
            raise ValueError("declare either [http] or [files]")
        names = [dataset.name for dataset in self.datasets]
        if len(set(names)) < len(names):
            raise ValueError("two datasets have the same name")
        return self
