"""12345 市长热线 of 黄山 over HTTP: XML, pages by offset, every question signed; tickets, and the steps of each."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape  # nosec B406 - nothing is parsed

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle, Known
from etl.demo.drawing import texts
from etl.demo.exchange import Answer, Request, Service, local_time, only, whole
from etl.demo.hotline_records import steps, tickets
from etl.demo.world import World

PREFIX = "/hotline"
APP_KEY = "cockpit"
# It protects nothing but invented data on this machine.
SECRET = "demo-secret-not-a-secret"  # nosec B105 # pragma: allowlist secret
LONGEST_PAGE = 5_000
_PARAMETERS = ("changedSince", "offset", "limit", "appKey", "timestamp", "nonce", "sign")
_XML = "text/xml; charset=utf-8"
_DOUBLED_EVERY = 997


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    lists = {"/api/tickets": tickets(world), "/api/steps": steps(world)}

    def answer(request: Request) -> Answer:
        if request.path not in lists:
            return _told("404", f"there is nothing here; there are: {', '.join(lists)}", status=404)
        only(request.values, _PARAMETERS)
        if not _signed(request.values):
            # As such gateways do: the refusal is an answer like any other.
            return _told("4010", "the signature is wrong: HMAC-SHA-256 over the sorted parameters, in hexadecimal")
        return _page(request, lists[request.path], world)

    return answer


def _signed(values: Mapping[str, str]) -> bool:
    pairs = sorted((name, value) for name, value in values.items() if name != "sign" and value)
    text = "&".join(f"{name}={value}" for name, value in pairs)
    expected = hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()
    asked = all(values.get(name) for name in ("timestamp", "nonce")) and values.get("appKey") == APP_KEY
    return asked and hmac.compare_digest(expected, values.get("sign", ""))


def _page(request: Request, chronicle: Chronicle, world: World) -> Answer:
    """One page by number of the ticket: a change moves nothing that stands before it, so none is passed over."""
    offset, limit = (
        whole(request.values, "offset", 0, 10**9, least=0),
        whole(request.values, "limit", 100, LONGEST_PAGE),
    )
    since = local_time(request.values, "changedSince")
    known = chronicle.at(world.now, since)
    order = np.lexsort((known.rows, known.months))
    # Now and then the same record twice.
    order = np.repeat(order, np.where(np.arange(len(order)) % _DOUBLED_EVERY == 0, 2, 1))
    known = Known(known.updated[order], known.months[order], known.rows[order])
    return _told("0", "ok", chronicle.records(known.part(offset, offset + limit)), len(known))


def _told(code: str, message: str, records: pd.DataFrame | None = None, total: int = 0, status: int = 200) -> Answer:
    rows: list[str] = []
    if records is not None and not records.empty:
        changed = texts(records["updated"].to_numpy(dtype=np.int64))
        table = records.drop(columns="updated").rename(columns={"key": "no"}).assign(update_time=changed)
        columns = [_cells(str(name), table[name].tolist()) for name in table.columns]
        rows = [f"<row>{''.join(cells)}</row>" for cells in zip(*columns, strict=True)]
    head = f"<code>{code}</code><message>{escape(message)}</message><total>{total}</total>"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{head}<rows>{"".join(rows)}</rows></response>'
    return Answer(body.encode(), status, _XML)


def _cells(name: str, values: list[Any]) -> list[str]:
    """A column as elements; what is empty (None, not a number) has none."""
    return ["" if pd.isna(value) else f"<{name}>{escape(str(value))}</{name}>" for value in values]
