"""What a simulated platform is asked and what it answers, apart from how either travels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import pandas as pd

from etl.demo.drawing import rows_of

JSON = "application/json; charset=utf-8"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class BadRequestError(Exception):
    """A request that makes no sense; the text is sent back with status 400."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` begins after the platform's prefix; `values` are the parameters of the address; the names
    of `headers` are in lower case."""

    method: str
    path: str
    values: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before it is compressed. One that is `endless` is sent again and again, until nobody listens."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False


# Answers requests; raises BadRequestError.
Service = Callable[[Request], Answer]


def objects(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row as it stands in an answer, by column; what is missing is None."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in rows_of(table)]


def refused(status: int, sentence: str, **headers: str) -> Answer:
    """A refusal as JSON with one sentence; `headers` with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(orjson.dumps({"error": sentence}), status, headers=named)


def whole(values: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    """A whole number from `least` to `most` among the parameters. Raises BadRequestError."""
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
        raise BadRequestError(f"{name}={text}: expected a whole number from {least} to {most}")
    return int(text)


def local_time(values: Mapping[str, str], name: str) -> datetime | None:
    """A local time among the parameters, without zone; None where it is not given. Raises BadRequestError."""
    if name not in values:
        return None
    try:
        return datetime.strptime(values[name], TIME_FORMAT)
    except ValueError:
        raise BadRequestError(f"{name}={values[name]}: expected a local time like 2026-11-01 08:00:00") from None


def only(values: Mapping[str, str], known: tuple[str, ...]) -> None:
    """Raises BadRequestError for a parameter that is not `known`."""
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise BadRequestError(f"unknown parameter {unknown[0]}; known are {', '.join(known)}")
