"""The page 大屏 in a browser: what is chosen on a card is that of its wall, whatever becomes of the others."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from screen import build, demonstration_site
from signed_in import KnownOffices
from watching import begin, grave, serving, watching

from data_access.screens import Showing

WALLS = {"hall": "main", "lobby": "second", "yard": "main"}
# The panel as the server draws it once a wall was revoked.
_WITHOUT = """name => {
    const made = document.createElement('template');
    made.innerHTML = document.querySelector('[id*="walls-list"]').innerHTML;
    for (const card of made.content.querySelectorAll('.wall-card')) {
        if (card.querySelector('h3').firstChild.textContent === name) {
            card.remove();
        }
    }
    window.cockpit_parts.draw(document.querySelector('[id*="walls-list"]'), made.innerHTML);
}"""
_CHOSEN = """() => Object.fromEntries([...document.querySelectorAll('.wall-card')].map(card => {
    const select = card.querySelector('select[name="scene"]');
    return [card.querySelector('h3').firstChild.textContent, [select.value, select.options.length]];
}))"""
_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Any:
    def screens(_offices: KnownOffices) -> list[Any]:
        usual: dict[str, Any] = {"role_key": "wall", "divisions": [], "revoked_at": None}
        return [SimpleNamespace(name=name, playlist=playlist, **usual) for name, playlist in WALLS.items()]

    monkeypatch.setattr(KnownOffices, "screens", screens)
    site = demonstration_site()
    turns = (Showing(scene="today"), Showing(scene="attention"))
    second = site.screen[0].model_copy(update={"key": "second", "playlist": turns, "events": ()})
    app = build(site=site.model_copy(update={"screen": (site.screen[0], second)}))
    with serving(app) as found:
        yield f"{found}walls"


def test_what_is_chosen_for_a_wall_stays_its_own_when_another_goes(address: str, browser: Browser) -> None:
    with watching(browser) as watched:
        page = watched.page
        begin(page, address)
        expect(page.locator(".wall-card")).to_have_count(len(WALLS))
        cards = page.locator(".wall-card")
        cards.nth(0).locator('select[name="scene"]').select_option("grid")
        cards.nth(2).locator('select[name="scene"]').select_option("demands")
        before = page.evaluate(_CHOSEN)
        assert (before["hall"][0], before["lobby"], before["yard"][0]) == ("grid", ["today", 2], "demands")
        page.evaluate(_WITHOUT, "hall")
        expect(cards).to_have_count(len(WALLS) - 1)
        assert page.evaluate(_CHOSEN) == {name: chosen for name, chosen in before.items() if name != "hall"}
        page.evaluate(_WITHOUT, "lobby")
        expect(cards).to_have_count(1)
        assert page.evaluate(_CHOSEN) == {"yard": before["yard"]}
        for width in (1920, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(_WIDE), width
        assert grave(page) == []
        assert (watched.errors, watched.outside) == ([], [])
