"""The founding documents' claims through the real pipeline: every one, with its document; real ones, not simulated."""

from datetime import date, datetime
from pathlib import Path

from platforms.demo_station import demo_station

from data_access.connection import ConnectionUrls
from etl.demo.producers import reported_facts
from etl.demo.producers.reported_facts import claims_by_scope
from etl.demo.world import SITE, World

SOURCES = ("claims_huangshan", "claims_anqing", "claims_luoding", "claims_jincheng", "claims_province")


def test_every_claim_arrives_with_its_document_and_its_day(
    demonstration_database: ConnectionUrls, tmp_path: Path
) -> None:
    claims = {each["key"]: each for group in claims_by_scope(SITE).values() for each in group}
    reported_facts.produce(World(history_from=date(2026, 1, 1), clock=lambda: datetime(2026, 5, 1)), tmp_path)
    with demo_station(demonstration_database, tmp_path, {}) as here:
        done = [here.load(key) for key in SOURCES]
        assert sum(each["inserted"] for each in done) == len(claims) > 60
        assert not any("rejected" in each for each in done)
        assert [here.load(key) for key in SOURCES] == [{}] * len(SOURCES)
        stored = here.rows(
            "SELECT record_key, value::float, document, occurred_on::text, scope, city_code, category "
            "FROM cockpit.reported_fact"
        )
        named = dict(here.rows("SELECT code, name_zh FROM cockpit.code_list WHERE list = 'reported_fact_category'"))
        counties = here.rows(
            "SELECT DISTINCT county_code FROM cockpit.reported_fact WHERE source_key = 'claims_luoding'"
        )
        assert not any(here.sources[key].demonstration for key in SOURCES)
    for key, value, document, day, scope, city, category in stored:
        said = claims[key]
        names = ("document", "as_of", "scope", "city_code", "subject")
        assert (document, day, scope, city, category) == tuple(said[name] for name in names)
        assert value == float(said["value"])
        assert named[category]
    assert counties == [("445381",)]
