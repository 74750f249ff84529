"""The disputes of a city as its platform writes them down: the states of each case, and its steps one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo import disputes
from etl.demo.chronicle import Chronicle
from etl.demo.dispute_cities import ANQING, DisputeCity
from etl.demo.disputes import KINDS, LEVELS, ORGANISATIONS, TYPES, Lives, lives
from etl.demo.drawing import NEVER, Numbers, texts
from etl.demo.story import DAY
from etl.demo.world import Community, World

# Names of the organisations as they are written: the official one, then other spellings.
NAMES = {
    "village": ("村（社区）人民调解委员会", "村调委会", "社区调委会"),
    "town": ("乡镇（街道）人民调解委员会", "镇调委会", "街道调委会"),
    "labour": ("劳动争议人民调解委员会", "劳调委"),
    "medical": ("医疗纠纷人民调解委员会", "医调委"),
    "traffic": ("道路交通事故人民调解委员会", "交调委"),
    "estate": ("物业纠纷人民调解委员会", "物调委"),
    "office": ("司法所", "乡镇司法所"),
    "court": ("人民法院诉前调解中心", "法院诉调对接中心"),
    "arbitration": ("劳动人事争议仲裁院", "仲裁院"),
    "visits": ("群众来信来访接待中心", "接待中心"),
}
UNKNOWN_NAME = "老娘舅工作室"
_OTHER_SPELLINGS, _UNKNOWN = 0.06, 0.001
_LEVELS = ("", "CUN", "ZHEN", "XIAN")

Texts = npt.NDArray[np.object_]
# What the platform calls a stage, and how much is known by then: 1 accepted, 2 closed.
_STATUSES = ("10", "20", "30", "30", "40", "30", "40", "40", "40", "90")
_KNOWN = np.array((0, 1, 1, 1, 2, 1, 2, 2, 2, 1))
_STEPS = ("PC", "SL", "YJ", "TH", "JA", "CK", "JA", "XY", "QR", "LX")
_HANDED, _RETURNED = 2, 3


def cases(world: World, of: DisputeCity = ANQING) -> Chronicle:
    """The list of cases; `written_cases` writes its records down."""
    return _chronicle(world, of, case_states)


def steps(world: World, of: DisputeCity = ANQING) -> Chronicle:
    """The list of their steps, the same lives told otherwise; `written_steps` writes its records down."""
    return _chronicle(world, of, step_states)


def _chronicle(world: World, of: DisputeCity, told: Callable[[Lives], pd.DataFrame]) -> Chronicle:
    homes = world.communities(of.code)
    return Chronicle(world, of.chronicle, lambda first, dice: told(lives(world, homes, first, dice, of)))


def case_states(told: Lives) -> pd.DataFrame:
    """One row a case and stage of it, in numbers."""
    again = np.where(told.reopened < NEVER, told.ended, NEVER)
    taken = (
        *(told.found, told.accepted, told.handed, told.returned, told.closed, told.reopened),
        *(again, told.confirmed, told.fulfilled),
    )
    own, last = told.organisation, told.final
    hands = (own, own, told.other, own, last, last, last, last, last, own)
    reached = [(moments < NEVER) & (moments < told.deleted) for moments in taken]
    return _states(told, [*taken, told.deleted], hands, [*reached, told.deleted < NEVER])


def step_states(told: Lives) -> pd.DataFrame:
    """One row a step, and another where its case was deleted, in numbers."""
    agreed = np.where((told.agreement < 2) & (told.outcome == 0), told.ended, NEVER)
    again = np.where(told.reopened < NEVER, told.ended, NEVER)
    taken = (
        *(told.found, told.accepted, told.handed, told.returned, told.closed, told.reopened),
        *(again, agreed, told.confirmed, told.fulfilled),
    )
    own, last = told.organisation, told.final
    court = np.full(len(told), ORGANISATIONS.index("court"))
    hands = (own, own, own, told.other, last, last, last, last, court, last)
    reached = [(moments < NEVER) & (moments < told.deleted) for moments in taken]
    frame = _states(told, taken, hands, reached)
    frame["key"] = frame["key"] * len(_STEPS) + frame["stage"]
    gone = frame[frame["deleted"] < NEVER]
    return pd.concat([frame.assign(gone=0), gone.assign(visible=gone["deleted"], gone=1)], ignore_index=True)


def _states(
    told: Lives, taken: Sequence[Numbers], hands: Sequence[Numbers], reached: Sequence[npt.NDArray[np.bool_]]
) -> pd.DataFrame:
    """A row for each stage that a case has reached: who has it then, and all that will be said of it."""
    at = np.concatenate([np.flatnonzero(each) for each in reached])
    stage = np.repeat(np.arange(len(taken)), [int(each.sum()) for each in reached])
    moments = np.stack(taken)[stage, at]
    frame = {
        "key": (told.first.year * 100 + told.first.month) * 100_000 + at,
        "visible": np.maximum(moments, told.entered[at]),
        "stage": stage,
        "taken": moments,
        "hands": np.stack(hands)[stage, at],
        "final": told.final[at],
    }
    return pd.DataFrame(
        frame | {each.name: getattr(told, each.name)[at] for each in fields(told) if each.name != "first"}
    )


def written_cases(records: pd.DataFrame, homes: Sequence[Community], letters: str = ANQING.letters) -> pd.DataFrame:
    """Cases in the platform's words, without what is not known at their stage."""
    known = _KNOWN[records["stage"]]
    closed = np.where(records["stage"] == 4, records["closed"], records["ended"])
    amount = (records["amount"] * (records["agreement"] < 2) / 10_000).map("{:.4f}".format)
    taken = records["taken"]
    written = {
        "caseNo": case_numbers(records["key"], letters),
        **_common(records, homes),
        "sourceKind": _chosen(disputes.SOURCES, records["source"]),
        "status": _chosen(_STATUSES, records["stage"]),
        **_organisation(records, "hands", "mediationKind", "orgName"),
        "foundTime": texts(records["found"].to_numpy()),
        "acceptTime": _when(known >= 1, texts(records["accepted"].to_numpy())),
        "limitTime": _when(known >= 1, texts(records["due"].to_numpy())),
        "closeTime": _when(known == 2, texts(_slipped(records, closed))),
        "result": _when(known == 2, _chosen(disputes.OUTCOMES, records["outcome"])),
        "agreementForm": _when(
            (known == 2) & (records["outcome"] == 0), _chosen(disputes.AGREEMENTS, records["agreement"])
        ),
        "agreementAmount": _when(known == 2, amount),
        "closeLevel": _when(known == 2, _chosen(_LEVELS, np.array(LEVELS)[records["final"]])),
        "preventKind": _when(known == 2, _chosen(disputes.PREVENTED, records["prevented"])),
        "peopleNumber": records["people"],
        "confirmTime": _when((known == 2) & (records["confirmed"] <= taken), texts(records["confirmed"].to_numpy())),
        "performLimit": _when(known == 2, _days(records["fulfil_due"])),
        "performDate": _when((known == 2) & (records["fulfilled"] <= taken), _days(records["fulfilled"])),
        "isDeleted": (records["stage"] == len(_STATUSES) - 1).astype(int),
    }
    planted = ("applicantName", "applicantPhone", "applicantIdCard", "respondentName", "address", "disputeText")
    return pd.DataFrame(written | _planted(planted, records["key"]))


