"""Figures and small pictures as plain data: what new values change, which colours they take."""

import json
import math
import re
import xml.etree.ElementTree as Xml
from dataclasses import replace

import pytest
from shapely.geometry import LineString, box

from dashboard.figures import county_map, grid_map
from dashboard.figures.county_map import Area
from dashboard.figures.grid_map import Cells, Ground
from dashboard.figures.scales import axis, band, band_names, bands, diverging, spread, stepped
from dashboard.figures.shapes import Frame
from dashboard.figures.svg import Box, Interval, axis_numbers, bar, gap_bar, interval_bar, sparkline
from dashboard.theme import DARK, LIGHT, Palette, ink


def _square(x: float, y: float, size: float) -> dict[str, object]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def _area(code: str, geometry: dict[str, object], fill: str = DARK.diverging[0]) -> Area:
    return Area(code, f"县{code}", "88.8%", "−6.2", fill, geometry)


BIG = _area("a", _square(118.0, 29.0, 1.0))
SMALL = _area("b", _square(119.0, 29.4, 0.08))


def test_a_county_map_has_one_trace_an_area_and_no_world_outline() -> None:
    figure = county_map.draw([BIG, SMALL], DARK, "a", small=False)
    assert [trace.get("meta") for trace in figure["data"][:2]] == ["a", "b"]
    assert {trace["type"] for trace in figure["data"]} == {"scatter"}
    assert all(trace["hoveron"] == "fills" for trace in figure["data"][:2])
    assert "geo" not in json.dumps(figure["layout"]["template"])
    assert figure["layout"]["yaxis"]["scaleratio"] == pytest.approx(1 / math.cos(math.radians(29.5)), rel=1e-3)


def test_an_area_too_small_for_its_label_gets_a_callout_that_covers_no_area() -> None:
    figure = county_map.draw([BIG, SMALL], DARK, None, small=False)
    (callout,) = figure["layout"]["annotations"]
    assert callout["text"] == "<b>县b 88.8%</b>  −6.2"
    assert not (118 <= callout["ax"] <= 119 and 29 <= callout["ay"] <= 30)
    assert len(figure["data"][3]["text"]) == 1
    assert figure["data"][4]["x"] == pytest.approx([119.04], abs=0.01)


def test_a_leader_goes_round_the_neighbour_where_it_can() -> None:
    neighbour = _area("c", _square(119.09, 29.38, 0.5))
    figure = county_map.draw([BIG, SMALL, neighbour], DARK, None, small=False)
    (callout,) = figure["layout"]["annotations"]
    leader = LineString([(callout["x"], callout["y"]), (callout["ax"], callout["ay"])])
    assert leader.intersection(box(119.09, 29.38, 119.59, 29.88)).length < 0.05


def test_a_label_has_as_many_lines_as_its_area_has_room_for() -> None:
    middle = _area("b", _square(119.0, 29.0, 0.18))
    figure = county_map.draw([BIG, middle], DARK, None, small=False)
    large, less = figure["data"][3]["text"]
    assert "−6.2" in large
    assert "88.8%" in less
    assert "−6.2" not in less
    assert "−6.2" not in county_map.draw([BIG], DARK, None, small=True)["data"][2]["text"][0]


def test_labels_contrast_with_their_area() -> None:
    assert ink(DARK.diverging[0]) != ink(DARK.diverging[3])
    figure = county_map.draw([BIG], DARK, None, small=False)
    assert figure["data"][2]["textfont"]["color"] == [ink(BIG.fill)]


def test_new_values_change_fills_texts_and_the_outline_only() -> None:
    areas = [replace(BIG, value="95.0%", fill=DARK.diverging[3]), SMALL]
    changes = county_map.changes(areas, "a", small=False)
    touched = {(trace, name) for trace, name, _value in changes}
    assert (0, "fillcolor") in touched
    assert not any(name in ("x", "y") for trace, name in touched if trace < 2)
    assert (2, "x") in touched


