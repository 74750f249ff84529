"""Each page places what it declares, and nothing else, once."""

from collections import Counter

import pytest
from screen import build

from dashboard.page import Page
from layouts import collect_pages


@pytest.mark.parametrize("page", collect_pages(), ids=lambda page: page.path)
def test_every_panel_and_chart_has_one_place_on_its_page(page: Page) -> None:
    with build().server.test_request_context():
        layout = page.layout()
    identities = [getattr(each, "id", None) for each in layout._traverse()]  # type: ignore[no-untyped-call]
    placed = Counter(str(value) for each in identities if isinstance(each, dict) for kind, value in each.items())
    assert placed == Counter(page.boxes)
