"""Guesses from names and values which field of a record becomes which field of an entity, and how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from etl.entities import Entity, Field, FieldType
from etl.errors import SiteInvalid
from etl.mapping.derive import plain
from etl.mapping.kinds import kind_of
from etl.mapping.times import FORMS, read_times
from etl.starting.personal import personal
from etl.starting.words import FIELDS, likeness

Columns = Mapping[str, Sequence[Any]]

# Formats of time, the unmistakable ones first. A day is believed before a month where both would do: China, Europe.
_LAYOUTS = (
    "iso",
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d"),
    *(
        "%Y年%m月%d日 %H:%M:%S",
        "%Y年%m月%d日 %H时%M分%S秒",
        "%Y年%m月%d日 %H:%M",
        "%Y年%m月%d日 %H时%M分",
        "%Y年%m月%d日",
    ),
    *("%Y%m%d%H%M%S", "%Y%m%d"),
    *("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y"),
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
    *("epoch_milliseconds", "epoch_seconds", "auto", "excel", "roc"),
)
_DIGITS_ONLY = ("%Y%m%d%H%M%S", "%Y%m%d", "epoch_milliseconds", "epoch_seconds", "auto", "excel", "roc")
_MOST_CODES = 120
# What is certain enough to be a guess at all.
_LEAST = 0.3
# The score of a column of times whose name tells nothing.
_UNNAMED = 0.35
# A few odd values are put aside when they are loaded.
_NEARLY = 0.95
# Times that no platform means: before computers, or far ahead.
_YEARS = ("1990", "2100")


@dataclass(frozen=True, slots=True)
class Guess:
    """One field that was found: its path, why, how its times are written, and the codes seen where it is a code."""

    path: str
    why: str
    layout: str = ""
    codes: tuple[str, ...] = ()


@dataclass
class Guesses:
    """What is guessed of a dataset; `personal` are paths that are left out with the reason, `free` the others."""

    fields: dict[str, Guess] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)


def guess_fields(entity: Entity, columns: Columns, wanted: Mapping[str, str], zone: str) -> Guesses:
    """The fields of `entity` among `columns`. `wanted`: field → path that somebody decided already.

    Raises SiteInvalid where a field that must be there is not found; the sentence says how to name it.
    """
    found = Guesses()
    found.personal = {
        path: why for path, values in columns.items() if path not in wanted.values() and (why := personal(path, values))
    }
    open_paths = [path for path in columns if path not in found.personal]
    layouts = {path: layout_of(columns[path], zone) for path in {*open_paths, *wanted.values()}}
    scored: list[tuple[float, str, Guess]] = []
    for each in entity.fields:
        for path in [wanted[each.name]] if each.name in wanted else open_paths:
            score, guess = _score(each, path, columns[path], layouts[path])
            scored.append((score + 10 * (each.name in wanted), each.name, guess))
    ranked = [each for each in sorted(scored, key=lambda each: -each[0]) if each[0] >= _LEAST]
    for _, name, guess in ranked:
        taken = {each.path for each in found.fields.values()}
        if name not in found.fields and guess.path not in taken:
            found.fields[name] = guess
    for each in entity.fields:
        if each.required and each.name not in found.fields:
            _take_over(each, found, ranked, entity, wanted)
        if each.required and each.name not in found.fields:
            raise SiteInvalid(_missing(each, open_paths, found))
    used = {each.path for each in found.fields.values()}
    found.free = [path for path in open_paths if path not in used]
    return found


def _take_over(
    each: Field, found: Guesses, ranked: Sequence[tuple[float, str, Guess]], entity: Entity, wanted: Mapping[str, str]
) -> None:
    """Give a field that must be there a path of a telling name which a field that may be absent had taken."""
    kept = {field.name for field in entity.fields if field.required} | set(wanted)
    holders = {guess.path: name for name, guess in found.fields.items() if name not in kept}
    for score, name, guess in ranked:
        if name == each.name and score > _UNNAMED and guess.path in holders:
            del found.fields[holders[guess.path]]
            found.fields[name] = guess
            return


def layout_of(values: Sequence[Any], zone: str) -> str:
    """The format that reads nearly every value as a time of our days; '' where none does."""
    there = [value for value in values if plain(value)]
    for layout in [each for each in _LAYOUTS if "%" in each or each in FORMS] if there else ():
        if "%" in layout and not any(_reads(layout, value) for value in there[:5]):
            continue
        texts, _ = read_times(there, zone, (layout,))
        ours = sum(text is not None and _YEARS[0] <= text[:4] < _YEARS[1] for text in texts)
        if ours >= len(there) * _NEARLY:
            return layout
    return ""


def _reads(layout: str, value: Any) -> bool:
    try:
        return bool(datetime.strptime(plain(value), layout))
    except ValueError:
        return isinstance(value, date)


def codes_of(values: Sequence[Any]) -> tuple[str, ...]:
    """The codes in a column, most frequent first; () where its values are too many or too long to be codes."""
    texts = [text for value in values if (text := plain(value))]
    counts = {text: texts.count(text) for text in dict.fromkeys(texts)}
    if not counts or len(counts) > min(_MOST_CODES, max(3, len(texts) * 2 // 3)):
        return ()
    if max(map(len, counts)) > 60:
        return ()
    return tuple(sorted(counts, key=lambda text: -counts[text]))


def _score(each: Field, path: str, values: Sequence[Any], layout: str) -> tuple[float, Guess]:
    """How well a path fits a field; 0 where its values cannot be that."""
    by_name = likeness(path, FIELDS.get(each.name, ()))
    readers = {
        FieldType.TIMESTAMP: _as_time,
        FieldType.CODE: _as_code,
        FieldType.INTEGER: _as_number,
        FieldType.NUMBER: _as_number,
        FieldType.TEXT: _as_text,
    }
    reader = readers.get(each.type)
    return reader(each, path, values, layout, by_name) if reader else (0.0, Guess(path, ""))


def _as_time(each: Field, path: str, values: Sequence[Any], layout: str, by_name: float) -> tuple[float, Guess]:
    filled = sum(bool(plain(value)) for value in values)
    if not layout or (each.required and filled < len(values) * _NEARLY):
        return 0.0, Guess(path, "")
    # Without a telling name only the time that must be there is taken from any column of times.
    # Digits alone are rather a number than a time.
    score = by_name or (_UNNAMED if each.required and layout not in _DIGITS_ONLY else 0.0)
    how = "its name" if by_name else "the first column in which every value is a time"
    return score, Guess(path, f"{how}; {filled} of {len(values)} values read as times", layout)


def _as_code(each: Field, path: str, values: Sequence[Any], layout: str, by_name: float) -> tuple[float, Guess]:
    codes = codes_of(values)
    if not codes or kind_of(values) in ("time", "object", "list"):
        return 0.0, Guess(path, "")
    return by_name, Guess(path, f"its name; {len(codes)} different values", codes=codes)


def _as_number(each: Field, path: str, values: Sequence[Any], layout: str, by_name: float) -> tuple[float, Guess]:
    return (by_name if kind_of(values) in ("number", "") else 0.0), Guess(path, "its name")


def _as_text(each: Field, path: str, values: Sequence[Any], layout: str, by_name: float) -> tuple[float, Guess]:
    """Texts are keys: one that must be there is different in every record."""
    texts = [plain(value) for value in values]
    if each.required and (not all(texts) or len(set(texts)) < len(texts) or max(map(len, texts), default=0) > 200):
        return 0.0, Guess(path, "")
    if each.required and kind_of(values) == "time":
        return 0.0, Guess(path, "")
    score = by_name or (0.31 if each.required else 0.0)
    return score, Guess(path, "its name; no value twice" if by_name else "the first column with no value twice")


def _missing(each: Field, paths: Sequence[str], found: Guesses) -> str:
    what = "is never empty and never twice the same" if each.type is FieldType.TEXT else "holds a time in every record"
    listed = ", ".join(paths[:20])
    listed += "; a key of several fields is written by hand, as concat" if each.type is FieldType.TEXT else ""
    times = {guess.path: name for name, guess in found.fields.items() if guess.layout}
    if each.type is FieldType.TIMESTAMP and times:
        taken = ", ".join(f"{path} as {name}" for path, name in times.items())
        what = f"{what} but those that were taken for others ({taken})"
    return (
        f"no field of the example looks like {each.name} ({each.zh}): none {what}; name it with "
        f"--field {each.name}=PATH. There are: {listed}"
    )
