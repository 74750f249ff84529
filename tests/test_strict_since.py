"""Platforms that give what changed after a moment, and those that give it from that moment on, are read whole."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from replay.server import Reply, Request, serving

from etl.connectors.http import HttpConnector
from etl.source import Source

_START = datetime(2026, 3, 1, tzinfo=UTC)
# Thirty records a second, so every page ends in the middle of one.
RECORDS = [
    {"id": str(number), "when": (_START + timedelta(seconds=number // 30)).strftime("%Y-%m-%d %H:%M:%S")}
    for number in range(120)
]


@pytest.mark.parametrize("strict", [True, False])
def test_no_record_at_the_border_of_a_page_is_lost(strict: bool) -> None:
    def answer(request: Request) -> Reply:
        asked = dict(request.query)
        since, page = asked.get("since", ""), int(asked["page"])
        later = [each for each in RECORDS if (each["when"] > since if strict else each["when"] >= since)]
        return Reply(orjson.dumps(later[50 * (page - 1) : 50 * page]))

    with serving(answer) as platform:
        dataset = {
            "name": "d",
            "entity": "event",
            "kind": "grid_event",
            "paging": {"style": "since", "size": 50},
            "since": {"parameter": "since", "field": "when", "ordered": True},
            "fields": {"record_key": "id", "occurred_at": "when"},
        }
        source = Source.model_validate(
            {"key": "t", "name": {"zh": "试", "en": "T"}, "city_code": "0", "time_zone": "UTC", "expected_minutes": 1}
            | {"http": {"base_url": platform.url}, "datasets": [dataset]}
        )
        connector = HttpConnector(source, source.datasets[0], source.datasets[0].paths(), str)
        found = [key for page in connector.pages(None) for key in page.columns["id"]]
    assert sorted(set(found), key=int) == [each["id"] for each in RECORDS]
