"""Replays recorded answers: a body and its headers a file each, named by the path and parameters that were asked."""

import re
from pathlib import Path

from replay.server import Answer, Reply, Request

_SKIPPED = {"content-length", "transfer-encoding", "connection", "date"}
_PAGING = {"x-next-page-url", "x-previous-page-url", "link"}
_ORIGIN = re.compile(r"https?://[^/]+")


def recorded(folder: Path, date: str = "Sat, 21 Nov 2026 20:41:30 GMT") -> Answer:
    """Answers as recorded in `folder`; 404 for what was not. Addresses in paging headers become the server's own."""

    def answer(request: Request) -> Reply:
        path = request.path.rpartition("/v2/")[2]
        name = "_".join([path, *(part for pair in request.query for part in pair)])
        name = re.sub(r"[^\w.+-]", "_", name)
        headers = folder / f"{name}.headers"
        if not headers.is_file():
            return Reply(b'{"code":404,"detail":"Not recorded."}', 404, {"Content-Type": "application/json"})
        return read_recorded(folder / name, headers, request.headers["Host"], date)

    return answer


def read_recorded(body: Path, headers: Path, host: str, date: str) -> Reply:
    """One recorded answer; a body that was not kept becomes a page of HTML."""
    first, *lines = headers.read_text(encoding="latin-1").strip().splitlines()
    kept: dict[str, str] = {"Date": date}
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() in _SKIPPED:
            continue
        kept[name] = _ORIGIN.sub(f"http://{host}", value.strip()) if name.lower() in _PAGING else value.strip()
    html = b"<!DOCTYPE html><html><body><h1>Server Error (500)</h1></body></html>"
    content = body.read_bytes() if body.is_file() else html
    return Reply(content, int(first.split()[1]), kept)
