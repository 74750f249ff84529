"""What can be wrong with any platform: one function a fault, from what was asked and the true answer to a bad one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree  # nosec B405 - it only reads what this process has just written

import orjson

from etl.demo.exchange import Answer, refused

TIMES_OVER = 10
_AHEAD = timedelta(hours=36)
_TIME = re.compile(rb"\d{4}-\d\d-\d\d([ T])\d\d:\d\d:\d\d")
_WORD = re.compile(r"[A-Za-z0-9]+")

Records = list[dict[str, Any]]
Disturbance = Callable[[Answer], Answer]


def _outage(answer: Answer) -> Answer:
    return refused(503, "the platform is being maintained")


def _schema(answer: Answer) -> Answer:
    """A new version of the platform: every field of a record is called otherwise."""
    return _changed(answer, lambda record: {renamed(name): value for name, value in record.items()}, 1)


def _duplicates(answer: Answer) -> Answer:
    """Every record many times over, as after a join gone wrong."""
    return _changed(answer, lambda record: record, TIMES_OVER)


def _clock(answer: Answer) -> Answer:
    """Every time a day and a half later than it is, and the answer's own with them."""
    body = _TIME.sub(lambda found: _later(found[0].decode(), found[1].decode()), answer.body)
    date = format_datetime(datetime.now(UTC) + _AHEAD, usegmt=True)
    return replace(answer, body=body, headers={**answer.headers, "Date": date})


def _encoding(answer: Answer) -> Answer:
    """Bytes in another encoding than the answer says."""
    try:
        other = answer.body.decode("utf-8").encode("gb18030")
    except UnicodeDecodeError:
        other = answer.body
    # Where all letters are those of ASCII, or not UTF-8 anyway, that changes nothing.
    return replace(answer, body=other if other != answer.body else answer.body.decode("latin-1").encode("utf-16"))


def _endless(answer: Answer) -> Answer:
    return replace(answer, endless=True)


DISTURBANCES: Mapping[str, Disturbance] = MappingProxyType(
    {
        "outage": _outage,
        "schema": _schema,
        "duplicates": _duplicates,
        "clock": _clock,
        "encoding": _encoding,
        "endless": _endless,
    }
)


def _changed(answer: Answer, change: Callable[[dict[str, Any]], dict[str, Any]], times: int) -> Answer:
    """The answer with each record changed and given so many times; what is neither JSON nor XML stays as it is."""
    if "json" in answer.content_type:
        return replace(answer, body=orjson.dumps(_in_json(orjson.loads(answer.body), change, times)))
    if "xml" in answer.content_type:
        return replace(answer, body=_in_xml(answer.body, change, times))
    return answer


def _in_json(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]], times: int) -> Any:
    """Records are the objects of the outermost lists."""
    if isinstance(value, list):
        return [change(each) if isinstance(each, dict) else each for each in value for _ in range(times)]
    if isinstance(value, dict):
        return {name: _in_json(each, change, times) for name, each in value.items()}
    return value


def _in_xml(body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]], times: int) -> bytes:
    """Records are the elements beside others of the same name that hold nothing but fields."""
    root = ElementTree.fromstring(body)  # nosec B314
    for parent, records in list(_records(root)):
        for record in records:
            for field in record:
                field.tag = next(iter(change({field.tag: None})))
        parent.extend(records * (times - 1))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _records(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, list[ElementTree.Element]]]:
    for parent in root.iter():
        flat = [child for child in parent if len(child) and not any(len(field) for field in child)]
        alike = [child for child in flat if sum(other.tag == child.tag for other in flat) > 1]
        if alike:
            yield parent, alike


def renamed(name: str) -> str:
    """A field as a new version calls it: `find_time` → `FindTime`."""
    other = "".join(word[0].upper() + word[1:] for word in _WORD.findall(name))
    return other if other and other != name else f"{name}_new"


def _later(text: str, separator: str) -> bytes:
    moment = datetime.fromisoformat(text) + _AHEAD
    return moment.isoformat(sep=separator, timespec="seconds").encode()
