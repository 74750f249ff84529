"""Colours and Plotly templates of the two themes, with the values of assets/tokens.css."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

THEMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that pictures need as values, because CSS variables do not reach into SVG images and WebGL."""

    name: str
    bg: str
    surface: str
    raised: str
    line: str
    line_strong: str
    text: str
    text_2: str
    muted: str
    accent: str
    good: str
    warn: str
    bad: str
    nodata: str
    border: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


DARK = Palette(
    name="dark",
    bg="#0D1216",
    surface="#141B21",
    raised="#1C252D",
    line="#29343E",
    line_strong="#647686",
    text="#EAF0F4",
    text_2="#BCC8D1",
    muted="#8F9EAA",
    accent="#72B7E6",
    good="#62C9C0",
    warn="#F4CC66",
    bad="#F2735F",
    nodata="#84929E",
    border="#0D1216",
    sequential=("#1C2C38", "#244B5C", "#246E7E", "#3D908B", "#69AF91", "#AACC8F", "#F2E398"),
    diverging=("#F79465", "#B7785B", "#7C5D50", "#44484C", "#506878", "#5C8EAF", "#65B8EB"),
)
LIGHT = Palette(
    name="light",
    bg="#F3F1EA",
    surface="#FCFBF8",
    raised="#FFFFFF",
    line="#DAD6CB",
    line_strong="#827E73",
    text="#182027",
    text_2="#414C55",
    muted="#5C6770",
    accent="#1A6396",
    good="#06706A",
    warn="#8A5C00",
    bad="#8E1414",
    nodata="#6F7983",
    border="#827E73",
    sequential=("#F6F1D7", "#C7DCB2", "#86C9A5", "#4DA59D", "#267E90", "#1E5673", "#183150"),
    diverging=("#A0421D", "#C07E67", "#D9B5A8", "#E3E9ED", "#A8BED2", "#6690B3", "#195F91"),
)
INK_LIGHT = "#FFFFFF"
INK_DARK = "#10161B"
CLEAR = "rgba(0,0,0,0)"


def palette(theme: str) -> Palette:
    """The palette of a theme name; dark for anything unknown."""
    return LIGHT if theme == "light" else DARK


@cache
def template(theme: str) -> dict[str, Any]:
    """The Plotly template of a theme, without the parts (geo, trace kinds) that no chart here draws."""
    everything = json.loads((Path(__file__).parent / "template.json").read_text(encoding="utf-8"))
    layout = everything[f"cockpit_{palette(theme).name}"]["layout"]
    return {"layout": {key: value for key, value in layout.items() if key not in ("geo", "coloraxis", "title")}}


def ink(fill: str) -> str:
    """The label colour, white or near black, that contrasts more with a filled area of colour `fill` (#RRGGBB)."""
    channels = [int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK_DARK if luminance > 0.197 else INK_LIGHT
