"""What browsers ask the cockpit for: who they are, the boxes of each page, and the bodies of its callbacks."""

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
    """All that the browsers need: who they are, the boxes and figures of each page, and what walls show."""
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
        "frame": [f"shell:{key}" for key in _SHELL],
        "panels": {page.path: [f"panel:{each.key}" for each in page.panels] for page in pages},
        "figures": {page.path: [_figure(each.key) for each in page.charts] for page in pages},
    }


def question(path: str, search: str, version: str, shown: Mapping[str, str | None], **how: bool) -> dict[str, Any]:
    """What assets/boxes.js sends for boxes; `how`: kept_only, by_itself."""
    asked = {"path": path, "search": search, "version": version, "shown": dict(shown)}
    return asked | {"kept_only": False, "by_itself": False} | how


def _figure(key: str) -> dict[str, Any]:
    """What a browser sends for a figure, but for the values that change."""
    identity = {"chart": key}
    return {
        "box": f"chart:{key}",
        "output": '..{"chart":["MATCH"]}.figure...{"chart":["MATCH"]}.className..',
        "outputs": [{"id": identity, "property": each} for each in ("figure", "className")],
        "inputs": [{"id": "url", "property": "search"}, {"id": "version", "property": "data"}],
        "state": [{"id": identity, "property": "id", "value": identity}, {"id": identity, "property": "className"}],
    }
