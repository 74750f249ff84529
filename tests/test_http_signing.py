"""Signed questions: published examples of platforms give the published signatures, and nothing of it is ever shown."""

import hashlib
import hmac
import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import orjson
import pytest
from replay.server import Reply, Request, script, serving
from replay.sources import http_connector

from etl.connectors.asking import Ask, Value
from etl.connectors.signing import Signer
from etl.declare.auth import SignedAuth
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable

SECRET = {"env": "TRIAL_SECRET"}
BASE = httpx.URL("http://127.0.0.1:9/api")
NOW = datetime(2016, 1, 1, 4, 0, tzinfo=UTC)
# A key and an order that a payment platform publishes with their signatures, to check an implementation against.
PUBLISHED_KEY = "192006250b4c09247ec02edce69f6a2d"  # pragma: allowlist secret
ORDER = {"appid": "wxd930ea5d5a258f4f", "mch_id": "10000100", "device_info": "1000", "body": "test"}
ITEM = {"fields": "num_iid,title,nick,price,num", "num_iid": "11223344", "method": "taobao.item.seller.get"}


def signed(declared: dict[str, Any], ask: Ask, secret: str, key: str = "", nonce: str = "n") -> Ask:
    auth = SignedAuth.model_validate({"kind": "signed", "secret": SECRET, **declared})
    return Signer(auth, (key, secret), "Asia/Shanghai", lambda: NOW, lambda: nonce).apply(ask)


@pytest.mark.parametrize(
    ("declared", "signature"),
    [
        ({"digest": "md5", "mixed_in": "suffix"}, "9A0A8659F005D6984697E2CA0A9CF3B7"),  # pragma: allowlist secret
        (
            {"digest": "sha256"},
            "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6",  # pragma: allowlist secret
        ),
    ],
)
def test_a_published_order_has_its_published_signature(declared: dict[str, Any], signature: str) -> None:
    placed = {"mixed_text": "&key={secret}", "written": "upper_hex", "nonce_parameter": "nonce_str"}
    ask = signed({**declared, **placed}, Ask(BASE, ORDER), PUBLISHED_KEY, nonce="ibuaiVcKdpRxkhJA")
    assert ask.address == {"nonce_str": "ibuaiVcKdpRxkhJA", "sign": signature}


def test_names_and_values_joined_directly_between_two_secrets() -> None:
    declared = {
        "digest": "md5",
        "mixed_in": "both",
        "equals": "",
        "between": "",
        "written": "upper_hex",
        "app_key_parameter": "app_key",
        "app_key": "12345678",
        "timestamp_parameter": "timestamp",
        "timestamp_format": "%Y-%m-%d %H:%M:%S",
    }
    parameters = {**ITEM, "session": "test", "format": "json", "v": "2.0", "sign_method": "md5"}
    ask = signed(declared, Ask(BASE, parameters), "helloworld", "12345678")
    text = "helloworldapp_key12345678fieldsnum_iid,title,nick,price,numformatjsonmethodtaobao.item.seller.get"
    text += "num_iid11223344sessiontestsign_methodmd5timestamp2016-01-01 12:00:00v2.0helloworld"
    assert ask.address["timestamp"] == "2016-01-01 12:00:00"
    assert ask.address["sign"] == hashlib.md5(text.encode()).hexdigest().upper() == "66987CB115214E59E6EC978214934FB8"


def test_sm3_is_the_one_of_its_standard() -> None:
    ask = signed({"digest": "sm3", "mixed_in": "suffix", "equals": ""}, Ask(BASE, {"a": "b"}), "c")
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # pragma: allowlist secret
    assert ask.address["sign"] == expected


def digest(text: str, kind: str = "sha256") -> str:
    return hmac.new(b"s", text.encode(), kind).hexdigest()


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ({}, "B=2&a=1 &c=区"),
        ({"percent_encoded": True}, "B=2&a=1%20&c=%E5%8C%BA"),
        ({"skip_empty": False}, "B=2&a=1 &c=区&d="),
        ({"excluded": ["a", "c"]}, "B=2"),
        ({"timestamp_parameter": "t"}, "B=2&a=1 &c=区&t=1451620800"),
        ({"timestamp_parameter": "t", "timestamp_format": "unix_ms"}, "B=2&a=1 &c=区&t=1451620800000"),
        ({"timestamp_parameter": "t", "timestamp_format": "%Y%m%d%H%M%S"}, "B=2&a=1 &c=区&t=20160101120000"),
    ],
)
def test_what_is_signed_is_as_declared(declared: dict[str, Any], text: str) -> None:
    ask = signed(declared, Ask(BASE, {"c": "区", "a": "1 ", "B": 2, "d": ""}), "s")
    assert ask.address["sign"] == digest(text)
    assert signed({**declared, "digest": "sha1"}, Ask(BASE, {"c": "区", "a": "1 ", "B": 2, "d": ""}), "s").address[
        "sign"
    ] == digest(text, "sha1")


