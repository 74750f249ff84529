"""Tickets of the simulated hotline: accepted, dispatched, sent back, contacted, finished, called back."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import HOUR, NEVER, Numbers, Sort, daytime, handled, moments, places, sorts, step_by_step, texts
from etl.demo.story import DAY
from etl.demo.world import Community, World

A_DAY, _GROWTH = 20.0, 1.06
CENTRE = "12345热线服务中心"
# Code, share, usual days, unit; the last code came with a new version of the platform and is in no code map.
KINDS = (
    Sort("SR01", 0.20, 7.0, "城市管理局"),
    Sort("SR02", 0.17, 14.0, "住房和城乡建设局"),
    Sort("SR03", 0.13, 7.0, "交通运输局"),
    Sort("SR04", 0.09, 2.0, "水利局"),
    Sort("SR05", 0.07, 10.0, "生态环境局"),
    Sort("SR06", 0.12, 10.0, "市场监督管理局"),
    Sort("SR07", 0.08, 15.0, "人力资源和社会保障局"),
    Sort("SR08", 0.04, 10.0, "教育局"),
    Sort("SR09", 0.04, 10.0, "卫生健康委员会"),
    Sort("SR10", 0.03, 10.0, "农业农村局"),
    Sort("SR11", 0.027, 3.0, "政务服务中心"),
    Sort("SR12", 0.003, 10.0, "公安局"),
)
# Slow departments: housing and labour; quick ones answer questions. Other spellings of the units' names.
_SLOW = np.array((0.9, 1.7, 1.0, 0.8, 1.1, 1.0, 1.5, 1.0, 0.9, 1.1, 0.6, 1.0))
_SPELLINGS = {"城市管理局": "市城管局", "住房和城乡建设局": "市住建局", "市场监督管理局": "市市场监管局"}
UNKNOWN_UNIT = "市长热线督办组"
_CHANNELS = (("DH", 0.71), ("XCX", 0.17), ("WZ", 0.09), ("APP", 0.03))
_RETURNS = (0.925, 0.052, 0.016, 0.007)
_VALIDITY = (("1", 0.865), ("2", 0.092), ("3", 0.015), ("4", 0.028))
_CALLERS = 40_000
# Within so many tickets, about ten days, somebody asks again about the same.
_ASKED_AGAIN = 250

Texts = npt.NDArray[np.object_]
Which = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lives:
    """Tickets of a month, one value each: moments in local seconds, units by their place in KINDS."""

    records: pd.DataFrame
    begun: Numbers
    accepted: Numbers
    dispatched: Numbers
    returns: Numbers
    wait: Numbers
    wrong: Numbers
    kinds: Numbers
    final: Numbers
    contacted: Numbers
    done: Numbers
    withdrawn: Which
    called: Numbers
    validity: Texts
    resolved: Which
    satisfaction: Texts


def lives(world: World, homes: list[Community], first: date, dice: np.random.Generator) -> Lives:
    """What becomes of the tickets of the month of `first`."""
    begun = moments(world, first, A_DAY, _GROWTH, dice)
    count = len(begun)
    kinds, spots = sorts(KINDS, count, dice), places(homes, count, dice)
    again = _first_calls(kinds, dice)
    kinds, spots = kinds[again], spots[again]
    slow = _SLOW[kinds]
    accepted = begun + dice.integers(60, 900, count)
    taken, _, ended = handled(begun, np.array([kind.days for kind in KINDS])[kinds], slow, dice)
    dispatched = np.maximum(taken, accepted + 60)
    returns = dice.choice(len(_RETURNS), count, p=_RETURNS)
    wait = (dice.lognormal(2.0, 0.5, count) * HOUR).astype(np.int64)
    final = dispatched + returns * (wait + 2 * HOUR)
    done = np.where(ended < NEVER, np.maximum(ended, dispatched + HOUR) + final - dispatched, NEVER)
    contacted = np.minimum(final + (dice.lognormal(2.0, 0.8, count) * slow * HOUR).astype(np.int64), done)
    called = daytime(done + dice.integers(1 * DAY, 6 * DAY, count))
    withdrawn = (dice.random(count) < 0.015) & (done < NEVER)
    asked = (done < NEVER) & ~withdrawn & (dice.random(count) < 0.93)
    resolved = dice.random(count) < 0.93 - 0.12 * slow
    luck = dice.random(count) - np.where(resolved, 0.0, 0.62)
    return Lives(
        _records(homes, first, kinds, spots, again, dice), begun, accepted, dispatched, returns, wait,
        dice.integers(0, len(KINDS) - 1, count), kinds, final,
        np.where(dice.random(count) < 0.01, NEVER, contacted), done, withdrawn, np.where(asked, called, NEVER),
        dice.choice([code for code, _ in _VALIDITY], count, p=[share for _, share in _VALIDITY]).astype(object),
        resolved, np.select([luck > 0.3, luck > 0.05], ["A", "B"], "C").astype(object),
    )  # fmt: skip


def _first_calls(kinds: Numbers, dice: np.random.Generator) -> Numbers:
    """For each ticket of a month the one that it repeats, itself where it is new: who waits long asks again sooner."""
    count = len(kinds)
    firsts = np.arange(count)
    before = firsts - dice.integers(10, _ASKED_AGAIN, count)
    for ticket in np.flatnonzero((dice.random(count) < 0.07 * _SLOW[kinds]) & (before >= 0)).tolist():
        firsts[ticket] = firsts[before[ticket]]
    return firsts


def _records(
    homes: list[Community], first: date, kinds: Numbers, spots: Numbers, again: Numbers, dice: np.random.Generator
) -> pd.DataFrame:
    """What a ticket says from the beginning, with what must never be stored."""
    numbers = range(len(kinds))
    channels = dice.choice(len(_CHANNELS), len(kinds), p=[share for _, share in _CHANNELS])
    callers = dice.integers(0, _CALLERS, len(kinds))[again]
    return pd.DataFrame(
        {
            "key": [f"RX{first:%y%m}{number:05d}" for number in numbers],
            "type": [KINDS[kind].code for kind in kinds],
            "source": [_CHANNELS[channel][0] for channel in channels],
            "area": [homes[spot].code for spot in spots],
            "caller": [f"PLANTED-NAME-{caller}" for caller in callers],
            "tel": [f"PLANTED-PHONE-{caller}" for caller in callers],
            "idcard": [f"PLANTED-ID-{caller}" for caller in callers],
            "address": [f"PLANTED-ADDRESS-{number}" for number in numbers],
            "content": [f"PLANTED-TEXT-{number}" for number in numbers],
        }
    )


def tickets(world: World) -> Chronicle:
    """The list of tickets."""
    homes = world.communities("3410")

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        told = lives(world, homes, first, dice)
        records = told.records.assign(
            unit=_units(told.kinds, told.wait), redo=np.where(told.resolved, "0", "1"), deleted="0"
        )
        steps = {"call_time": ("01", told.begun), "accept_time": ("02", told.accepted)}
        steps |= {"dispatch_time": ("03", told.final), "finish_time": ("05", told.done)}
        states = step_by_step(records, steps)
        back = (states["status"] == "05") & states["key"].isin(records["key"][told.withdrawn])
        states.loc[back, "status"], states.loc[back, "finish_time"] = "09", None
        return _some_deleted(states, told)

    return Chronicle(world, "hotline", draw)


def _some_deleted(states: pd.DataFrame, told: Lives) -> pd.DataFrame:
    """Now and then a ticket was somebody's trial: nothing is told after its deletion."""
    gone = {
        key: begun + 2 * DAY for key, begun in zip(told.records["key"], told.begun, strict=True) if key[-3:] == "277"
    }
    until = states["key"].map(gone)
    kept = states[until.isna() | (states["visible"] < until)]
    last = kept[kept["key"].isin(gone)].drop_duplicates("key", keep="last")
    return pd.concat([kept, last.assign(visible=last["key"].map(gone), deleted="1")], ignore_index=True)


