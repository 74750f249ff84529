"""Reported facts keep who said what of which place as of when; a claim without one of these is put aside."""

from decimal import Decimal
from typing import Any

from platforms.telling import Teller, day


def claim(key: str, **values: Any) -> dict[str, Any]:
    said = {"category": "grids", "value": 1300, "comparator": "more_than", "quantity_unit": "items"}
    where = {"scope": "445381", "document": "S3", "date_basis": "not_dated", "community": "341002", "deleted": 0}
    return {"record_key": key, "occurred_on": day(0), "updated_at": None, **said, **where, **values}


BROKEN: dict[str, dict[str, Any]] = {
    "claimed_in_the_future": {"occurred_on": "2199-01-01"},
    "claimed_before_1990": {"occurred_on": "1989-01-01"},
    "value_without_unit": {"quantity_unit": "pieces"},
    "value_without_comparator": {"comparator": None},
    "value_too_large": {"value": 1e300},
    "value_missing": {"value": None},
    "document_missing": {"document": None},
    "scope_missing": {"scope": ""},
}


def test_a_claim_keeps_its_document_and_one_without_is_put_aside(teller: Teller) -> None:
    told = [claim("good", value=66.667), *[{**claim(reason), **values} for reason, values in BROKEN.items()]]
    counts = {"extracted": 9, "inserted": 1, "rejected": 8}
    assert teller.load("claims", "reported_fact", "local_claim", told) | {"unmapped": 0} == counts | {"unmapped": 0}
    assert teller.reasons("claims") == {reason: reason for reason in BROKEN}
    kept = teller.rows("SELECT value, comparator, scope, document, date_basis FROM cockpit.reported_fact")
    assert kept == [(Decimal("66.667"), "more_than", "445381", "S3", "not_dated")]
    sums = teller.rows("SELECT sum(claims), sum(value_thousandths) FROM cockpit.mart_reported_fact_county_day")
    assert sums == [(1, 66667)]


def test_claims_about_the_province_are_told_apart_from_those_about_the_city(teller: Teller) -> None:
    counts = teller.load("province", "reported_fact", "province_claim", [claim("a", scope="34", community=None)])
    assert counts == {"extracted": 1, "inserted": 1}, "a claim about all of it lacks no county"
    found = teller.rows("SELECT DISTINCT kind, county_code FROM cockpit.mart_reported_fact_county_day ORDER BY 1")
    assert ("province_claim", "unmapped") in found
