"""Where the demonstration puts townships, communities and grids inside a county: random, but the same every time."""

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# A degree of longitude is shorter than one of latitude: at 30° north by this factor.
SHORTENING = 0.866
SAMPLES_PER_GRID = 60
# How far, in degrees, the settled middle of a township reaches; and how empty its hills are beside it.
TOWN_RADIUS = 0.021
HILLS = 0.055


@dataclass(frozen=True, slots=True)
class Community:
    """One community of divisions.csv, with the number of grids it gets."""

    code: str
    urban: bool
    grids: int

    @property
    def township(self) -> str:
        """Code of the township."""
        return self.code[:9]


def generator(*parts: object) -> np.random.Generator:
    """A random generator that depends on nothing but `parts`."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, parts)).encode()))


def squeezed(points: Points) -> Points:
    """Longitude and latitude brought to the same scale."""
    return np.asarray(points * np.array([SHORTENING, 1.0]))


def random_points(area: BaseGeometry, count: int, dice: np.random.Generator) -> Points:
    """`count` points spread evenly inside `area`, shape (count, 2)."""
    west, south, east, north = area.bounds
    shapely.prepare(area)
    found = np.empty((0, 2))
    while len(found) < count:
        tried = dice.uniform((west, south), (east, north), (4 * count, 2))
        found = np.concatenate([found, tried[shapely.contains_xy(area, tried)]])
    return found[:count]


def nearest(points: Points, centres: Points) -> Places:
    """For each point the place of the nearest centre."""
    distances = ((squeezed(points)[:, None, :] - squeezed(centres)[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(distances.argmin(axis=1))


def middles(points: Points, weights: Numbers, count: int, dice: np.random.Generator, rounds: int = 9) -> Points:
    """`count` centres among weighted points: dense where the weights are high (weighted k-means, a few rounds)."""
    chosen = dice.choice(len(points), count, replace=False, p=weights / weights.sum())
    centres = points[chosen].copy()
    for _ in range(rounds):
        own = nearest(points, centres)
        total = np.bincount(own, weights, count)
        for axis in range(2):
            sums = np.bincount(own, weights * points[:, axis], count)
            centres[:, axis] = np.where(total > 0, sums / np.maximum(total, 1e-12), centres[:, axis])
    return centres


def township_centres(
    area: BaseGeometry, codes: list[str], known: dict[str, tuple[float, float]], dice: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """A centre for each township: its name point where there is one; subdistricts gather in the middle of the
    known points (the county town), every other one takes the widest empty place."""
    centres = {code: known[code] for code in codes if code in known}
    town = np.array(list(centres.values())).mean(axis=0) if centres else np.array(area.representative_point().coords[0])
    candidates = random_points(area, 600, dice)
    for code in (code for code in codes if code not in centres):
        if code[6:] < "100":
            near = candidates[np.argsort(((candidates - town) ** 2).sum(axis=1))[:12]]
            pool = near
        else:
            pool = candidates
        taken = np.array(list(centres.values())) if centres else town[None, :]
        gaps = ((squeezed(pool)[:, None, :] - squeezed(taken)[None, :, :]) ** 2).sum(axis=2).min(axis=1)
        best = pool[int(gaps.argmax())]
        centres[code] = (float(best[0]), float(best[1]))
    return centres


def community_middles(points: Points, weights: Numbers, centre: Points, communities: list[Community]) -> Points:
    """A middle for each community of one township; the urban ones take those nearest to the township's centre."""
    dice = generator("communities", communities[0].township)
    found = middles(points, weights, len(communities), dice)
    inward = found[np.argsort(((squeezed(found) - squeezed(centre)) ** 2).sum(axis=1), kind="stable")]
    order = sorted(range(len(communities)), key=lambda place: (not communities[place].urban, communities[place].code))
    placed = np.empty_like(inward)
    placed[order] = inward
    return placed


def township_seeds(points: Points, centre: Points, communities: list[Community]) -> list[tuple[str, Points]]:
    """Grid seeds of one township: (community code, seeds of shape (grids, 2)) for each community; none at all where
    some community has fewer points than grids."""
    away = np.sqrt(((squeezed(points) - squeezed(centre)) ** 2).sum(axis=1))
    weights = HILLS + np.exp(-((away / TOWN_RADIUS) ** 2))
    own = nearest(points, community_middles(points, weights, centre, communities))
    seeds = []
    for place, community in enumerate(communities):
        mine = own == place
        if mine.sum() < community.grids:
            return []
        dice = generator("grids", community.code)
        seeds.append((community.code, middles(points[mine], weights[mine], community.grids, dice)))
    return seeds


def county_seeds(
    area: BaseGeometry, code: str, communities: list[Community], known: dict[str, tuple[float, float]]
) -> list[tuple[str, Points]]:
    """Grid seeds of one county: (community code, seeds) for each of its communities, in the order of their codes."""
    dice = generator("county", code)
    townships = sorted({community.township for community in communities})
    centres = township_centres(area, townships, known, dice)
    places = np.array([centres[township] for township in townships])
    total = sum(community.grids for community in communities)
    points = random_points(area, SAMPLES_PER_GRID * total, dice)
    own = nearest(points, places)
    seeds = []
    for place, township in enumerate(townships):
        members = [community for community in communities if community.township == township]
        mine = points[own == place]
        needed = 12 * sum(member.grids for member in members)
        if len(mine) < needed:
            # A crowded town has few of the evenly spread points: draw more around its centre.
            distances = ((squeezed(points) - squeezed(places[place])) ** 2).sum(axis=1)
            mine = extra_points(area, places, place, needed, float(np.sqrt(np.sort(distances)[needed])), dice)
        found = township_seeds(mine, places[place], members)
        while not found:
            # A township of many small communities: draw more points until each of them has enough.
            needed = 2 * max(needed, len(mine))
            distances = ((squeezed(points) - squeezed(places[place])) ** 2).sum(axis=1)
            radius = float(np.sqrt(np.sort(distances)[min(needed, len(distances) - 1)]))
            mine = extra_points(area, places, place, needed, radius, dice)
            found = township_seeds(mine, places[place], members)
        seeds += found
    return seeds


def extra_points(
    area: BaseGeometry, centres: Points, place: int, count: int, radius: float, dice: np.random.Generator
) -> Points:
    """At least `count` points of `area` that are nearest to centre number `place`, drawn within `radius` degrees."""
    found = np.empty((0, 2))
    shapely.prepare(area)
    while len(found) < count:
        tried = centres[place] + dice.uniform(-radius, radius, (4 * count, 2))
        tried = tried[shapely.contains_xy(area, tried)]
        found = np.concatenate([found, tried[nearest(tried, centres) == place]])
    return found[:count]
