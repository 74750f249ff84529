"""The simulated platform's answers: a page of records as JSON, written quickly."""

from datetime import timedelta
from operator import add

import numpy as np
import numpy.typing as npt
import orjson

from etl.demo.catalogue import CHANNELS, EVENT_TYPES, STATUSES, UNITS, UNKNOWN_UNIT
from etl.demo.history import last_steps
from etl.demo.model import ACCEPT, CLOSE, CLOSE_AGAIN, DELETE, DISPATCH, NEVER, REOPEN, REPORT, Events
from etl.demo.story import DAY, EPOCH
from etl.demo.town import NO_POINT, POINTS_A_GRID, Town

Seconds = npt.NDArray[np.integer]

# One event in so many appears twice in its page, as careless joins in a platform make it do.
TWICE_EVERY = 1499
LAST_YEAR = 2040

RECORD = (
    '{"event_no":"HS%s","event_type":"%s","grid_code":%s,"community_code":"%s",%s,'
    '"channel":"%s","status":"%s","unit_name":%s,"report_time":%s,"accept_time":%s,"dispatch_time":%s,'
    '"deadline":%s,"close_time":%s,"update_time":%s,"rework_count":%d,"is_deleted":%d,'
    '"reporter_name":"PLANTED-NAME-%s","reporter_phone":"PLANTED-PHONE-%s","reporter_id_number":"PLANTED-ID-%s",'
    '"address":"PLANTED-ADDRESS-%s","description":"PLANTED-TEXT-%s","photo_url":"photos/PLANTED-TEXT-%s.jpg",'
    '"wechat_nickname":"PLANTED-WECHAT-%s"}'
)
PAGE = '{"total":%d,"page":%d,"page_size":%d,"pages":%d,"as_of":%s,"data":[%s]}'

TIMES_OF_DAY = [f' {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"' for second in range(DAY)] + [""]
_DAYS = [EPOCH + timedelta(days=day) for day in range((LAST_YEAR - EPOCH.year) * 366)]
DAYS = [f'"{day.isoformat()}' for day in _DAYS] + ["null"]
COMPACT_DAYS = [day.strftime("%Y%m%d") for day in _DAYS]
TYPE_CODES = [kind.code for kind in EVENT_TYPES]
CHANNEL_CODES = [code for code, _ in CHANNELS]
SPELLINGS = [[orjson.dumps(name).decode() for name in (*UNITS[kind.unit], UNKNOWN_UNIT)] for kind in EVENT_TYPES]


def time_texts(moments: Seconds) -> list[str]:
    """'"2026-11-01 08:00:00"' for each moment in local seconds, 'null' for NEVER; ready to stand in JSON."""
    days, rests = np.divmod(moments, DAY)
    never = moments == NEVER
    days[never], rests[never] = len(DAYS) - 1, DAY
    # map and add run without a step of the interpreter for each of 30,000 texts a page.
    return list(map(add, map(DAYS.__getitem__, days.tolist()), map(TIMES_OF_DAY.__getitem__, rests.tolist())))


def known_times(events: Events, now: int, last: npt.NDArray[np.int64]) -> list[list[str]]:
    """Texts of report, accept, dispatch, deadline, close and update time, as far as they are known at `now`."""
    steps = np.where(events.visible <= now, events.steps, NEVER)
    reopened, again = steps[:, REOPEN] != NEVER, steps[:, CLOSE_AGAIN]
    close = np.where(again != NEVER, again, np.where(reopened, NEVER, steps[:, CLOSE]))
    deadline = np.where(steps[:, ACCEPT] != NEVER, events.deadline, NEVER)
    update = events.steps[np.arange(len(events)), last]
    columns = (steps[:, REPORT], steps[:, ACCEPT], steps[:, DISPATCH], deadline, close, update)
    return [time_texts(column) for column in columns]


def unit_names(events: Events, dispatched: npt.NDArray[np.bool_]) -> list[str]:
    """The handling unit as the platform spells it, ready to stand in JSON; null before dispatch."""
    rows = zip(events.kind.tolist(), events.spelling.tolist(), dispatched.tolist(), strict=True)
    return [SPELLINGS[kind][spelling] if known else "null" for kind, spelling, known in rows]


def statuses(known: npt.NDArray[np.bool_]) -> list[str]:
    """The platform's status by the last step reached, a deletion aside. `known`: shape (events, STEPS)."""
    living = known[:, :DELETE]
    return [STATUSES[step] for step in (DELETE - 1 - living[:, ::-1].argmax(axis=1)).tolist()]


def place_texts(events: Events, town: Town) -> tuple[list[str], list[str], list[str]]:
    """Grid code, community code and coordinates, as exactly as each event says where it is."""
    grids, exactness = events.grid.tolist(), events.place.tolist()
    points = (events.grid.astype(np.int64) * POINTS_A_GRID + events.point).tolist()
    return (
        [f'"{town.grid_codes[grid]}"' if exact else "null" for grid, exact in zip(grids, exactness, strict=True)],
        [town.community_codes[grid] for grid in grids],
        [town.point_texts[point] if exact == 2 else NO_POINT for point, exact in zip(points, exactness, strict=True)],
    )


def record_texts(events: Events, town: Town, now: int) -> list[str]:
    """Each event as a JSON object, in the state that the platform knows at `now`. All must be visible then."""
    last = last_steps(events, now)
    known = events.visible <= now
    report, accept, dispatch, deadline, close, update = known_times(events, now, last)
    numbers = [
        f"{COMPACT_DAYS[day]}-{sequence:05d}"
        for day, sequence in zip(events.day.tolist(), events.sequence.tolist(), strict=True)
    ]
    people = [str(reporter) for reporter in events.reporter.tolist()]
    columns = (
        numbers,
        [TYPE_CODES[kind] for kind in events.kind.tolist()],
        *place_texts(events, town),
        [CHANNEL_CODES[channel] for channel in events.channel.tolist()],
        statuses(known),
        unit_names(events, known[:, DISPATCH]),
        report, accept, dispatch, deadline, close, update,
        known[:, REOPEN].tolist(),
        known[:, DELETE].tolist(),
        people, people, people, numbers, numbers, numbers, people,
    )  # fmt: skip
    return [RECORD % values for values in zip(*columns, strict=True)]


def page_text(texts: list[str], rows: npt.NDArray[np.int32], said: tuple[int, int, int, int], now: int) -> bytes:
    """The whole answer. `said`: total, page, page_size, pages. `rows`: the events' places, which decide who is
    written twice."""
    twice = (rows % TWICE_EVERY == 0).tolist()
    written = [f"{text},{text}" if again else text for text, again in zip(texts, twice, strict=True)]
    moment = time_texts(np.array([now]))[0]
    return (PAGE % (*said, moment, ",".join(written))).encode()
