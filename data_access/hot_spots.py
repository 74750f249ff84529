"""Where more was reported in a month than chance would put there: the grids that jobs found, in a viewer's scope."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select

from data_access.asking import Asked
from data_access.metric import Metric, Text
from data_access.schema import hot_spot, hot_spot_month
from data_access.value import Refusal, RefusedError
from data_access.warehouse import read_connection

# The jobs know the version and the levels from here, and have no tables of numbers.
if TYPE_CHECKING:
    import pandas as pd

# What screens are told has changed when jobs have looked at a month again, like the mart of a subject.
VERSION = "hot_spot"
# Up to this adjusted probability a grid is a hot spot: of those that are named one in twenty is by chance.
SIGNIFICANT = 0.05
_NOT_ASKED = Refusal(
    "no_hot_spots",
    Text("热点只按公开的上报件数、整月计算。", "Hot spots are found of what is reported of things, in whole months."),
)


@dataclass(frozen=True, slots=True)
class HotSpots:
    """The significant hot spots of a month, highest z first; `tested`: of how many grids (None: not looked at yet).

    Columns of `rows`: grid_code, the codes of its divisions, reported, around, areas, z, adjusted.
    """

    tested: int | None
    rows: "pd.DataFrame"


def hot_spots(engine: Engine, metric: Metric, asked: Asked) -> HotSpots:
    """Raises RefusedError for all but counts of reported things in one whole month."""
    import pandas as pd

    scope = asked.scope
    kinds = dict(metric.numerator.where).get("kind", ())
    counted = metric.additive and metric.numerator.plus == ("reported",) and len(kinds) == 1
    if metric.protected or not counted or not scope.period.is_month:
        raise RefusedError(_NOT_ASKED)
    found = hot_spot.c
    listed = (found.grid_code, found.county_code, found.township_code, found.community_code)
    numbers = (found.reported, found.around, found.areas, found.z, found.adjusted)
    conditions = [found.city_code == scope.city, found.kind == kinds[0], found.month == scope.period.start]
    if asked.column is not None:
        conditions.append(found[asked.column] == scope.division)
    statement = select(*listed, *numbers).where(*conditions).order_by(found.z.desc(), found.grid_code)
    month = hot_spot_month.c
    looked_at = select(month.grids).where(
        month.city_code == scope.city, month.kind == kinds[0], month.month == scope.period.start
    )
    with read_connection(engine, scope.rights) as connection:
        tested = connection.scalar(looked_at)
        rows = connection.execute(statement)
        return HotSpots(tested, pd.DataFrame(rows.fetchall(), columns=list(rows.keys())))
