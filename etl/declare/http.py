"""How an HTTP platform is reached and paged."""

from typing import Annotated, Literal

from pydantic import Field

from etl.declare.base import Declared, Secret


class BearerAuth(Declared):
    """`Authorization: Bearer <token>`."""

    kind: Literal["bearer"]
    token: Secret


class ApiKeyAuth(Declared):
    """A key in a header of the platform's choice."""

    kind: Literal["api_key"]
    header: str = "X-API-Key"
    key: Secret


class Http(Declared):
    """Where an HTTP platform is. `${NAME:-default}` in base_url is taken from the environment."""

    base_url: str
    auth: Annotated[BearerAuth | ApiKeyAuth, Field(discriminator="kind")] | None = None
    timeout_seconds: float = Field(30.0, gt=0)
    retries: int = Field(5, ge=1)
    longest_wait_seconds: float = Field(60.0, ge=0)


class Paging(Declared):
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


class Since(Declared):
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
