"""Looks at one answer of an HTTP platform: where its records are, how many there are, how its pages follow."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from etl.connectors.body import BrokenBodyError, decode
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable
from etl.starting.look import Look
from etl.starting.words import CURSORS, LISTS, NEXT_ADDRESSES, OFFSETS, PAGES, SIZES, TOTALS

_DEEPEST = 5
# A platform that is asked for pages smaller than this is asked too often.
_SMALL = 50


def look_at_http(url: str, token: str | None, secret: Mapping[str, str]) -> Look:
    """What the TOML says of the platform behind `url`, an address that gives one page of records as JSON.

    `token`: sent as bearer, where one is needed; `secret`: how the TOML refers to it. Raises SourceUnavailable,
    SourceChanged or SiteInvalid with a sentence.
    """
    address = _address(url)
    response = _get(address, token)
    answer = _decoded(response)
    path, records = _records(answer)
    connector: dict[str, Any] = {"base_url": f"{address.scheme}://{address.netloc.decode()}"}
    if token:
        connector["auth"] = {"kind": "bearer", "token": dict(secret)}
    dataset: dict[str, Any] = {"path": address.path}
    look = Look({"http": connector}, dataset)
    if path:
        dataset["records"] = path
        look.notes["records"] = f"the list of {len(records)} objects in the answer"
    total, number = _total(answer, len(records))
    if total:
        dataset["total"] = total
    parameters = dict(address.params)
    paging, note = _paging(answer, response, parameters, len(records), number)
    plain = {**dataset, **({"parameters": dict(address.params)} if address.params else {})}
    if parameters:
        dataset["parameters"] = parameters
    if paging:
        dataset["paging"] = paging
        look.fallback = plain
    look.notes["paging"] = note
    return look


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host or address.userinfo:
        raise SiteInvalid("that is not an http address without a password in it; give it whole, as a browser takes it")
    return address


def _get(address: httpx.URL, token: str | None) -> httpx.Response:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        response = httpx.get(address, headers=headers, timeout=30)
    except httpx.HTTPError as error:
        raise SourceUnavailable(
            f"{address.host} gave no answer ({type(error).__name__}); is the address right?"
        ) from None
    if response.status_code != 200:
        hint = "; name a token with --token-env or --token-file" if response.status_code in (401, 403) else ""
        raise SourceChanged(f"{address.host}{address.path} answered {response.status_code}{hint}")
    return response


def _decoded(response: httpx.Response) -> object:
    if response.content.lstrip()[:1] == b"<":
        raise SourceChanged(
            "the answer is XML or a web page; init writes sources for JSON. For XML copy a sample of the handbook and "
            'declare body = "xml" and records'
        )
    try:
        return decode(response.content, response.charset_encoding)
    except BrokenBodyError as error:
        raise SourceChanged(f"the answer is not JSON: {error}") from None


def _records(answer: object) -> tuple[str, list[object]]:
    """The longest list of objects in the answer, one with a usual name where several are as long."""
    lists = [(path, found) for path, found in _lists(answer, "", 0) if any(isinstance(each, dict) for each in found)]
    if not lists:
        raise SourceChanged("the answer holds no list of objects; give an address that answers with some records")

    def rank(each: tuple[str, list[object]]) -> tuple[int, int, int]:
        name = each[0].rsplit(".", 1)[-1]
        return len(each[1]), -LISTS.index(name) if name in LISTS else -len(LISTS), -each[0].count(".")

    return max(lists, key=rank)


def _lists(value: object, path: str, depth: int) -> Iterator[tuple[str, list[object]]]:
    if isinstance(value, list):
        yield path, value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name, each in value.items():
            yield from _lists(each, f"{path}.{name}" if path else str(name), depth + 1)


def _scalars(value: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Everything in the answer that is around the records."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, each in value.items():
            yield from _scalars(each, f"{path}.{name}" if path else str(name), depth + 1)
    elif not isinstance(value, list):
        yield path, value


def _named(answer: object, names: Sequence[str]) -> Iterator[tuple[str, object]]:
    there = [(path, value) for path, value in _scalars(answer) if value not in (None, "")]
    for name in names:
        yield from ((path, value) for path, value in there if path.rsplit(".", 1)[-1] == name)


def _total(answer: object, length: int) -> tuple[str, int]:
    for path, value in _named(answer, TOTALS):
        if isinstance(value, int) and not isinstance(value, bool) and value >= length:
            return path, value
    return "", length


def _paging(
    answer: object, response: httpx.Response, parameters: dict[str, str], length: int, total: int
) -> tuple[dict[str, Any], str]:
    """How pages follow, and why it is thought so; what paging says itself is taken out of `parameters`."""
    if "next" in response.links:
        return {"style": "link_header"}, "the answer names its next page in the header Link"
    for path, value in _named(answer, NEXT_ADDRESSES):
        if isinstance(value, str) and value.startswith(("http", "/")):
            return {"style": "next_url", "next_url": path}, "the answer holds the address of its next page"
    for path, value in _named(answer, CURSORS):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            asked = next((name for name in CURSORS if name in parameters), "cursor")
            parameters.pop(asked, None)
            return {"style": "cursor", "cursor": path, "cursor_parameter": asked}, "the answer holds a cursor"
    return _counted(parameters, length, total)


def _counted(parameters: dict[str, str], length: int, total: int) -> tuple[dict[str, Any], str]:
    page = next((name for name in PAGES if name in parameters), "")
    offset = next((name for name in OFFSETS if name in parameters), "")
    size = next((name for name in SIZES if name in parameters and parameters[name].isdigit()), "")
    if not page and not offset:
        more = f"the answer says there are {total} records and gave {length}: find its paging in the manual"
        return {}, more if total > length else "the answer holds everything it says there is"
    found: dict[str, Any] = {"style": "page", "page_parameter": page} if page else {"style": "offset"}
    start = parameters.pop(page or offset)
    if page:
        found |= {"first_page": 0} if start == "0" else {}
    else:
        found["offset_parameter"] = offset
    if size and int(parameters[size]) > 0:
        found |= {"size_parameter": size, "size": int(parameters.pop(size))}
    small = found.get("size", _SMALL) < _SMALL
    why = "by the names of the parameters in the address"
    return found, f"{why}; raise size to the most the platform gives, each page is a question" if small else why
