"""The samples of docs/connect/http.md, as they stand there, load a platform that answers as they say."""

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from replay.pipeline import Trial
from replay.server import Reply, Request, serving

from data_access.connection import ConnectionUrls
from data_access.warehouse import open_engine

TESTS = Path(__file__).parent
SAMPLES = re.findall(r"```toml\n(.*?)```", (TESTS.parent / "docs/connect/http.md").read_text(encoding="utf-8"), re.S)


@pytest.fixture
def trial(database: ConnectionUrls, tmp_path: Path) -> Iterator[Trial]:
    site = tmp_path / "site"
    shutil.copytree(TESTS / "sites" / "small_city", site)
    (site / "sources" / "trial.toml").unlink()
    for number, sample in enumerate(SAMPLES):
        (site / "sources" / f"sample_{number}.toml").write_text(sample, encoding="utf-8")
    (site / "sources" / "inspection.secret").write_text("planted-secret\n", encoding="utf-8")
    engine = open_engine(database.writer)
    environment = {"HOTLINE_KEY": "app-1", "HOTLINE_SECRET": "planted-secret"}  # pragma: allowlist secret
    yield Trial(engine, site, tmp_path / "data", environment)
    engine.dispose()


def at(trial: Trial, name: str, url: str) -> Trial:
    environment: Mapping[str, str] = {**trial.environment, name: url}
    return replace(trial, environment=environment)


TICKETS = [
    {
        "ticketNo": f"T{number:04d}",
        "createTime": f"2024-{5 + number // 60:02d}-{1 + number % 28:02d} 08:00:00",
        "updateTime": f"2024-{5 + number // 60:02d}-{1 + number % 28:02d} 09:00:00",
        "unitName": "nobody knows it",
        "phone": "13812345678",
    }
    for number in range(360)
]


def hotline(request: Request) -> Reply:
    """Checks the signature, and gives no more than 90 days and 200 tickets at once."""
    query = dict(request.query)
    asked = orjson.loads(request.body)
    signed = {name: value for name, value in query.items() if name != "sign"}
    signed |= {name: orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() for name, value in asked.items()}
    text = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
    if query["sign"] != hashlib.md5(f"planted-secret{text}planted-secret".encode()).hexdigest().upper():
        return Reply(b'{"code": 401, "msg": "wrong signature"}')
    first, last, page = asked["query"]["from"], asked["query"]["to"], asked["page"]
    found = [each for each in TICKETS if first <= each["updateTime"] <= last]
    part = found[page["size"] * (page["no"] - 1) : page["size"] * page["no"]]
    return Reply(orjson.dumps({"code": 200, "msg": None, "data": {"list": part, "total": len(found)}}))


def inspection(request: Request) -> Reply:
    if request.path == "/ws/token":
        return Reply(b'{"access_token": "issued", "token_type": "Bearer", "expires_in": 3600}')
    after = int(dict(request.query).get("after", "0"))
    orders = "".join(
        f"<order><date>01/11/2024 08:0{number}</date><unit>x</unit>"
        f'<finding id="{number}a"/><finding id="{number}b"/></order>'
        for number in range(after, after + 2)
    )
    following = f"<next>{after + 2}</next>" if after < 4 else "<next/>"
    return Reply(f"<answer><total>6</total>{following}<data>{orders}</data></answer>".encode())


def test_the_signed_sample_loads_every_ticket_of_every_window(trial: Trial) -> None:
    with serving(hotline) as platform:
        loaded = at(trial, "HOTLINE_URL", f"{platform.url}/openapi").load("hotline")
        again = at(trial, "HOTLINE_URL", f"{platform.url}/openapi").load("hotline")
    assert loaded["inserted"] == 360
    assert loaded["extracted"] == loaded["inserted"] + loaded.get("unchanged", 0)
    assert again["extracted"] == again["unchanged"] > 0
    windows = {orjson.loads(request.body)["query"]["from"] for request in platform.requests}
    assert "2024-05-01 00:00:00" in windows
    assert "13812345678" not in trial.dump()


def test_the_xml_sample_loads_every_finding_with_what_is_around_it(trial: Trial) -> None:
    with serving(inspection) as platform:
        loaded = at(trial, "INSPECTION_URL", f"{platform.url}/ws").load("inspection")
    assert loaded["inserted"] == 12
    assert trial.rows(
        "SELECT min(occurred_at AT TIME ZONE 'Asia/Shanghai')::text, max(record_key) FROM cockpit.event"
    ) == [("2024-11-01 08:00:00", "5b")]


def test_there_are_samples() -> None:
    assert len(SAMPLES) == 2
