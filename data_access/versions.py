"""Which version of a mart a number is good for: that of the last change up to the last month it was read from."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select, tuple_

from data_access.schema import mart_version, month_version

# A mart of a city.
Of = tuple[str, str]
# Months with the version that last changed one, in order.
Months = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
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


def read_versions(connection: Connection, cities: Sequence[str], known: Versions) -> Versions:
    """The versions now; those of months are read of marts that are another than `known`."""
    told = mart_version.c
    asked = select(told.city_code, told.mart, told.version).where(told.city_code.in_(cities))
    marts = {(row.city_code, row.mart): int(row.version) for row in connection.execute(asked)}
    changed = [each for each, version in marts.items() if known.marts.get(each) != version]
    months = {each: known.months.get(each, ()) for each in marts}
    if changed:
        months |= dict.fromkeys(changed, ()) | _months(connection, changed)
    return Versions(marts, months)


def _months(connection: Connection, wanted: Sequence[Of]) -> dict[Of, Months]:
    told = month_version.c
    asked = (
        select(told.city_code, told.mart, func.array_agg(told.month), func.array_agg(told.version))
        .where(tuple_(told.city_code, told.mart).in_(wanted))
        .group_by(told.city_code, told.mart)
    )
    return {
        (city, mart): tuple(sorted(zip(months, versions, strict=True)))
        for city, mart, months, versions in connection.execute(asked)
    }
