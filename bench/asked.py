"""What browsers ask the cockpit for: who they are, and the bodies of the callbacks of each page."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dashboard.page import Page
from data_access.rights import Viewer

_LOOKING_SECONDS = (10, 30)
_MONTHS = 12
_SHELL = ("brand", "navigation", "fetched", "controls")


def asked_by(
    viewers: Mapping[str, list[tuple[str, Viewer]]], pages: Sequence[Page], origin: str, screen: str
) -> dict[str, Any]:
    """All that the browsers need: who they are, the bodies of the callbacks of each page, and what walls show."""
    today = datetime.now(UTC)
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(_MONTHS)]
    who = {
        kind: [
            {"cookie": cookie, "pages": [page.path for page in pages if page.opens_to(viewer)]}
            for cookie, viewer in found
        ]
        for kind, found in viewers.items()
    }
    page = {"output": "page.children", "outputs": {"id": "page", "property": "children"}}
    return who | {
        "origin": origin,
        "screen": screen,
        "looking_seconds": _LOOKING_SECONDS,
        "months": [f"{year}-{month + 1:02d}" for year, month in months],
        "page": page | {"inputs": [{"id": "url", "property": "pathname"}]},
        "frame": [_body("shell", "markup", key) for key in _SHELL],
        "boxes": {
            page.path: [_body("panel", "markup", each.key) for each in page.panels]
            + [_body("chart", "figure", each.key) for each in page.charts]
            for page in pages
        },
    }


def _body(part: str, shown: str, key: str) -> dict[str, Any]:
    """What a browser sends for one box, but for the values that change."""
    identity, mark = {part: key}, "className" if part == "chart" else "shown"
    version = {"id": "version", "property": "data"}
    second = {
        "panel": {"id": "version", "property": "id", "value": "version"},
        "shell": {"id": "url", "property": "pathname"},
        "chart": version,
    }
    return {
        "box": f"{part}:{key}",
        "output": f'..{{"{part}":["MATCH"]}}.{shown}...{{"{part}":["MATCH"]}}.{mark}..',
        "outputs": [{"id": identity, "property": each} for each in (shown, mark)],
        "inputs": [{"id": "url", "property": "search"}, second[part]],
        "state": [
            *([] if part == "chart" else [version]),
            {"id": identity, "property": "id", "value": identity},
            {"id": identity, "property": mark},
        ],
    }
