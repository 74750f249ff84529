"""Texts, tokens, headers, refused requests, cookies, geometry and caching of the web process."""

import re
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from fake_city import CITY, FakeDirectory, on_time_target
from fake_reads import FakeFreshness, FakeReads
from screen import build, demonstration_site, draw, said

from dashboard.kept.cache import Watch
from dashboard.kept.directory import KeptDirectory
from dashboard.theme import DARK, LIGHT, Palette
from data_access.metric import Text
from data_access.queries import Value
from layouts import collect_pages

PROJECT = Path(__file__).resolve().parent.parent


def test_every_text_is_translated_with_the_same_placeholders() -> None:
    folder = PROJECT / "dashboard" / "i18n" / "en" / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as file:
        english = read_po(file)
    with (folder / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    holes = re.compile(r"%\(\w+\)s|\{\w+\}")
    used = set()
    for name in ("dashboard", "layouts"):
        for _file, _line, message, _comments, _context in extract_from_dir(PROJECT / name):
            assert isinstance(message, str)
            used.add(message)
            translated = english.get(message)
            assert translated is not None, f"{message} is missing in messages.po"
            assert translated.string, f"{message} has no English text"
            assert sorted(holes.findall(message)) == sorted(holes.findall(str(translated.string)))
            found = compiled.get(message)
            assert found is not None, f"messages.mo lacks {message}: run pybabel compile -d dashboard/i18n"
            assert found.string == translated.string
    assert sorted({str(each.id) for each in english if each.id} - used) == [], "texts nobody says any more"
    assert not english.obsolete


def _tokens(theme: str) -> dict[str, str]:
    css = (PROJECT / "assets" / "tokens.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', css, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block.group(1)))


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_pictures_have_the_colours_of_the_tokens(palette: Palette) -> None:
    tokens = _tokens(palette.name)
    for field in fields(palette):
        value = getattr(palette, field.name)
        if field.name in ("sequential", "diverging"):
            short = field.name[:3]
            assert list(value) == [tokens[f"{short}-{step}"] for step in range(1, 8)]
        elif field.name == "border":
            assert value in (palette.bg, palette.line_strong)
        elif field.name != "name":
            assert value == tokens[f"c-{field.name.replace('_', '-')}"]


def test_every_answer_carries_the_policy_and_no_unsafe_script() -> None:
    client = build().server.test_client()
    client.get("/")
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert client.get("/version").headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"output": 1, "inputs": []}', b'{"output": "a.b", "inputs": [1]}'])
def test_a_malformed_callback_is_refused_with_a_sentence(body: bytes) -> None:
    client = build().server.test_client()
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_data(as_text=True).endswith(".")


def test_a_callback_from_another_site_is_refused() -> None:
    client = build().server.test_client()
    answer = client.post("/_dash-update-component", json={}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 400


def test_a_process_serves_scripts_of_a_page_that_another_process_made() -> None:
    scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', build().server.test_client().get("/").text)
    assert scripts
    other = build().server.test_client()
    assert {other.get(script).status_code for script in scripts} == {200}


def test_grid_outlines_come_once_and_are_then_not_modified() -> None:
    client = build().server.test_client()
    first = client.get(f"/geometry/grids/{CITY}.geojson")
    assert first.mimetype == "application/geo+json"
    again = client.get(f"/geometry/grids/{CITY}.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/geometry/grids/9999.geojson").status_code == 404


def test_language_and_theme_of_an_address_are_remembered() -> None:
    client = build().server.test_client()
    page = client.get("/?lang=en&theme=light").get_data(as_text=True)
    assert '<html lang="en" data-theme="light"' in page
    assert '<html lang="en" data-theme="light"' in client.get("/").get_data(as_text=True)


class _Counting(FakeReads):
    asked = 0

    def total(self, metric: Any, scope: Any) -> Value:
        type(self).asked += 1
        return super().total(metric, scope)


def test_numbers_are_read_once_until_the_mart_changes() -> None:
    reads, freshness = _Counting(), FakeFreshness()
    app = build(reads, freshness)
    draw(app, "overview-cards")
    first = _Counting.asked
    draw(app, "overview-cards")
    assert _Counting.asked == first


def test_a_screen_that_knows_of_news_is_never_answered_with_old_numbers() -> None:
    freshness, now = FakeFreshness(), [0.0]
    watch = Watch(freshness, demonstration_site(), lambda: None, clock=lambda: now[0])
    before = watch.token()
    freshness.version = 2
    assert watch.token() == before
    assert watch.reading("a token of another process").versions.of(CITY, "event") == 2
    now[0] += 1
    assert watch.token() != before


@pytest.mark.parametrize("change", [{"state": "failed"}, {"loading": True}, {"state": "failed", "reason": "x"}])
def test_pages_hear_of_a_source_without_a_clock_too(change: dict[str, Any]) -> None:
    freshness, now = FakeFreshness(state="missing", behind=None), [0.0]
    watch = Watch(freshness, demonstration_site(), lambda: None, clock=lambda: now[0])
    before = watch.token()
    for name, value in change.items():
        setattr(freshness, name, value)
    now[0] += 60
    assert watch.token() != before


def test_new_files_of_the_site_show_within_a_second() -> None:
    freshness, directory, now = FakeFreshness(), FakeDirectory([]), [0.0]
    kept = KeptDirectory(directory, clock=lambda: 0)
    watch = Watch(freshness, demonstration_site(), kept.refresh, clock=lambda: now[0])
    before = watch.token()
    assert kept.targets(CITY) == []
    directory.set_targets([on_time_target(90)])
    freshness.digest = "b"
    now[0] += 1
    assert watch.token() != before
    assert [target.value for target in kept.targets(CITY)] == [90]


def test_names_kept_with_numbers_go_with_the_files_they_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, freshness = FakeReads(), FakeFreshness()
    app = build(reads, freshness)
    assert "歙县" in said(draw(app, "overview-ranking"))
    reads.counties = {code: (f"新{zh}", *rest) for code, (zh, *rest) in reads.counties.items()}  # type: ignore[misc]
    assert "新歙县" not in said(draw(app, "overview-ranking"))
    freshness.digest = "b"
    # The browser has seen a token that this process has not made yet.
    assert "新歙县" in said(draw(app, "overview-ranking", version="of another process"))


def test_names_and_targets_are_read_again_after_five_minutes() -> None:
    directory, now = FakeDirectory(), [0.0]
    kept = KeptDirectory(directory, clock=lambda: now[0])
    first = kept.targets(CITY)
    directory.set_targets([on_time_target(90)])
    assert kept.targets(CITY) == first
    now[0] = 300
    # Who asks first does not wait for it.
    kept.targets(CITY)
    deadline = time.monotonic() + 10
    while [target.value for target in kept.targets(CITY)] != [90]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_page_is_the_overview() -> None:
    names = [page.name for page in collect_pages()]
    assert names[0] == Text("总览", "Overview")
