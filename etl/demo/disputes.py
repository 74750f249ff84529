"""What becomes of the disputes of a city: found or brought, handed on, closed, confirmed by a court, fulfilled."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from etl.demo.dispute_cities import ANQING, DisputeCity
from etl.demo.drawing import NEVER, Numbers, Shares, Sort, daytime, handled, moments, places, sorts
from etl.demo.story import DAY, seconds_of
from etl.demo.world import Community, World

GROWTH = 1.06

# The platform's own codes for the 15 types of the justice bureaus' form, as often as a real one had them in a month
# of 2016 (estates have grown since), deadlines in days invented, and the trade whose committee may take them.
TYPES = (
    Sort("01", 160, 30, "village"),
    Sort("02", 278, 20, "village"),
    Sort("03", 67, 45, "village"),
    Sort("04", 44, 30, "town"),
    Sort("05", 31, 30, "town"),
    Sort("06", 76, 30, "village"),
    Sort("07", 18, 60, "town"),
    Sort("08", 28, 60, "town"),
    Sort("09", 4, 30, "town"),
    Sort("10", 13, 30, "labour"),
    Sort("11", 7, 15, "town"),
    Sort("12", 55, 60, "medical"),
    Sort("13", 33, 30, "traffic"),
    Sort("14", 14, 30, "estate"),
    Sort("99", 54, 30, "village"),
    # New since 2026-02-01, and in no code map.
    Sort("16", 4, 30, "town"),
)
NEW_TYPE, NEW_TYPE_FROM, ESTATE = 15, date(2026, 2, 1), 13
_MONEY = np.array([0.15, 0.1, 0.2, 0.9, 0.8, 0.95, 0.3, 0.7, 0.5, 0.9, 0.9, 0.95, 0.97, 0.3, 0.3, 0.5])
_SUCCESS = np.array([0.97, 0.98, 0.95, 0.96, 0.96, 0.97, 0.9, 0.9, 0.94, 0.93, 0.97, 0.9, 0.97, 0.95, 0.96, 0.95])

# Who has a case: village and township committees, committees of a trade, an office, a court, an arbitration board.
ORGANISATIONS = (
    "village",
    "town",
    "labour",
    "medical",
    "traffic",
    "estate",
    "office",
    "court",
    "arbitration",
    "visits",
)
# By organisation: its kind of mediation and how high it stands.
KINDS = ("RM", "RM", "RM", "RM", "RM", "RM", "XZ", "SF", "ZC", "LX")
LEVELS = (1, 2, 3, 3, 3, 3, 2, 3, 3, 3)
_HANDED_TO = np.array([1, 6, 7, 8, 9])
_HANDED_SHARES = np.array([0.34, 0.26, 0.24, 0.1, 0.06])

SOURCES = ("ZD", "SQ", "WT")
_SOURCE_SHARES = (455 / 869, 378 / 869, 36 / 869)

HOT_SHARE = 0.3
HANDED_ON, RETURNED, REOPENED, DELETED, LATE, SLIPPED, TOWN_ONLY = 0.09, 0.2, 0.012, 0.001, 0.02, 0.001, 0.03
# A record is settled within half a year of its month: so long does any step take at most.
_LONGEST = 90 * DAY


@dataclass(frozen=True)
class Lives:
    """Disputes that begin in one month, by column; moments in local seconds, NEVER where there is none.

    `entered`: how early the platform can know anything of one; `outcome`: index into OUTCOMES; the rest by its name.
    """

    first: date
    begun: Numbers
    entered: Numbers
    found: Numbers
    accepted: Numbers
    due: Numbers
    handed: Numbers
    returned: Numbers
    closed: Numbers
    reopened: Numbers
    ended: Numbers
    confirmed: Numbers
    fulfil_due: Numbers
    fulfilled: Numbers
    deleted: Numbers
    home: Numbers
    kind: Numbers
    source: Numbers
    organisation: Numbers
    other: Numbers
    outcome: Numbers
    agreement: Numbers
    prevented: Numbers
    people: Numbers
    amount: Shares
    luck: Shares

    def __len__(self) -> int:
        return len(self.begun)

    @property
    def final(self) -> Numbers:
        """The organisation that closed it."""
        kept = (self.handed == NEVER) | (self.returned < NEVER)
        return np.where(kept, self.organisation, self.other)


OUTCOMES = ("10", "20", "30", "40")
AGREEMENTS = ("SM", "KT", "W")
PREVENTED = ("0", "1", "2")


def lives(
    world: World, homes: list[Community], first: date, dice: np.random.Generator, of: DisputeCity = ANQING
) -> Lives:
    """All disputes that begin in the month of `first`; depends on nothing but the arguments."""
    begun = moments(world, first, of.a_day if first >= of.since else 0.0, GROWTH, dice)
    count = len(begun)
    kind, home = sorts(TYPES, count, dice), places(homes, count, dice)
    counties = np.array([each.county for each in homes])[home]
    _new_and_hot(kind, counties, begun, of, dice)
    days = np.array([each.days for each in TYPES])[kind]
    source = dice.choice(3, count, p=_SOURCE_SHARES)
    accepted, due, done = handled(begun, days, _slowness(counties, begun, of), dice)
    # Some of what is found is never taken on.
    left = (source == 0) & (dice.random(count) < 0.04)
    accepted, due, done = (np.where(left, NEVER, each) for each in (accepted, due, done))
    done = np.where(done < NEVER, np.minimum(done, accepted + _LONGEST), NEVER)
    handed, returned = _handed(accepted, due, done, dice)
    closed, reopened, ended = _reopened(accepted, handed, returned, done, dice)
    own = np.array([ORGANISATIONS.index(each.unit) for each in TYPES])[kind]
    outcome, agreement = _outcomes(kind, dice)
    confirmed, fulfil_due, fulfilled = _afterwards(ended, outcome, agreement, dice)
    found = np.where(source == 0, begun, NEVER)
    late = np.where(dice.random(count) < LATE, dice.integers(2 * DAY, 20 * DAY, count), 0)
    deleted = np.where(dice.random(count) < DELETED, begun + 25 * DAY + dice.integers(0, 5 * DAY, count), NEVER)
    people = 2 + dice.poisson(0.6, count)
    prevented = dice.choice(3, count, p=(0.991, 0.004, 0.005))
    return Lives(
        first, begun, begun + late, found, accepted, due, handed, returned, closed, reopened, ended, confirmed,
        fulfil_due, fulfilled, deleted, home, kind, source,
        np.where((own == 0) & (dice.random(count) < 0.25), 1, own),
        dice.choice(_HANDED_TO, count, p=_HANDED_SHARES),
        outcome, agreement, prevented,
        np.where(prevented > 0, people + dice.integers(2, 25, count), people),
        np.where(dice.random(count) < _MONEY[kind], np.round(dice.lognormal(9.2, 1.3, count), 2), 0.0),
        dice.random(count),
    )  # fmt: skip


def _new_and_hot(
    kind: Numbers, counties: np.ndarray, begun: Numbers, of: DisputeCity, dice: np.random.Generator
) -> None:
    """The new type only from its day on; disputes over estates grow in the hot spot."""
    kind[(kind == NEW_TYPE) & (begun < seconds_of(NEW_TYPE_FROM))] = 1
    county, since = of.hot
    chosen = (counties == county) & (begun >= seconds_of(since)) & (kind == 1)
    kind[chosen & (dice.random(len(kind)) < HOT_SHARE)] = ESTATE


def _slowness(counties: np.ndarray, begun: Numbers, of: DisputeCity) -> Shares:
    found = np.array([of.slowness.get(county, 1.0) for county in counties])
    county, since, slowness = of.centre
    found[(counties == county) & (begun >= seconds_of(since))] = slowness
    return found


def _between(start: Numbers, end: Numbers, low: float, high: float, dice: np.random.Generator) -> Numbers:
    return start + ((end - start) * dice.uniform(low, high, len(start))).astype(np.int64)


def _handed(accepted: Numbers, due: Numbers, done: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    """When a case goes to another kind of mediation, and when it comes back."""
    end = np.where(done < NEVER, done, due)
    chosen = (accepted < NEVER) & (dice.random(len(done)) < HANDED_ON)
    back = chosen & (dice.random(len(done)) < RETURNED)
    return (
        np.where(chosen, _between(accepted, end, 0.1, 0.4, dice), NEVER),
        np.where(back, _between(accepted, end, 0.45, 0.6, dice), NEVER),
    )


def _reopened(
    accepted: Numbers, handed: Numbers, returned: Numbers, done: Numbers, dice: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """First close, reopening and last close; the first is the last for most."""
    straight = (done < NEVER) & (handed == NEVER) & (returned == NEVER)
    again = straight & (dice.random(len(done)) < REOPENED)
    closed = np.where(again, _between(accepted, done, 0.3, 0.5, dice), done)
    return closed, np.where(again, _between(accepted, done, 0.6, 0.8, dice), NEVER), done


def _outcomes(kind: Numbers, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    """How it ends, and on what paper: succeeded, failed, withdrawn, transferred; written, oral, none."""
    won = dice.random(len(kind)) < _SUCCESS[kind]
    outcome = np.where(won, 0, dice.choice([1, 2, 3], len(kind), p=(0.6, 0.15, 0.25)))
    return outcome, np.where(won, dice.choice(3, len(kind), p=(0.46, 0.4, 0.14)), 2)


def _afterwards(
    ended: Numbers, outcome: Numbers, agreement: Numbers, dice: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """When a court confirms a written agreement, until when and when an agreement is fulfilled."""
    count = len(ended)
    agreed = (ended < NEVER) & (outcome == 0) & (agreement < 2)
    written = agreed & (agreement == 0) & (dice.random(count) < 0.3)
    confirmed = np.where(written, daytime(ended + dice.integers(2 * DAY, 28 * DAY, count)), NEVER)
    due = np.where(agreed, ended + dice.integers(3, 45, count) * DAY, NEVER)
    kept = agreed & (dice.random(count) < 0.95)
    fulfilled = np.where(kept, np.maximum(ended, due + dice.integers(-20 * DAY, 10 * DAY, count)), NEVER)
    return confirmed, due, fulfilled
