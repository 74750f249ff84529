"""How fast and how much: declared paces, announced limits, and bodies far larger than memory should hold."""

import gzip
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from apart import run_apart
from replay.server import Reply, Request, script, serving
from replay.sources import http_connector

from etl.connectors import pace

pytestmark = pytest.mark.long

GOOD = b'[{"id": "1", "when": null}]'


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Ports are used again: a pace must not be kept for the next server there."""
    yield
    pace._paces.clear()


def test_no_more_questions_a_minute_than_declared_all_datasets_together() -> None:
    with serving(script(Reply(GOOD))) as platform:
        started = time.monotonic()
        for _ in range(4):
            list(http_connector(platform.url, {"requests_per_minute": 300}).pages(None))
        assert time.monotonic() - started >= 0.6


@pytest.mark.parametrize("prefix", ["X-", ""])
@pytest.mark.parametrize("absolute", [True, False])
def test_no_question_is_asked_before_the_limit_is_reset(prefix: str, absolute: bool) -> None:
    # A whole second, as platforms write it, and more than that away.
    reset = str(int(time.time()) + 2) if absolute else "1"
    limited = {f"{prefix}RateLimit-Remaining": "0", f"{prefix}RateLimit-Reset": reset}
    with serving(script(Reply(GOOD, headers=limited), Reply(b"[]"))) as platform:
        started = time.monotonic()
        list(http_connector(platform.url, {"longest_wait_seconds": 20}, paging={"style": "page"}).pages(None))
    assert 0.7 <= time.monotonic() - started < 15


@pytest.mark.parametrize(
    "headers",
    [
        {"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "3600"},
        {"X-RateLimit-Remaining": "0"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 400},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "86400"},
    ],
)
def test_a_limit_that_is_none_or_longer_than_declared_is_not_waited_for(headers: dict[str, str]) -> None:
    platform, slept = pace.Pace(), list[float]()
    platform.told(httpx.Headers(headers), 0.5)
    platform.wait(None, slept.append)
    assert sum(slept) <= 0.5


RECORD = b'{"id":"%08d","when":"2026-11-01 08:00:00","note":"' + b"x{}[]" * 300 + b'","list":[1,{"a":"b"}]}'
MEGABYTE = 1024 * 1024


def pieces(size: int, one: bytes, around: tuple[bytes, bytes]) -> Iterator[bytes]:
    """A list of numbered records of about `size` bytes."""
    yield around[0]
    count = size // len(one)
    for start in range(0, count, 500):
        yield b",".join(one % number for number in range(start, min(start + 500, count))) + (
            b"," if start + 500 < count else b""
        )
    yield around[1]


READER = """
import sys
from etl.errors import JobError
from replay.sources import http_connector
records, url = 0, sys.argv[1]
try:
    for page in http_connector(url, {"timeout_seconds": 60}, records=sys.argv[2]).pages(None):
        records += len(page)
        print(records, *page.columns["id"][-1:], flush=True)
except JobError as error:
    print(error)
"""


def read_apart(answer: Any, records: str = "") -> tuple[list[str], float]:
    """What a process of its own read, and its largest size in MiB."""
    with serving(answer) as platform:
        found = run_apart(READER, platform.url, records)
    return found.lines, found.mebibytes


def test_a_body_of_200_megabytes_is_read_in_parts() -> None:
    body = b"".join(pieces(200 * 1000**2, RECORD, (b'{"data":{"list":[', b"]}}")))
    lines, size = read_apart(script(Reply(body)), "data.list")
    count = 200 * 1000**2 // len(RECORD)
    assert lines[-1] == f"{count} {count - 1:08d}"
    assert len(lines) > 40
    assert size <= 400


@pytest.mark.parametrize(
    ("record", "read"),
    [
        (b'{"id":"1","photo":"%b"}' % (b"x" * 10 * 1000**2), True),
        (b'{"id":"1","track":[%b0]}' % (b"[118.33,29.71]," * 660_000), True),
        (b'{"id":"1","photo":"%b"}' % (b"x" * 20 * 1000**2), False),
    ],
    ids=["a photograph", "a long track", "too long"],
)
def test_one_record_of_10_megabytes_is_read_and_one_of_20_refused(record: bytes, read: bool) -> None:
    lines, size = read_apart(script(Reply(b"[%b]" % record)))
    assert lines == ["1 1"] if read else "longer than 12 MiB" in lines[-1]
    assert size <= 400


@pytest.mark.parametrize("inside", [b"{}", b'{"a":0}'])
def test_a_record_of_more_objects_than_memory_should_hold_is_put_aside_alone(inside: bytes) -> None:
    many = b'{"id":"1","track":[%b0]}' % ((inside + b",") * (10 * 1000**2 // (len(inside) + 1)))
    few = b'{"id":"2","track":[%b0],"text":"%b"}' % ((inside + b",") * 790_000, b'[\\"{' * 100_000)
    lines, size = read_apart(script(Reply(b"[%b]" % b",".join([few, few, many]))))
    assert lines == ["1 2", "2 2", "2"]
    assert size <= 400


def test_a_list_with_nothing_in_its_records_is_read_in_parts() -> None:
    lines, size = read_apart(script(Reply(b'[{"id":"1"},%b{"id":"9"}]' % (b"{}," * 2_500_000))))
    assert lines[-1] == "2500002 9"
    assert size <= 400


def test_a_packed_body_that_grows_without_end_is_refused() -> None:
    packed = gzip.compress(b"[" + b" " * 300 * MEGABYTE, compresslevel=1)
    lines, size = read_apart(script(Reply(packed, headers={"Content-Encoding": "gzip"})))
    assert "more than 256 MiB in one page; declare paging" in lines[-1]
    assert size <= 400


def test_a_long_wait_between_questions_ends_when_the_reader_stops() -> None:
    def answer(request: Request) -> Reply:
        return Reply(GOOD.replace(b"1", dict(request.query)["page"].encode()))

    with serving(answer) as platform:
        pages = http_connector(platform.url, {"requests_per_minute": 1}, paging={"style": "page"}).pages(None)
        next(pages)
        started = time.monotonic()
        pages.close()
    assert time.monotonic() - started < 20
