"""The steps that make one value from another: a small closed set. One more is one function here, and nothing else."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, Literal

from pydantic import create_model

from etl.declare.base import Declared
from etl.mapping import values
from etl.mapping.periods import days_of

# Text to text; None: empty.
Change = Callable[[str], str | None]
# A CSV of code_maps/ (file without .csv, key column, value column) as a dictionary. Raises SiteInvalid.
Tables = Callable[[str, str, str], Mapping[str, str]]

_DIGITS = re.compile(r"\d")
_found: dict[str, Callable[..., Change]] = {}


def _step(build: Callable[..., Change]) -> Callable[..., Change]:
    """Register a step under its function's name; its parameters (but `tables`) are its keys in the TOML."""
    _found[build.__name__] = build
    return build


@_step
def lower() -> Change:
    """Small letters."""
    return str.lower


@_step
def upper() -> Change:
    """Capital letters."""
    return str.upper


@_step
def strip(characters: str = "") -> Change:
    """Without spaces, or without any of `characters`, at both ends."""
    return lambda text: text.strip(characters or None)


@_step
def digits() -> Change:
    """Only the digits, full-width ones as ordinary ones."""
    return lambda text: "".join(str(int(each)) for each in _DIGITS.findall(text))


@_step
def split(separator: str, index: int = 0) -> Change:
    """The piece at `index` (0: the first, -1: the last) between separators; empty where there is none."""
    if not separator:
        raise ValueError("separator: must not be empty")

    def piece(text: str) -> str | None:
        pieces = text.split(separator)
        return pieces[index] if -len(pieces) <= index < len(pieces) else None

    return piece


@_step
def lookup(tables: Tables, file: str, key: str = "external_code", value: str = "code") -> Change:
    """What `code_maps/<file>.csv` has in the column `value` beside the text in the column `key`; else empty."""
    return tables(file, key, value).get


@_step
def multiply(by: Decimal) -> Change:
    """The number times `by` (万 into 1: by = 10000); what is no number stays, and is put aside when it is read."""
    return _calculated(lambda number: number * by)


@_step
def divide(by: Decimal) -> Change:
    """The number divided by `by` (minutes into hours: by = 60); what is no number stays, as with multiply."""
    if not by:
        raise ValueError("by: must not be 0")
    return _calculated(lambda number: number / by)


@_step
def half_width() -> Change:
    """Full-width letters, digits and punctuation as ordinary ones."""
    return values.half_width


@_step
def number(percent: Literal["fraction", "points"] = "fraction", units: tuple[str, ...] = ()) -> Change:
    """An amount as people write it in plain digits: full-width, thousands separators, 千 万 亿, %, `(300)`, ¥.

    `percent`: 12.5% is 0.125 ('fraction') or 12.5 ('points'). `units`: words after the amount (件, 人). What is no
    amount stays, and is put aside when it is read.
    """
    return lambda text: values.number_of(text, percent, units)


@_step
def boolean(yes: tuple[str, ...] = (), no: tuple[str, ...] = ()) -> Change:
    """`true` for 是 有 √ Y TRUE 1 and the words in `yes`, `false` for 否 无 × N FALSE 0 and those in `no`."""
    return lambda text: values.yes_or_no(text, yes, no)


@_step
def first_day() -> Change:
    """The first day of a year, half, quarter or month: 2024, 2024年上半年, 2024年第一季度, 2024Q1, 2024年3月, 2024-03.

    What is none of these stays, and is put aside when it is read.
    """
    return lambda text: _day_of(text, 0)


@_step
def last_day() -> Change:
    """The last day of a year, half, quarter or month, written as for first_day."""
    return lambda text: _day_of(text, 1)


def _day_of(text: str, which: int) -> str:
    days = days_of(text)
    return days[which].isoformat() if days else text


def _calculated(change: Callable[[Decimal], Decimal]) -> Change:
    def calculate(text: str) -> str:
        try:
            number = change(Decimal(text.replace(",", "")))
        except (InvalidOperation, OverflowError):
            return text
        # An exponent too large to be written out is no measure of anything.
        return f"{number.normalize():f}" if number.is_finite() and abs(number.adjusted()) < 100 else text

    return calculate


STEPS: Mapping[str, Callable[..., Change]] = MappingProxyType(_found)


def _arguments(name: str, build: Callable[..., Change]) -> type[Declared]:
    keys: dict[str, Any] = {"do": (Literal[name], ...)}
    keys |= {
        each.name: (each.annotation, ... if each.default is Parameter.empty else each.default)
        for each in signature(build).parameters.values()
        if each.name != "tables"
    }
    return create_model(name, __base__=Declared, __doc__=build.__doc__, **keys)


# What each step takes, as models: they check a TOML and write the reference.
ARGUMENTS: Mapping[str, type[Declared]] = MappingProxyType(
    {name: _arguments(name, build) for name, build in STEPS.items()}
)


def build_step(name: str, arguments: Mapping[str, Any], tables: Tables) -> Change:
    """The step `name` ready for values. Raises KeyError for one that does not exist, ValueError for its arguments."""
    checked = dict(ARGUMENTS[name].model_validate({"do": name, **arguments}))
    del checked["do"]
    if "tables" in signature(STEPS[name]).parameters:
        checked["tables"] = tables
    return STEPS[name](**checked)
