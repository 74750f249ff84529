"""Which number a drawer is open for, as one short text of the address: metric, place, month, part of a dimension."""

import re
from dataclasses import dataclass

from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.scope import Scope

# METRIC, METRIC~PLACE, METRIC~PLACE~MONTH, METRIC~PLACE~MONTH~DIMENSION.MEMBER
PATTERN = re.compile(
    r"([a-z][a-z0-9_]{0,60})(?:~([A-Za-z0-9_-]{1,24})(?:~([0-9]{4}-(?:0[1-9]|1[0-2]))"
    r"(?:~([a-z_]{1,20})\.([\w.+@/-]{0,60}))?)?)?"
)
# In the place of a metric: the table of the panel that stands in the place of a place.
TABLE = "table"
_MEMBER = re.compile(r"[\w.+@/-]{0,60}")


@dataclass(frozen=True, slots=True)
class Opened:
    """The key of a metric; the code of a city, division or grid; a month; a dimension and its member. What is None is
    that of the page."""

    metric: str
    place: str | None = None
    month: str | None = None
    part: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        """As it stands in the address."""
        pieces = [self.metric, self.place, self.month, ".".join(self.part) if self.part else None]
        return "~".join(piece for piece in pieces if piece)


def opened(text: str | None) -> Opened | None:
    """What an address asks for; None for nothing and for what is no number."""
    found = PATTERN.fullmatch(text or "")
    if found is None:
        return None
    metric, place, month, by, member = found.groups()
    if by is not None and by not in DIMENSIONS | VIRTUAL:
        return None
    return Opened(metric, place, month, (by, member) if by else None)


def number_of(
    metric: str, scope: Scope, place: str | None = None, part: tuple[str, str] | None = None
) -> Opened | None:
    """The number of a metric in a scope; of another place in it, or of one member of a dimension, where given; None for
    a member that no address can carry."""
    if part and not _MEMBER.fullmatch(part[1]):
        return None
    grid = next((members[0] for name, members in scope.extra if name == "grid" and len(members) == 1), None)
    return Opened(metric, place or grid or scope.division or scope.city, f"{scope.period.start:%Y-%m}", part)
