"""慧力生活 of 黄山区 over HTTP, its activities and volunteers: JSON by page number, a bearer token."""

from datetime import date

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import HOUR, Numbers, Sort, daytime, moments, places, sorts, texts
from etl.demo.exchange import Service
from etl.demo.smart_lists import open_lists
from etl.demo.story import DAY
from etl.demo.volunteering import FIELDS, MINUTE, SMART, SMART_COUNTY, Volunteering, identities, planted, span
from etl.demo.world import World

PREFIX = "/smart-community-activities"
# Its own words for the service fields of 志愿黄山, in their order.
FIELD_NAMES = (
    *("为老服务", "关爱少年儿童", "邻里调解", "生态环保", "文明引导"),
    *("健康义诊", "应急救助", "文化文艺", "科普教育", "其他"),
)
_PARTY = (
    Sort("主题党日", 0.44, 0, "组织部"),
    Sort("支部党员大会", 0.14, 0, "组织部"),
    Sort("支委会", 0.20, 0, "组织部"),
    Sort("党小组会", 0.12, 0, "组织部"),
    Sort("党课", 0.07, 0, "组织部"),
    Sort("组织生活会", 0.03, 0, "组织部"),
)
_PARTY_A_DAY, _GROWTH, _CALLED_OFF = 3.4, 1.05, 0.03


class SmartCommunity:
    """The lists of the platform, by name."""

    def __init__(self, world: World) -> None:
        self._world, self._story = world, Volunteering(world)
        draws = {
            "partyActivities": self._party,
            "volunteerActivities": self._activities,
            "volunteerServices": self._services,
        }
        self.lists = {name: Chronicle(world, f"smart community {name}", draw) for name, draw in draws.items()}

    def _party(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        homes = self._world.communities(SMART_COUNTY)
        begun = daytime(moments(self._world, first, _PARTY_A_DAY, _GROWTH, dice))
        kinds = sorts(_PARTY, len(begun), dice)
        records = pd.DataFrame(
            {
                "key": [f"DW{first:%Y%m}{number:04d}" for number in range(len(begun))],
                "communityCode": [homes[spot].code for spot in places(homes, len(begun), dice)],
                "type": [_PARTY[kind].code for kind in kinds],
                "organizer": [_PARTY[kind].unit for kind in kinds],
                "joinCount": 5 + dice.poisson(14, len(begun)),
                "secretaryName": planted("NAME", np.arange(len(begun))),
                "minutesText": planted("TEXT", np.arange(len(begun))),
            }
        )
        return _told(records, begun, begun + dice.integers(3, 9, len(begun)) * 15 * MINUTE, first, dice)

    def _activities(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        month = self._story.month(first)
        rows = month.activities[month.activities["origin"] == SMART]
        people = np.bincount(month.services["activity"], minlength=len(month.activities))[rows["number"]]
        records = pd.DataFrame(
            {
                "key": [f"ZY{first:%Y%m}{number:05d}" for number in rows["number"]],
                "communityCode": [self._story.homes[spot].code for spot in rows["spot"]],
                "type": [FIELD_NAMES[field] for field in rows["field"]],
                "organizer": [FIELDS[field].unit for field in rows["field"]],
                "joinCount": people,
                "leaderName": planted("NAME", rows["number"].to_numpy()),
                "leaderPhone": planted("PHONE", rows["number"].to_numpy()),
            }
        )
        return _told(records, rows["begun"].to_numpy(), rows["ended"].to_numpy(), first, dice)

    def _services(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        services = self._story.month(first).services
        told = services[self._story.told_by(services, SMART)]
        # People sign in on another screen, minutes before or after.
        begun = told["begun"].to_numpy() + dice.integers(-6 * MINUTE, 6 * MINUTE, len(told))
        ended = told["ended"].to_numpy() + dice.integers(-6 * MINUTE, 6 * MINUTE, len(told))
        records = pd.DataFrame(
            {
                "key": [f"FW{first:%Y%m}{number:06d}" for number in told.index],
                "activityId": [f"ZY{first:%Y%m}{number:05d}" for number in told["activity"]],
                "communityCode": [self._story.homes[spot].code for spot in told["spot"]],
                "type": [FIELD_NAMES[field] for field in told["field"]],
                "startTime": texts(begun),
                "endTime": texts(ended),
                "duration": [f"{minutes}分钟" for minutes in (ended - begun) // MINUTE],
                "proof": np.where(dice.random(len(told)) < 0.75, "扫码", "照片"),
                # This platform writes the last letter of an identity number small.
                "idNumber": [text[:-1] + text[-1].lower() for text in identities(told["person"].to_numpy())],
                "nickName": planted("NAME", told["person"].to_numpy()),
                "openId": planted("WECHAT", told["person"].to_numpy()),
            }
        )
        entered = ended + dice.integers(1, 10 * MINUTE, len(told))
        valid = records.assign(visible=entered, createTime=texts(entered), status="有效")
        taken_back = valid.assign(visible=entered + dice.integers(HOUR, 5 * DAY, len(told)), status="撤回")
        return pd.concat([valid, taken_back[dice.random(len(told)) < 0.004]], ignore_index=True)


def _told(
    records: pd.DataFrame, begun: Numbers, ended: Numbers, first: date, dice: np.random.Generator
) -> pd.DataFrame:
    """The states of activities: announced, then held or called off."""
    off = dice.random(len(records)) < _CALLED_OFF
    announced = np.maximum(begun - dice.integers(HOUR, 7 * DAY, len(records)), span(first)[0])
    timed = records.assign(startTime=texts(begun), endTime=texts(ended))
    planned = timed.assign(visible=announced, status="未开始", joinCount=None)
    held = timed.assign(visible=ended + HOUR, status="已完成")[~off]
    return pd.concat(
        [planned, held, timed.assign(visible=begun, status="已取消", joinCount=None)[off]], ignore_index=True
    )


def open_platform(world: World) -> Service:
    """The platform of `world`."""
    return open_lists(world, PREFIX, SmartCommunity(world).lists)
