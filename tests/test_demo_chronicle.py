"""The memory of the simulated platforms: what is known at a moment is the same however one comes to ask."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.demo.chronicle import Chronicle, seconds
from etl.demo.world import World

SINCE = date(2026, 1, 1)


def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
    """Twenty records a month with up to three states each."""
    start = seconds(datetime(first.year, first.month, 1))
    states = []
    for number in range(20):
        begun = start + int(dice.integers(0, 27 * 86_400))
        for state in range(int(dice.integers(1, 4))):
            states.append((f"{first:%Y%m}-{number:02d}", begun + state * int(dice.integers(1, 40 * 86_400)), state))
    return pd.DataFrame(states, columns=["key", "visible", "state"])


def truth(now: int, until: date) -> dict[str, tuple[int, int]]:
    """The last state of each record that is visible at `now`, from all states there are."""
    world, found = World(history_from=SINCE), {}
    month = SINCE
    while month <= until:
        frame = draw(month, world.dice("trial", month)).sort_values(["key", "visible"], kind="stable")
        for key, visible, state in frame.itertuples(index=False):
            if visible <= now:
                found[key] = (int(visible), int(state))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


@settings(max_examples=25, deadline=None)
@given(hours=st.lists(st.integers(24, 9_000), min_size=1, max_size=4))
def test_what_is_known_at_a_moment_is_the_last_visible_state_of_each_record(hours: list[int]) -> None:
    chronicle = Chronicle(World(history_from=SINCE), "trial", draw)
    for hour in sorted(hours):
        moment = datetime(2026, 1, 1) + timedelta(hours=hour)
        known = chronicle.at(moment)
        records = chronicle.records(known)
        told = {key: (int(when), int(state)) for key, when, state in zip(
            records["key"], records["updated"], records["state"], strict=True)}  # fmt: skip
        assert told == truth(seconds(moment), moment.date())
        assert len(told) == len(known)
        assert (np.diff(known.updated) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(hours=st.integers(24, 12_000), back=st.integers(-100, 12_000))
def test_what_changed_since_a_moment_is_the_same_whether_older_months_are_drawn_or_not(hours: int, back: int) -> None:
    moment = datetime(2026, 1, 1) + timedelta(hours=hours)
    since = moment - timedelta(hours=back)
    whole = Chronicle(World(history_from=SINCE), "trial", draw).at(moment).since(seconds(since))
    part = Chronicle(World(history_from=SINCE), "trial", draw).at(moment, since)
    for name in ("updated", "months", "rows"):
        assert list(getattr(part, name)) == list(getattr(whole, name))


def test_months_that_cannot_have_changed_since_are_not_drawn() -> None:
    drawn: list[date] = []

    def counting(first: date, dice: np.random.Generator) -> pd.DataFrame:
        drawn.append(first)
        return draw(first, dice)

    Chronicle(World(history_from=date(2020, 1, 1)), "trial", counting).at(datetime(2026, 9, 5), datetime(2026, 6, 7))
    assert (min(drawn), len(drawn)) == (date(2025, 12, 1), 10)


def test_what_changed_since_a_moment_is_the_end_of_what_is_known() -> None:
    chronicle = Chronicle(World(history_from=SINCE), "trial", draw)
    known = chronicle.at(datetime(2026, 9, 1))
    since = int(known.updated[-7])
    assert len(known.since(since)) >= 7
    assert (known.since(since).updated >= since).all()
    assert len(chronicle.records(known.part(3, 5))) == 2
    assert chronicle.records(known.part(0, 0)).empty
