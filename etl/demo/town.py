"""The places of the simulated platform: its grids, how busy each is, and points inside them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from etl.demo.seeds import generator, random_points
from etl.demo.story import COUNTIES, SHARES

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

POINTS_A_GRID = 24
COORDINATES = '"longitude":%s,"latitude":%s'
NO_POINT = COORDINATES % ("null", "null")
TOWN_FACTOR = 1.9
SPREAD = 0.6


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A few neighbouring grids that are much busier: the grid of a township by its number, `peak` times the average
    of its county, and `grids` - 1 others near it. `slowness`: how much more often events there are late."""

    township: str
    number: int
    peak: float
    grids: int
    slowness: float = 1.0


HOT_SPOTS = (
    HotSpot("341021100", 36, 28.0, 6, 2.0),
    HotSpot("341021101", 5, 15.0, 3, 1.3),
    HotSpot("341002101", 12, 12.0, 6),
    HotSpot("341002102", 8, 10.0, 4),
    HotSpot("341002004", 3, 10.0, 3),
    HotSpot("341003100", 8, 12.0, 4),
    HotSpot("341003102", 3, 10.0, 3),
    HotSpot("341004100", 9, 8.0, 3),
    HotSpot("341022100", 12, 12.0, 4),
    HotSpot("341023100", 7, 9.0, 3),
    HotSpot("341024100", 10, 14.0, 4, 1.2),
)
FALLOFF = 0.8


@dataclass(frozen=True, slots=True)
class Town:
    """Grids in the order of their codes; every array has one entry (or row) for each grid.

    `county`: place in story.COUNTIES. `cumulative`: rising to 1, for drawing a grid. `slowness`: see HotSpot.
    `rising`: True in the first hot spot, which has been growing. `point_texts`: POINTS_A_GRID places inside each
    grid, one grid after the other, as they stand in a record.
    """

    grid_codes: list[str]
    community_codes: list[str]
    county: Places
    cumulative: Numbers
    slowness: Numbers
    rising: npt.NDArray[np.bool_]
    point_texts: list[str]


def inner_points(features: list[dict[str, object]]) -> Numbers:
    """Points inside every grid, the same every time, rounded to 6 decimals."""
    points = [
        random_points(shape(feature["geometry"]), POINTS_A_GRID, generator("points", place))
        for place, feature in enumerate(features)
    ]
    return np.array(points).round(6)


def read_town(site: Path) -> Town:
    """The town of a site folder's grids.geojson. Raises OSError or ValueError where there is none."""
    features = json.loads((site / "grids.geojson").read_text(encoding="utf-8"))["features"]
    said = [feature["properties"] for feature in features]
    county = np.array([COUNTIES.index(values["county_code"]) for values in said])
    urban = np.array([values["community_code"][9:] < "200" for values in said])
    dice = generator("busy")
    weights = np.array([values["households"] for values in said]) * np.where(urban, TOWN_FACTOR, 1.0)
    weights = weights * dice.lognormal(0.0, SPREAD, len(said))
    weights /= (np.bincount(county, weights) / np.bincount(county))[county]
    slowness, rising = np.ones(len(said)), np.zeros(len(said), dtype=bool)
    centres = shapely.get_coordinates(shapely.centroid([shape(feature["geometry"]) for feature in features]))
    for rank, spot in enumerate(HOT_SPOTS):
        for distance, place in enumerate(neighbours(spot, said, centres)):
            weights[place] = spot.peak * FALLOFF**distance
            slowness[place], rising[place] = spot.slowness, rank == 0
    shares = np.array([SHARES[code] for code in COUNTIES], dtype=float)
    weights *= (shares / shares.sum() / np.bincount(county, weights))[county]
    return Town(
        grid_codes=[values["code"] for values in said],
        community_codes=[values["community_code"] for values in said],
        county=county,
        cumulative=np.cumsum(weights) / weights.sum(),
        slowness=slowness,
        rising=rising,
        point_texts=[COORDINATES % (x, y) for x, y in inner_points(features).reshape(-1, 2).tolist()],
    )


def neighbours(spot: HotSpot, said: list[dict[str, str]], centres: Numbers) -> list[int]:
    """Places of a hot spot's grids, the busiest first: the numbered grid of its township and those nearest to it."""
    members = [place for place, values in enumerate(said) if values["township_code"] == spot.township]
    middle = members[min(spot.number, len(members)) - 1]
    away = ((centres[members] - centres[middle]) ** 2).sum(axis=1)
    return [members[index] for index in np.argsort(away, kind="stable")[: spot.grids]]
