"""Which version of a mart a number is good for: that of the last change up to the last month it was read from."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from data_access.scope import Rights
from data_access.warehouse import Question, ask

_MARTS = "SELECT city_code, mart, version FROM cockpit.mart_version WHERE city_code = any(%(cities)s)"
_MONTHS = """
SELECT city_code, mart, array_agg(month), array_agg(version) FROM cockpit.month_version
WHERE city_code = any(%(cities)s) AND mart = any(%(marts)s) GROUP BY city_code, mart
"""
# A mart of a city.
Of = tuple[str, str]
# Months with the version that last changed one, in order.
Months = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Versions:
    """(city, mart) → version, and of its months. A mart whose newest version no month has is changed as a whole."""

    marts: Mapping[Of, int] = field(default_factory=dict)
    months: Mapping[Of, Months] = field(default_factory=dict)

    def of(self, city: str, mart: str, until: date | None = None) -> int:
        """The version of a mart; of what it says of all days up to one, the last version that changed any of these."""
        newest, known = self.marts.get((city, mart), 0), self.months.get((city, mart), ())
        if until is None or max((version for _month, version in known), default=0) != newest:
            return newest
        seen = known[: bisect_right(known, until, key=lambda each: each[0])]
        return max((version for _month, version in seen), default=0)


def read_versions(engine: Engine, cities: Sequence[str], known: Versions) -> Versions:
    """The versions now; those of months are read of marts that are another than `known`. Raises the database's errors.

    One way there and back where nothing changed: it is asked before each table of hidden numbers that is kept is given.
    """
    rights, values = Rights(tuple(cities)), {"cities": list(cities)}
    (told,) = ask(engine, rights, [Question(_MARTS, values)])
    marts = {(city, mart): int(version) for city, mart, version in told}
    changed = [each for each, version in marts.items() if known.marts.get(each) != version]
    months = {each: known.months.get(each, ()) for each in marts}
    if changed:
        (found,) = ask(engine, rights, [Question(_MONTHS, {**values, "marts": [mart for _city, mart in changed]})])
        months |= dict.fromkeys(changed, ()) | {
            (city, mart): tuple(sorted(zip(days, versions, strict=True))) for city, mart, days, versions in found
        }
    return Versions(marts, months)
