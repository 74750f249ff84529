"""English names of Chinese divisions: pinyin with the kind of division left out where a name stands without it."""

import importlib
import re
from collections.abc import Callable

# Full-width brackets around a number, and the province before the name of a development zone, say nothing in English.
PLAIN = {"（": " (", "）": ")"}
PROVINCES = ("安徽", "广东省")
COMMITTEES = ("社区居民委员会", "社区居委会", "社区委员会", "居民委员会", "村民委员会", "居委会", "村委会")
KINDS = {
    "province": ("省", "壮族自治区", "自治区"),
    "city": ("市",),
    "county": ("市", "县", "区"),
    "township": ("街道办事处", "街道", "镇", "乡"),
    "community": ("虚拟社区", "社区", "村"),
}
# Kinds that are part of the name's meaning: written in English, longest first.
TRANSLATED = (
    ("高新技术产业开发区", "High-tech Zone"),
    ("直辖村级区划", "Direct Villages"),
    ("旅游度假区", "Resort"),
    ("经济开发区", "Economic Zone"),
    ("监狱管理分局", "Administration"),
    ("虚拟生活区", "Estate"),
    ("场部管理区", "Farm Headquarters"),
    ("管理区", "Management Area"),
    ("风景区", "Scenic Area"),
    ("生活区", "Estate"),
    ("开发区", "Development Zone"),
    ("农场", "Farm"),
    ("林场", "Forest Farm"),
)
# Readings that a place has and a dictionary of common words does not give.
READINGS = {
    "歙": "she", "黟": "yi", "堨": "e", "陔": "gai", "洽舍": "qia she", "屯": "tun", "凫": "fu", "磻": "pan",
    "竦": "song", "箬": "ruo", "坞": "wu", "㙟": "lang", "𬜯": "lang", "濉": "sui", "碣": "jie", "泷": "shuang",
    "都": "du", "长": "chang",
}  # fmt: skip


class RomaniserMissingError(Exception):
    """pypinyin is needed to write English names and is not installed."""


def romaniser() -> Callable[[str], list[str]]:
    """A function that turns Chinese text into syllables without tones. Raises RomaniserMissingError."""
    try:
        pypinyin = importlib.import_module("pypinyin")
    except ImportError:
        raise RomaniserMissingError("English names need pypinyin: python -m pip install 'pypinyin>=0.55,<1'") from None
    pypinyin.load_phrases_dict({word: [[part] for part in reading.split()] for word, reading in READINGS.items()})
    pypinyin.load_single_dict({ord(word): reading for word, reading in READINGS.items() if len(word) == 1})

    def syllables(text: str) -> list[str]:
        return [str(part) for part in pypinyin.lazy_pinyin(text, v_to_u=True)]

    return syllables


def joined(syllables: list[str]) -> str:
    """One capitalised word; an apostrophe before a syllable that opens with a vowel (Xi'an)."""
    word = "".join(("'" if index and part[:1] in "aeo" else "") + part for index, part in enumerate(syllables))
    return word[:1].upper() + word[1:]


def english_name(name: str, level: str, syllables: Callable[[str], list[str]]) -> str:
    """'徽城镇' → 'Huicheng'; '歙县' → 'Shexian': a single character keeps its kind; '皖河农场' → 'Wanhe Farm'."""
    stem = name
    for written, plain in PLAIN.items():
        stem = stem.replace(written, plain)
    if level == "community":
        ending = next((ending for ending in COMMITTEES if stem.endswith(ending) and stem != ending), "")
        stem = stem.removesuffix(ending)
    for ending, translated in TRANSLATED:
        if stem.endswith(ending):
            rest = stem.removesuffix(ending)
            for province in PROVINCES:
                rest = rest.removeprefix(province)
            return f"{joined(syllables(rest))} {translated}" if rest else translated
    kind = next((kind for kind in KINDS[level] if stem.endswith(kind) and stem != kind), "")
    short = stem.removesuffix(kind)
    if len(short) == 1:
        short = stem
    if level == "community" and kind == "村" and len(short) > 1:
        short = short.removesuffix("社区") or short
    return re.sub(r"\s+", " ", joined(syllables(short)))
