"""How an HTTP platform is reached, asked and paged."""

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from data_access.site import ZoneName
from etl.connectors.moments import LAYOUTS
from etl.declare.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, OAuthAuth, SignedAuth
from etl.declare.base import Declared
from etl.mapping.time_layouts import checked_layout

__all__ = [
    "ApiKeyAuth",
    "BasicAuth",
    "BearerAuth",
    "Http",
    "Listing",
    "OAuthAuth",
    "Paging",
    "SignedAuth",
    "Since",
    "Verdict",
]


class Http(Declared):
    """Where an HTTP platform is."""

    base_url: str = Field(description="its address; `${NAME:-default}` in it is taken from the environment")
    auth: Auth | None = Field(None, description="who asks")
    timeout_seconds: float = Field(30.0, gt=0, description="how long connecting, and waiting for bytes, may take")
    retries: int = Field(5, ge=1, description="how often a question is asked again after a fault that may pass")
    longest_wait_seconds: float = Field(60.0, ge=0, description="the longest wait before that, or for a limit to end")
    requests_per_minute: float | None = Field(
        None, gt=0, description="asked no faster than this, all datasets together"
    )


class Paging(Declared):
    """How the pages of an answer are reached.

    Style `since` asks again from the last time seen instead of counting pages on; it needs a since that is ordered.
    """

    style: Literal["none", "page", "offset", "since", "cursor", "next_url", "link_header", "next_header"] = Field(
        "none", description="how the next page is asked for"
    )
    page_parameter: str = Field("page", description="style page: the parameter with the page's number")
    offset_parameter: str = Field("offset", description="style offset: the parameter with the records to pass over")
    size_parameter: str | None = Field(None, description="the parameter with the size of a page")
    size: int = Field(1000, ge=1, description="records of a page")
    first_page: int = Field(1, description="the number of the first page")
    first_offset: int = Field(0, description="the offset of the first record: 0, or 1 where the platform counts so")
    cursor: str | None = Field(None, description="style cursor: where in the answer the next cursor is")
    cursor_parameter: str = Field("cursor", description="style cursor: the parameter it is sent back in")
    next_url: str | None = Field(None, description="style next_url: where in the answer the next address is")
    next_header: str = Field("X-Next-Page-URL", description="style next_header: the header with the next address")
    has_more: str | None = Field(None, description="where in the answer it says whether there are more pages")
    until_empty: bool = Field(False, description="a short page is not the last; pages are asked for until one is empty")
    repeats_last: bool = Field(False, description="past the last page the platform gives the last page again")
    passes: int = Field(1, ge=1, le=3, description="walks through all pages, for lists that shift while being read")
    end_status: int | None = Field(None, description="a status that means 'past the last page', where one does")
    longest: int = Field(100_000, ge=1, description="pages after which an endless source is given up")

    @model_validator(mode="after")
    def _whole(self) -> "Paging":
        if self.style == "cursor" and not self.cursor:
            raise ValueError("cursor: style 'cursor' needs the path in the answer where the next cursor is")
        if self.style == "next_url" and not self.next_url:
            raise ValueError("next_url: style 'next_url' needs the path in the answer where the next address is")
        return self


class Since(Declared):
    """How only what changed is asked for. For a database `format` is `iso`, `ordered` true."""

    parameter: str = Field("", description="the parameter of the platform; a database has none")
    field: str = Field(description="where in a record the time of its last change is")
    format: str = Field("%Y-%m-%d %H:%M:%S", description="unix, unix_ms or a strftime format, of the parameter")
    field_format: str | None = Field(None, description="of the field in the record, where it is another; or iso")
    time_zone: ZoneName | None = Field(None, description="in which the platform writes its times; else the source's")
    until_parameter: str | None = Field(None, description="where the platform also takes an end")
    window_days: float | None = Field(None, gt=0, description="the longest stretch the platform gives at once")
    start: date | None = Field(None, description="the first day to read where nothing was read before")
    overlap_minutes: float = Field(10.0, ge=0, description="so much before the last time seen is read again each time")
    lookback_minutes: float = Field(
        0.0, ge=0, description="and so much once an hour: some changes appear late, with an old time"
    )
    ordered: bool = Field(
        False, description="the answer is sorted by this field, so progress can be kept batch by batch"
    )

    @field_validator("format", "field_format")
    @classmethod
    def _readable(cls, layout: str | None) -> str | None:
        return layout and checked_layout(layout, LAYOUTS)

    @model_validator(mode="after")
    def _whole(self) -> "Since":
        if self.window_days and not (self.until_parameter and self.start):
            raise ValueError("window_days: needs until_parameter and start (the first day to read)")
        return self


class Verdict(Declared):
    """What an answer with status 200 says about itself."""

    field: str = Field(description="where in the answer it does")
    equals: tuple[str, ...] = Field(min_length=1, description="values that mean 'good'")
    message: str | None = Field(None, description="where the platform says what is wrong; quoted short and scrubbed")
    again: tuple[str, ...] = Field((), description="values after which the same request is tried again, as for 'busy'")
    renew: tuple[str, ...] = Field((), description="values that mean the token has ended (oauth2)")


class Listing(Declared):
    """How one list of records is asked for and where it is in the answer; the base of every dataset."""

    path: str = Field("", description="the list's address below base_url")
    post: Literal["form", "json"] | None = Field(None, description="ask by POST, all parameters in a body of this kind")
    parameters: dict[str, str | int | float | bool] = Field(
        default_factory=dict,
        description='sent with every question; names may be dotted where `post` is json: `query.status` is `{"query": '
        '{"status": …}}`',
    )
    body: Literal["json", "xml"] = Field("json", description="what the answer is written in")
    ok: Verdict | None = Field(None, description="where answers with status 200 say whether they are good")
    records: str = Field("", description="where the list of records is; below the root element in XML")
    explode: str = Field("", description="a list in each record: every item of it is a record, the rest is `parent.…`")
    total: str = Field("", description="where in the answer the number of all records is")
    paging: Paging = Field(Paging(), description="how further pages are reached")
    since: Since | None = Field(None, description="how only what changed is asked for")

    @model_validator(mode="after")
    def _readable(self) -> "Listing":
        if self.body == "xml" and not self.records:
            raise ValueError("records: body 'xml' needs the path of the repeated element below the root")
        if self.paging.style == "since" and not (self.since and self.since.ordered):
            raise ValueError("paging.style 'since' needs a [since] with ordered = true")
        return self