def written_steps(records: pd.DataFrame, homes: Sequence[Community], letters: str = ANQING.letters) -> pd.DataFrame:
    """Steps in the platform's words."""
    stage, case = records["stage"], records["key"] // len(_STEPS)
    passed = ((stage == _HANDED) | (stage == _RETURNED)).to_numpy()
    to = records.assign(to=np.where(stage == _HANDED, records["other"], records["organisation"]))
    written = {
        "stepNo": case_numbers(case, letters) + "-" + stage.astype(str),
        "caseNo": case_numbers(case, letters),
        **_common(records, homes),
        "step": _chosen(_STEPS, stage),
        "stepTime": texts(records["taken"].to_numpy()),
        **_organisation(records, "hands", "mediationKind", "orgName"),
        **{name: _when(passed, said) for name, said in _organisation(to, "to", "toKind", "toOrgName").items()},
        "isDeleted": records["gone"],
    }
    return pd.DataFrame(written | _planted(("operatorName", "opinion"), case))


def case_numbers(keys: "pd.Series[int]", letters: str = ANQING.letters) -> "pd.Series[str]":
    """The numbers of cases."""
    return letters + keys.astype(str)


def _common(records: pd.DataFrame, homes: Sequence[Community]) -> Mapping[str, object]:
    """Type and place; some records only say in which township."""
    codes = np.array([each.code for each in homes], dtype=object)[records["home"]]
    towns = np.array([each.township for each in homes], dtype=object)[records["home"]]
    return {
        "disputeType": _chosen([each.code for each in TYPES], records["kind"]),
        "communityCode": _when(records["luck"] >= disputes.TOWN_ONLY, codes),
        "townCode": towns,
    }


def _organisation(records: pd.DataFrame, column: str, kind: str, name: str) -> dict[str, Texts]:
    """Kind of mediation and organisation: its official name, now and then another one, rarely one nobody knows."""
    official = _chosen([NAMES[each][0] for each in ORGANISATIONS], records[column])
    other = _chosen([NAMES[each][-1] for each in ORGANISATIONS], records[column])
    drawn = (records["luck"].to_numpy() * 1000) % 1
    official[drawn < _OTHER_SPELLINGS] = other[drawn < _OTHER_SPELLINGS]
    official[drawn < _UNKNOWN] = UNKNOWN_NAME
    return {kind: _chosen(KINDS, records[column]), name: official}


def _slipped(records: pd.DataFrame, closed: Numbers) -> Numbers:
    """A few close times are of the year before: a slip of the pen."""
    slipped = (records["luck"] > 1 - disputes.SLIPPED) & (closed < NEVER)
    return np.where(slipped, closed - 365 * DAY, closed)


def _chosen(words: Sequence[str], places: object) -> Texts:
    found: Texts = np.array(words, dtype=np.object_)[np.asarray(places)]
    return found


def _when(holds: object, said: object) -> Texts:
    found: Texts = np.array(said, dtype=np.object_)
    found[~np.asarray(holds, dtype=np.bool_)] = None
    return found


def _days(moments: "pd.Series[int]") -> Texts:
    return np.array([text and text[:10] for text in texts(np.asarray(moments, dtype=np.int64))], dtype=np.object_)


def _planted(names: Sequence[str], keys: "pd.Series[int]") -> dict[str, object]:
    """What must never be stored, by field."""
    marks = {"Name": "NAME", "Phone": "PHONE", "IdCard": "ID", "address": "ADDRESS", "Text": "TEXT", "opinion": "TEXT"}
    return {
        name: f"PLANTED-{mark}-" + keys.astype(str)
        for name in names
        for end, mark in marks.items()
        if name.endswith(end)
    }
