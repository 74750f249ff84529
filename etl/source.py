"""A source: one platform of a city, declared in one TOML file of the site folder and validated here."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from data_access.site import SiteText
from etl.entities import ENTITIES, FieldType


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(_Declared):
    """A secret by reference: an environment variable, or a file beside the TOML. Never the secret itself."""

    env: str | None = None
    file: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Secret":
        if (self.env is None) == (self.file is None):
            raise ValueError("give either env or file")
        return self


class BearerAuth(_Declared):
    """`Authorization: Bearer <token>`."""

    kind: Literal["bearer"]
    token: Secret


class ApiKeyAuth(_Declared):
    """A key in a header of the platform's choice."""

    kind: Literal["api_key"]
    header: str = "X-API-Key"
    key: Secret


class Http(_Declared):
    """Where an HTTP platform is. `${NAME:-default}` in base_url is taken from the environment."""

    base_url: str
    auth: Annotated[BearerAuth | ApiKeyAuth, Field(discriminator="kind")] | None = None
    timeout_seconds: float = Field(30.0, gt=0)
    retries: int = Field(5, ge=1)
    longest_wait_seconds: float = Field(60.0, ge=0)


class Files(_Declared):
    """A drop folder (relative to the data folder, or absolute). A file changed less than settle_seconds ago waits."""

    folder: str
    pattern: str = "*.csv"
    settle_seconds: float = Field(10.0, ge=0)


class Paging(_Declared):
    """How the pages of an answer are reached. `end_status`: a status that means 'past the last page', if one does.

    `since` asks again from the last time seen instead of counting pages on; it needs a since that is ordered.
    """

    style: Literal["none", "page", "since", "link_header", "next_header"] = "none"
    page_parameter: str = "page"
    size_parameter: str | None = None
    size: int = Field(1000, ge=1)
    first_page: int = 1
    next_header: str = "X-Next-Page-URL"
    end_status: int | None = None
    longest: int = Field(100_000, ge=1, description="pages after which an endless source is given up")


class Since(_Declared):
    """How only what changed is asked for.

    `ordered`: the answer is sorted by this field, so progress can be kept batch by batch.
    `lookback_minutes`: platforms let some changes appear late, with an old time; once an hour that much is read again.
    """

    parameter: str
    field: str
    format: str = "%Y-%m-%d %H:%M:%S"
    overlap_minutes: float = Field(10.0, ge=0)
    lookback_minutes: float = Field(0.0, ge=0)
    ordered: bool = False


class Csv(_Declared):
    """How a delimited text is read; 'auto' looks at the file."""

    encoding: str = "auto"
    delimiter: str = "auto"


class Condition(_Declared):
    """True for records whose value at `field` is one of `equals`."""

    field: str
    equals: tuple[str, ...]


class FieldMapping(_Declared):
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


class PlaceMapping(_Declared):
    """How a record finds its place, tried in this order: point in a grid, grid code, division code, alias, point
    in a county. `alias_system` names the rows of division_aliases.csv that `alias` is looked up in."""

    longitude: str | None = None
    latitude: str | None = None
    grid: str | None = None
    division: str | None = None
    alias: str | None = None
    alias_system: str | None = None


class Dataset(_Declared):
    """One list of records of a platform, and how it becomes an entity."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    entity: str
    kind: str
    path: str = ""
    records: str = ""
    total: str = ""
    parameters: dict[str, str] = {}
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


class Source(_Declared):
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
