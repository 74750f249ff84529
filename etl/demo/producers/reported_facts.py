"""Claims of the founding documents, which are real, handed in as an archivist would: a file for each place."""

import csv
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

from etl.demo.dropping import drop, morning
from etl.demo.world import World

_COLLECTED = date(2025, 1, 2)

Claim = dict[str, str]


def produce(world: World, data: Path) -> None:
    """Hand in the claims of reported_facts.csv in the site folder, once. Raises OSError."""
    for scope, claims in claims_by_scope(world.site).items():
        drop(data / "drop" / "reported_facts" / f"{scope}.csv", morning(_COLLECTED), partial(_write, claims))


def claims_by_scope(site: Path) -> dict[str, list[Claim]]:
    """All claims, by the division they are of."""
    with (site / "reported_facts.csv").open(encoding="utf-8", newline="") as file:
        claims = sorted(csv.DictReader(file), key=lambda each: each["scope"])
    return {scope: list(group) for scope, group in groupby(claims, lambda each: each["scope"])}


def _write(claims: list[Claim], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(claims[0]))
        writer.writeheader()
        writer.writerows(claims)