def steps(world: World) -> Chronicle:
    """The list of their steps: the same lives, told otherwise."""
    homes = world.communities("3410")

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        told = lives(world, homes, first, dice)
        parts = [part for turn in range(len(_RETURNS)) for part in _turn(told, turn)]
        called = told.called < NEVER
        parts.append(_step(told, "HF", "H", called, told.called, told.kinds).assign(
            valid=told.validity[called], solved=np.where(told.resolved[called], "1", "0"),
            satisfied=told.satisfaction[called], finish_time=texts(told.done[called])))  # fmt: skip
        return pd.concat(parts, ignore_index=True)

    return Chronicle(world, "hotline", draw)


def _turn(told: Lives, turn: int) -> list[pd.DataFrame]:
    """One dispatch of each ticket that comes so far: sent back, or the last, with its first contact."""
    begun = told.dispatched + turn * (told.wait + 2 * HOUR)
    last, sent_back = told.returns == turn, told.returns > turn
    units = np.where(last, told.kinds, told.wrong)
    sent = last | sent_back
    limit = np.where(last, begun + DAY, NEVER)[sent]
    step = _step(told, "PD", f"D{turn}", sent, begun, units).assign(contact_limit=texts(limit))
    reached = last & (told.contacted < NEVER)
    contacts = told.contacted[reached]
    contacted = step[reached[sent]].assign(visible=contacts, contact_time=texts(contacts))
    back = _step(told, "TD", f"T{turn}", sent_back, begun + told.wait, units)
    return [step, contacted, back.assign(to_unit=CENTRE)]


def _step(told: Lives, code: str, number: str, who: Which, taken: Numbers, units: Numbers) -> pd.DataFrame:
    """The step of the tickets that take it. Texts as lists: pandas takes its time over its own."""
    records = {name: told.records[name].to_numpy()[who].tolist() for name in ("key", "type", "area")}
    return pd.DataFrame(
        {
            "key": [f"{key}-{number}" for key in records["key"]],
            "ticket": records["key"],
            "step": code,
            "step_time": texts(taken[who]),
            "type": records["type"],
            "area": records["area"],
            "unit": _units(units[who], told.wait[who]),
            "operator": "PLANTED-NAME-operator",
            "words": [f"PLANTED-TEXT-{key}" for key in records["key"]],
            "visible": taken[who],
        }
    )


def _units(places_of: Numbers, luck: Numbers) -> Texts:
    """Names of units: one in sixteen in another spelling, one in a thousand of nobody."""
    names = np.array([kind.unit for kind in KINDS], dtype=object)
    spelt = np.array([_SPELLINGS.get(kind.unit, kind.unit) for kind in KINDS], dtype=object)
    found: Texts = np.where(luck % 16 == 0, spelt[places_of], names[places_of])
    return np.where(luck % 1009 == 0, UNKNOWN_UNIT, found)
