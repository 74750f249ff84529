"""What 志愿黄山 knows: volunteers, projects, sign-ins and sign-outs, teams, honours; each list by time of change."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import HOUR, NEVER, Numbers, step_by_step, texts
from etl.demo.story import DAY
from etl.demo.volunteer_teams import VolunteerTeams
from etl.demo.volunteering import CLOUD, FIELDS, MINUTE, Volunteering, identities, planted, span
from etl.demo.world import World

# Shares of the records: entered long after, told twice, not signed out, disputed, deleted; who leaves again.
LATE, TWICE, FORGOTTEN, DISPUTED, DELETED, LEAVING = 0.012, 0.004, 0.004, 0.006, 0.001, 0.02
_BY_ORGANISER = 0.2
_IN_A_TEAM = 0.6

Chosen = npt.NDArray[np.bool_]


class VolunteerLists:
    """The lists of the platform, by name."""

    def __init__(self, world: World) -> None:
        self._world, self._story = world, Volunteering(world)
        self._teams = VolunteerTeams(world, self._story)
        draws = {
            "volunteers": self._volunteers,
            "projects": self._projects,
            "records": self._records,
            "teams": self._teams.teams,
            "awards": self._teams.awards,
        }
        self.lists = {name: Chronicle(world, f"volunteer cloud {name}", draw) for name, draw in draws.items()}

    def _volunteers(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        """Whoever registers in the month, some of whom leave; with the first month also those who were there before."""
        registered = self._story.registered
        start, end = span(first)
        begin = 0 if first.replace(day=1) == self._world.history_from.replace(day=1) else start
        people = np.arange(*np.searchsorted(registered, (begin, end)))
        joined = registered[people]
        records = pd.DataFrame(
            {
                "key": [f"V{person:07d}" for person in people],
                "community_code": [self._story.homes[spot].code for spot in self._story.home[people]],
                "team_no": self._joined(people),
                "register_date": texts(joined),
                "id_card": identities(people),
                "real_name": planted("NAME", people),
                "mobile": planted("PHONE", people),
                "home_address": planted("ADDRESS", people),
            }
        )
        left = np.where(dice.random(len(people)) < LEAVING, joined + dice.integers(DAY, 150 * DAY, len(people)), NEVER)
        # Of those who were there before it is known from the first day on.
        seen = np.maximum(joined, start)
        return step_by_step(
            records, {"seen": ("1", seen), "quit_date": ("0", np.where(left < NEVER, np.maximum(left, seen), NEVER))}
        ).drop(columns="seen")

    def _joined(self, people: Numbers) -> list[str | None]:
        """The team of each volunteer: of more than half of them one of their county, there when they registered."""
        luck = self._world.dice("volunteers", "team of each").random(len(self._story.registered))[people] / _IN_A_TEAM
        found = self._teams.near(self._story.home[people], self._story.registered[people], luck % 1.0)
        return [team if chance < 1 else None for team, chance in zip(found, luck, strict=True)]

    def _organisers(self, first: date) -> npt.NDArray[np.object_]:
        """The team that organises each activity of a month: one of its county."""
        activities = self._story.month(first).activities
        luck = self._world.dice("volunteers", "organisers", first).random(len(activities))
        found = self._teams.near(activities["spot"].to_numpy(), activities["begun"].to_numpy(), luck)
        return np.array(found, dtype=object)

    def _projects(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        month = self._story.month(first)
        rows = month.activities[month.activities["origin"] == CLOUD]
        begun, ended = rows["begun"].to_numpy(), rows["ended"].to_numpy()
        people = np.bincount(month.services["activity"], minlength=len(month.activities))[rows["number"]]
        records = pd.DataFrame(
            {
                "key": [f"XM{first:%y%m}{number:05d}" for number in rows["number"]],
                "community_code": [self._story.homes[spot].code for spot in rows["spot"]],
                "service_field": [FIELDS[field].code for field in rows["field"]],
                "sponsor": [FIELDS[field].unit for field in rows["field"]],
                "start_time": texts(begun),
                "end_time": texts(ended),
                "contact": planted("NAME", rows["number"].to_numpy()),
                "contact_mobile": planted("PHONE", rows["number"].to_numpy()),
            }
        )
        off = dice.random(len(rows)) < 0.03
        # A list of what changed tells nothing that changed before its month began.
        announced = np.maximum(begun - dice.integers(DAY, 10 * DAY, len(rows)), span(first)[0])
        planned = records.assign(visible=announced, state="0", people=None)
        held = records.assign(visible=ended + dice.integers(0, HOUR, len(rows)), state="1", people=people)[~off]
        called_off = records.assign(
            visible=np.maximum(begun - dice.integers(0, DAY, len(rows)), announced), state="9", people=None
        )[off]
        return pd.concat([planned, held, called_off], ignore_index=True)

    def _records(self, first: date, dice: np.random.Generator) -> pd.DataFrame:
        services = self._story.month(first).services
        told = services[self._story.told_by(services, CLOUD)]
        count, begun, ended = len(told), told["begun"].to_numpy(), told["ended"].to_numpy()
        luck = dice.random(count)
        late, organiser = luck < LATE, luck < LATE + _BY_ORGANISER
        forgotten = ~organiser & (dice.random(count) < FORGOTTEN) & (begun % DAY < 10 * HOUR)
        ended = np.where(forgotten, begun + 16 * HOUR + dice.integers(30 * MINUTE, 90 * MINUTE, count), ended)
        delay = np.where(organiser, dice.integers(0, 5 * DAY, count), 0)
        entered = ended + np.where(late, dice.integers(31 * DAY, 75 * DAY, count), delay)
        records = pd.DataFrame(
            {
                "key": [f"JL{first:%y%m}{number:06d}" for number in told.index],
                "team_no": self._organisers(first)[told["activity"]],
                "project_no": [f"XM{first:%y%m}{number:05d}" for number in told["activity"]],
                "community_code": [self._story.homes[spot].code for spot in told["spot"]],
                "service_field": [FIELDS[field].code for field in told["field"]],
                "sign_in_time": texts(begun),
                "sign_out_time": texts(ended),
                "service_hours": np.ceil((ended - begun) / (30 * MINUTE)) / 2,
                "travel_minutes": np.where(dice.random(count) < 0.2, dice.integers(10, 31, count), 0),
                "evidence": np.where(organiser, "3", np.where(dice.random(count) < 0.9, "1", "2")),
                "entry_time": texts(entered),
                "id_card": identities(told["person"].to_numpy()),
                "volunteer_name": planted("NAME", told["person"].to_numpy()),
                "photo_url": planted("PHOTO", told["person"].to_numpy()),
            }
        )
        return _lives(records, begun, entered, organiser, dice)


def _lives(
    records: pd.DataFrame, begun: Numbers, entered: Numbers, organiser: Chosen, dice: np.random.Generator
) -> pd.DataFrame:
    """The states of the records: signed in, entered, disputed and settled, deleted; and a few told a second time."""
    signed_in = records.assign(
        visible=begun, state="0", deleted=0, sign_out_time=None, service_hours=None, entry_time=None
    )
    full = records.assign(visible=entered, state="1", deleted=0)
    luck = dice.random(len(records))
    disputed = entered + dice.integers(DAY, 10 * DAY, len(records))
    over = disputed + dice.integers(3 * DAY, 20 * DAY, len(records))
    twice = full.assign(
        key=records["key"] + "B", evidence="3", visible=entered + HOUR, entry_time=texts(entered + HOUR)
    )
    return pd.concat(
        [
            signed_in[~organiser],
            full,
            full.assign(visible=disputed, state="2")[luck < DISPUTED],
            full.assign(visible=over, state=np.where(luck < 0.6 * DISPUTED, "1", "3"))[luck < DISPUTED],
            full.assign(visible=disputed, deleted=1)[luck > 1 - DELETED],
            twice[(luck > 0.5) & (luck < 0.5 + TWICE)],
        ],
        ignore_index=True,
    )
