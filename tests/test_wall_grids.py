"""The map of grids on a wall: where every grid lies, in which colour; what it says, and to whom it says why not."""

import re
from itertools import accumulate

import pytest
from fake_city import CITY, FakeDirectory
from fake_reads import FakeReads
from screen import build
from test_export import restricted
from test_wall_routes import client_of, texts_of

from dashboard.figures import county_map
from dashboard.figures.county_map import Area
from dashboard.figures.shapes import outline
from dashboard.figures.wall_grids import draw
from dashboard.theme import DARK

PATH = "/wall/main/scene/grid_map?shape="


def square(x: float, y: float, size: float) -> dict[str, object]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The points of a path that tells each from the one before it."""
    found: list[list[tuple[int, int]]] = []
    for letter, across, down in re.findall(r"([Ml])(-?\d+) (-?\d+)", path):
        at = (int(across), int(down))
        if letter == "M":
            found.append([at])
        else:
            x, y = found[-1][-1]
            found[-1].append((x + at[0], y + at[1]))
    return found


@pytest.mark.parametrize("faded", [False, True])
def test_cells_of_a_band_are_one_path_and_lie_where_they_lie_in_their_county(faded: bool) -> None:
    ground = county_map.ground([Area("a", "县<a>", "", "", "", square(118.0, 29.0, 1.0))], small=False)
    shapes = [square(118.0, 29.0, 0.5), square(118.5, 29.5, 0.5), square(118.0, 29.5, 0.25), square(118.5, 29.0, 0.25)]
    cells = list(zip([outline(shape) for shape in shapes], [6, 6, 0, None], strict=True))
    svg = draw(cells, ground, ["县<a>"], DARK, faded=faded)
    paths = dict(re.findall(r'<path d="([^"]*)" fill="(#[0-9A-F]+)"', svg))
    drawn = {colour: rings(path) for path, colour in paths.items()}
    assert {colour: len(found) for colour, found in drawn.items()} == {
        DARK.sequential[6]: 2,
        DARK.sequential[0]: 1,
        DARK.nodata: 1,
    }
    (border,) = rings(re.findall(r'<path d="([^"]*)" fill="none"', svg)[0])
    corners = {point for found in drawn.values() for ring in found for point in ring}
    assert {min(x for x, _ in corners), max(x for x, _ in corners)} == {min(border)[0], max(border)[0]}
    # North is above: the cell of the north east begins at the top.
    north_east = drawn[DARK.sequential[6]][1]
    assert min(y for _, y in north_east) == min(y for _, y in border)
    assert (' opacity=".4"' in svg) == faded
    assert "县&lt;a&gt;</text>" in svg


def test_the_scene_says_how_few_grids_half_of_all_comes_from() -> None:
    directory = FakeDirectory()
    codes = list(directory.grids(CITY)["code"])
    app = build(reads=FakeReads(grids=codes), directory=directory)
    counts = sorted(((index * 7919) % 23 for index in range(len(codes))), reverse=True)
    few = next(at for at, reached in enumerate(accumulate(counts), 1) if reached >= sum(counts) / 2)
    for shape in ("tall", "standard", "broad", "wide"):
        answer = client_of(app).get(PATH + shape)
        assert answer.status_code == 200
        said = texts_of(answer.text)
        assert f"一半事件来自 {100 * few / len(codes):.0f}% 的网格" in said
        assert f"共 {len(codes):,} 个网格；最多 22 件" in said
        # Thousands of grids are a few paths, and not much to send.
        assert answer.text.count("<path") < 100
        assert len(answer.text) < 300_000


def test_where_nothing_is_known_of_grids_it_does_not_say_that_nothing_happened() -> None:
    said = texts_of(client_of(build(reads=FakeReads(empty=True))).get(PATH + "standard").text)
    assert "本期无数据" in said
    assert "本期没有上报" not in said


def test_who_sees_no_grids_is_told_so() -> None:
    app, _access = restricted(depth="county")
    said = texts_of(client_of(app).get(PATH + "standard").text)
    assert "本账号看不到网格" in said
