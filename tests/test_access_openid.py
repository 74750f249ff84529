"""Sign-in by an identity provider: a real one in a process of its own, a browser's redirects, what claims become."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from entering import application, utc_now
from signed_in import QUICK
from sqlalchemy import Engine
from watching import serving

from dashboard.access.administration import Administration
from dashboard.access.openid import NotLetInError, given
from data_access.connection import ConnectionUrls
from data_access.folder import free_port
from data_access.site_roles import OfClaim, OpenId, SiteRoles, read_roles
from data_access.warehouse import open_engine
from etl.demo.world import SITE

SHARED = "known to the provider and to the cockpit"
PEOPLE: list[dict[str, Any]] = [
    {"sub": "1", "preferred_username": "Shexian_Office", "groups": ["mail", "county"], "areas": ["341021"]},
    {"sub": "2", "preferred_username": "somebody", "groups": ["mail"], "areas": ["341021"]},
    {"sub": "3", "preferred_username": "leader_office", "groups": "leader"},
    {"sub": "4", "preferred_username": "local_office", "groups": ["county"], "areas": ["341021"]},
    {"sub": "5", "preferred_username": "without_area", "groups": ["county"]},
]


@dataclass
class City:
    """A cockpit whose accounts are the provider's; its requests are a browser's."""

    address: str
    provider: str
    administration: Administration

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, trust_env=False, timeout=30)

    def enter(self, browser: httpx.Client, subject: str, path: str = "/signin/openid") -> httpx.Response:
        """Follow the redirects of signing in as one of the provider's people; the last answer of the cockpit."""
        asked = browser.get(path)
        assert asked.status_code == 302, asked.text
        assert asked.headers["Location"].startswith(self.provider)
        allowed = httpx.post(asked.headers["Location"], data={"sub": subject}, trust_env=False, timeout=30)
        return browser.get(allowed.headers["Location"])


@contextmanager
def provider() -> Iterator[str]:
    """A provider with its people, in a process of its own."""
    port = free_port()
    people = [part for each in PEOPLE for part in ("--user-claims", json.dumps(each))]
    # What it warns of is its own matter.
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _await(address, process)
            yield address
        finally:
            process.terminate()


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{address}/.well-known/openid-configuration", trust_env=False)
            return
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


def declared(issuer: str) -> OpenId:
    roles = (OfClaim(value="leader", role="leader", divisions=("3410",)), OfClaim(value="county", role="county"))
    return OpenId(issuer=issuer, client_id="cockpit", division_claim="areas", roles=roles)


@pytest.fixture(scope="module")
def city(module_database: ConnectionUrls) -> Iterator[City]:
    engine = open_engine(module_database.app)
    with provider() as issuer, _served(engine, issuer) as (address, roles):
        yield City(address, issuer, Administration(engine, roles, utc_now, QUICK))
    engine.dispose()


@contextmanager
def _served(engine: Engine, issuer: str) -> Iterator[tuple[str, SiteRoles]]:
    roles = read_roles(SITE).model_copy(update={"openid": declared(issuer)})
    with serving(application(engine, roles, openid_secret=SHARED)) as address:
        yield address.rstrip("/"), roles


def test_whom_the_provider_vouches_for_enters_with_role_and_divisions(city: City) -> None:
    with city.browser() as browser:
        assert "统一身份认证登录" in browser.get("/signin").text
        entered = city.enter(browser, "1", "/signin/openid?next=/%3Fp%3D2026-10")
        assert (entered.status_code, entered.headers["Location"]) == (302, "/?p=2026-10")
        assert browser.get("/version").status_code == 200
    (row,) = [row for row in city.administration.accounts() if row.name == "shexian_office"]
    assert (row.role_key, row.divisions, row.origin, row.must_change) == ("county", ["341021"], "openid", False)


def test_who_has_no_role_or_no_divisions_stays_out(city: City) -> None:
    for subject in ("2", "5"):
        with city.browser() as browser:
            refused = city.enter(browser, subject)
            assert refused.status_code == 403
            assert "没有可用的角色" in refused.text
            assert browser.get("/version").status_code == 401


def test_a_local_account_is_not_taken_over(city: City) -> None:
    city.administration.add("local_office", "analyst")
    with city.browser() as browser:
        assert city.enter(browser, "4").status_code == 403
        assert browser.get("/version").status_code == 401


def test_who_is_disabled_here_stays_out_whatever_the_provider_says(city: City) -> None:
    with city.browser() as browser:
        assert city.enter(browser, "3").status_code == 302
        city.administration.disable("leader_office")
        assert browser.get("/version").status_code == 401
        assert city.enter(browser, "3").status_code == 403
    city.administration.disable("leader_office", disabled=False)


def test_the_provider_is_asked_with_state_nonce_and_proof(city: City) -> None:
    with city.browser() as browser:
        asked = parse_qs(urlsplit(browser.get("/signin/openid").headers["Location"]).query)
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert SHARED not in str(asked)


def test_an_answer_that_was_not_asked_for_opens_nothing(city: City) -> None:
    with city.browser() as victim, city.browser() as attacker:
        asked = attacker.get("/signin/openid").headers["Location"]
        stolen = httpx.post(asked, data={"sub": "1"}, trust_env=False).headers["Location"]
        for path in (
            stolen,
            "/signin/openid/back",
            "/signin/openid/back?code=x&state=y",
            "/signin/openid/back?error=no",
        ):
            answer = victim.get(path)
            assert answer.status_code == 403, path
            assert "统一身份认证没有完成" in answer.text
        assert victim.get("/version").status_code == 401


def test_a_provider_that_does_not_answer_is_a_sentence(module_database: ConnectionUrls) -> None:
    engine = open_engine(module_database.app)
    with _served(engine, f"http://127.0.0.1:{free_port()}") as (address, _roles):
        answer = httpx.get(f"{address}/signin/openid", trust_env=False, timeout=30)
    assert answer.status_code == 502
    assert "统一身份认证没有完成" in answer.text
    engine.dispose()


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"preferred_username": "office"},
        {"preferred_username": "office", "groups": 7},
        {"preferred_username": "office", "groups": ["counties"], "areas": ["341021"]},
        {"preferred_username": "", "groups": ["county"], "areas": ["341021"]},
        {"preferred_username": "张三", "groups": ["county"], "areas": ["341021"]},
        {"preferred_username": "office", "groups": ["county"], "areas": []},
        {"preferred_username": "office", "groups": ["county"], "areas": {"341021": True}},
    ],
)
def test_claims_that_do_not_fit_are_nobody_here(claims: dict[str, Any]) -> None:
    with pytest.raises(NotLetInError, match="stranger"):
        given(declared("http://127.0.0.1:1/x"), claims)
