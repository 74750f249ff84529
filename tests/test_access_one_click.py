"""Who enters without a password: walls by their token, roles of a demonstration by one click on this machine only."""

import pytest
from entering import ORIGIN, Entrance, post
from screen import demonstration_site

from dashboard.access.demonstration import make_accounts
from dashboard.access.one_click import offers_one_click
from data_access.site import SiteError


def test_a_wall_opens_its_address_and_stays(entrance: Entrance) -> None:
    token = entrance.administration.add_screen("hall", "wall", "main")
    client = entrance.client()
    answer = client.get(f"/screen/{token}", base_url=ORIGIN)
    assert (answer.status_code, token in answer.location) == (302, False)
    assert client.get("/version", base_url=ORIGIN).status_code == 200
    entrance.administration.revoke_screen("hall")
    assert client.get("/version", base_url=ORIGIN).status_code == 401
    assert entrance.client().get(f"/screen/{token}", base_url=ORIGIN).status_code == 403


def test_roles_of_a_demonstration_enter_by_one_click_from_this_machine_only(entrance: Entrance) -> None:
    said: list[str] = []
    make_accounts(entrance.administration, said.append)
    assert len(said) == 1 + len(entrance.roles.demonstration)
    make_accounts(entrance.administration, said.append)
    assert len(said) == 1 + len(entrance.roles.demonstration), "said once"
    client = entrance.client()
    assert "演示角色" in client.get("/signin", base_url=ORIGIN).text
    assert post(client, "/signin/demonstration", account="leader").location == "/"
    assert client.get("/", base_url=ORIGIN).status_code == 200
    for elsewhere in (
        {"base_url": "http://cockpit.example"},
        {"headers": {"X-Forwarded-For": "10.0.0.7"}},
        {"environ_overrides": {"REMOTE_ADDR": "10.0.0.7"}},
        {"environ_overrides": {"SERVER_NAME": "0.0.0.0"}},
    ):
        options = {"base_url": ORIGIN, **elsewhere}
        assert "演示角色" not in entrance.client().get("/signin", **options).text
        options["headers"] = {**options.get("headers", {}), "Origin": options["base_url"]}  # type: ignore[dict-item]
        refused = entrance.client().post("/signin/demonstration", data={"account": "leader"}, **options)
        assert refused.status_code == 403


def test_a_role_of_walls_only_enters_at_a_wall_and_opens_no_page(entrance: Entrance) -> None:
    make_accounts(entrance.administration, lambda _said: None)
    client = entrance.client()
    entered = post(client, "/signin/demonstration", account="wall")
    assert entered.location == f"/wall/{demonstration_site().screen[0].key}"
    assert entrance.roles.roles["wall"].pages == ("/wall",)
    assert client.get("/signin", base_url=ORIGIN).location == entered.location, (
        "the way on of a page that is not theirs"
    )
    assert post(entrance.client(), "/signin/demonstration", account="auditor").location == "/audit"


def test_a_wall_of_a_site_without_screens_is_told_so(entrance: Entrance, monkeypatch: pytest.MonkeyPatch) -> None:
    token = entrance.administration.add_screen("lobby", "wall", "")
    site = demonstration_site()
    monkeypatch.setattr(type(site), "screen_of", lambda *_names: "")
    client = entrance.client()
    entered = client.get(f"/screen/{token}", base_url=ORIGIN)
    assert entered.location == "/wall/lobby"
    told = client.get(entered.location, base_url=ORIGIN)
    assert (told.status_code, "请检查 site.toml 的 [[screen]]" in told.text) == (404, True)


def test_one_click_enters_no_account_that_was_made_otherwise(entrance: Entrance) -> None:
    entrance.administration.add("real_office", "leader")
    for name in ("real_office", "nobody", ""):
        assert post(entrance.client(), "/signin/demonstration", account=name).status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "cockpit.example"])
def test_a_server_that_others_can_reach_refuses_to_start_with_one_click(entrance: Entrance, host: str) -> None:
    site = demonstration_site()
    with pytest.raises(SiteError, match=r"set COCKPIT_HOST to 127\.0\.0\.1, or COCKPIT_ONE_CLICK to no"):
        offers_one_click(site, entrance.roles, host, wanted=True)
    assert not offers_one_click(site, entrance.roles, host, wanted=False)
    real = site.model_copy(update={"demonstration": False})
    assert not offers_one_click(real, entrance.roles, host, wanted=True)
    assert all(offers_one_click(site, entrance.roles, each, wanted=True) for each in ("127.0.0.1", "::1", "localhost"))