def test_a_json_body_is_signed_as_it_is_sent() -> None:
    parameters: dict[str, Value] = {"page": 1, "query.status": "open", "query.area": "3410", "all": True}
    text = 'all=true&page=1&query={"area":"3410","status":"open"}&v=2'
    ask = signed({}, Ask(BASE.copy_merge_params({"v": "2"}), parameters, "json"), "s")
    assert ask.parameters == {**parameters, "sign": digest(text)}
    sent = ask.request(httpx.Client())
    assert orjson.loads(sent.content)["query"] == {"area": "3410", "status": "open"}
    outside = signed({"covers": "address", "placed": "address"}, Ask(ask.url, parameters, "json"), "s")
    assert outside.address == {"sign": digest("v=2")}
    assert "sign" not in orjson.loads(outside.request(httpx.Client()).content)


def test_key_time_and_signature_may_go_into_headers() -> None:
    declared = {"placed": "headers", "app_key_parameter": "X-Key", "app_key": "k", "sign_parameter": "X-Signature"}
    ask = signed({**declared, "written": "base64"}, Ask(BASE, {"a": "1"}), "s", "k")
    expected = "zFQR0eEHmH75Rgs056fo6CGohBI+UzUxOydChrPW3Go="  # pragma: allowlist secret
    assert ask.headers == {"X-Key": "k", "X-Signature": expected}
    assert ask.address == {}


def test_every_page_and_every_try_is_signed_anew_and_nothing_of_it_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    nonces: list[str] = []

    def answer(request: Request) -> Reply:
        query = dict(request.query)
        sign = query.pop("sign")
        text = "&".join(f"{name}={value}" for name, value in sorted(query.items()))
        assert sign == hmac.new(b"planted-token-4711", text.encode(), "sha256").hexdigest()
        nonces.append(query["nonce"])
        if len(nonces) == 2:
            return Reply(b"", 500)
        return Reply(b"[]" if query["page"] == "3" else b'[{"id": "%b", "when": null}]' % query["page"].encode())

    auth = {
        "kind": "signed",
        "secret": SECRET,
        "app_key_parameter": "key",
        "app_key": SECRET,
        "nonce_parameter": "nonce",
        "timestamp_parameter": "t",
    }
    with serving(answer) as platform:
        pages = list(http_connector(platform.url, {"auth": auth}, paging={"style": "page"}).pages(None))
        with pytest.raises(SourceUnavailable) as caught:
            list(
                http_connector(
                    platform.url.replace("http://127.0.0.1", "http://localhost.invalid"), {"auth": auth}
                ).pages(None)
            )
    assert [len(page) for page in pages] == [1, 1, 0]
    assert len(set(nonces)) == 4
    shown = f"{caught.value} {caplog.text}"
    assert "HTTP Request: GET http://127.0.0.1" in shown
    assert [hidden for hidden in ("planted", "sign=", "key=", "?", *nonces) if hidden in shown] == []


def test_a_form_is_signed_with_the_fields_it_has() -> None:
    with serving(script(Reply(b"[]"))) as platform:
        auth = {"kind": "signed", "secret": SECRET}
        list(http_connector(platform.url, {"auth": auth}, post="form", parameters={"b": 1, "a": "区"}).pages(None))
    fields = dict(parse_qsl(platform.requests[0].body.decode()))
    assert fields["sign"] == hmac.new(b"planted-token-4711", "a=区&b=1".encode(), "sha256").hexdigest()


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ({"app_key": "k"}, "app_key: give both"),
        ({"mixed_text": "&key="}, "mixed_text: must hold"),
        ({"digest": "crc32"}, "md5"),
    ],
)
def test_what_cannot_be_signed_is_refused(declared: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        SignedAuth.model_validate({"kind": "signed", "secret": SECRET, **declared})


def test_a_digest_that_this_machine_does_not_know_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"md5"})
    with pytest.raises(SiteInvalid, match=r"http\.auth\.digest: sm3 is not known"):
        signed({"digest": "sm3"}, Ask(BASE), "s")


def test_a_refused_signature_names_the_place_of_the_secret() -> None:
    with serving(script(Reply(b"", 403))) as platform, pytest.raises(SourceChanged, match="TRIAL_SECRET holds a"):
        list(http_connector(platform.url, {"auth": {"kind": "signed", "secret": SECRET}}).pages(None))