def test_a_grid_map_has_its_style_and_geometry_as_addresses() -> None:
    cells = Cells(["1", "2"], ["a", "b"], [0.0, 30.0], ["x", "y"])
    ground = Ground("/geometry/grids/3410.geojson", "/assets/map-style-dark.json", Frame(118, 29, 119, 30), [], 300)
    figure = grid_map.draw(cells, bands(cells.counts), ground, DARK, "x")
    assert figure["data"][0]["geojson"] == "/geometry/grids/3410.geojson"
    assert isinstance(figure["layout"]["map"]["style"], str)
    assert figure["data"][0]["marker"]["opacity"] == [1.0, 0.4]
    assert figure["data"][0]["z"][0] == 0
    assert figure["layout"]["meta"]["extent"] == [118, 29, 119, 30]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_distance_to_target_is_orange_below_and_blue_above(palette: Palette) -> None:
    assert diverging(-6, 6, palette) == diverging(-40, 6, palette) == palette.diverging[0]
    assert diverging(0, 6, palette) == palette.diverging[3]
    assert diverging(6, 6, palette) == palette.diverging[6]


def test_the_spread_of_a_diverging_scale_is_round_and_at_least_six() -> None:
    assert spread([0.2, math.nan]) == 6
    assert spread([-7.1]) == 6
    assert spread([-15.0]) == 12


def test_bands_hold_every_count_and_name_themselves() -> None:
    bounds = bands([0, 1, 2, 3, 9, 15, 23, 23])
    assert [band(count, bounds) for count in (0, 1, 2)] == [0, 1, 1]
    assert band_names(bounds) == ["0", "1–2", "3–5", "6–9", "10–15", "16–23", "≥24"]
    assert band_names(bands([1, 2, 3])) == ["0", "1", "2", "3", "4–5", "6–7", "≥8"]
    crowded = bands([100.0] * 50)
    assert crowded[0] == 1
    assert crowded[-1] > 100
    assert len(stepped(DARK.sequential)) == 14


def test_an_axis_has_round_ticks_inside_its_ends() -> None:
    (low, high), ticks = axis([88.8, 96.6, math.nan], 1)
    assert low < 88.8
    assert high > 96.6
    assert ticks
    assert all(low <= tick <= high for tick in ticks)
    assert axis([math.nan], 1) == ((0.0, 1.0), [])


def test_numbers_of_an_axis_keep_apart_at_every_width() -> None:
    """The picture hides by the width it is shown at; a number is seven pixels a figure."""
    for values in ([92.0, 388.0], [88.8, 99.9], [1_200.0, 9_800.0], [0.0, 40.0]):
        ends, ticks = axis(values, 1)
        svg = axis_numbers(ends, ticks, DARK)
        least = {name: int(width) for width, name in re.findall(r"max-width:(\d+)px\){\.(\w)", svg)}
        texts = re.findall(r'class="(\w)" x="([\d.]+)%" y="12" text-anchor="(\w+)".*?>([^<]+)</text>', svg)
        assert len(texts) == len(ticks)
        for width in (70, 120, 200, 400):
            # A long first number may begin a hair before its picture.
            end_before = -4.0
            shown = [each for each in texts if width > least.get(each[0], 0)]
            assert shown
            for _name, at, anchor, text in shown:
                long = 7 * len(text)
                start = float(at) * width / 100 - long * {"start": 0, "middle": 0.5, "end": 1}[anchor]
                assert start > end_before, (values, width, text)
                end_before = start + long


def test_small_pictures_are_sound_xml_in_both_themes() -> None:
    for palette in (DARK, LIGHT):
        for svg in (
            sparkline([1, 2, None, 4], Box(104, 44), palette, mark=palette.bad, target=3, open_end=True),
            sparkline([], Box(104, 44), palette, mark=palette.bad, target=None, open_end=False),
            gap_bar(93.6, 95, (90, 100), palette, "bad"),
            gap_bar(93.6, 95, (90, 100), palette, "imm"),
            interval_bar(Interval(90, 89, 91), 95, (88, 98), palette, bad=True),
            interval_bar(Interval(math.nan, math.nan, math.nan), None, (88, 98), palette, bad=False),
            bar(0.5, palette.text_2),
        ):
            assert Xml.fromstring(svg).tag.endswith("svg")


def test_an_immature_or_running_month_ends_dotted_and_hollow() -> None:
    svg = sparkline([1, 2, 3], Box(104, 44), DARK, mark=DARK.text, target=None, open_end=True)
    assert 'stroke-dasharray="2 2.5"' in svg
    assert f'fill="{DARK.surface}"' in svg
