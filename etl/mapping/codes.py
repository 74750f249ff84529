"""Code maps of the site folder: a platform's own codes onto the canonical ones, with a visible 未映射 bucket."""

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from etl.errors import SiteInvalid
from etl.mapping.steps import Change

# Seven digits and more, one sign between two of them: phones and identities are written in groups.
_LONG_NUMBER = re.compile(r"\d(?:[\s().·/_–—-]{0,2}\d){6,}[Xx]?")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONGEST_CODE = 80
_LONGEST_UNKNOWN = 20
_LONGEST_NAME = 40
_MOST_DIGITS = 4
_MOST_NAMES = 12
_NOT_SHOWN = "(a name that is not shown)"


def read_table(path: Path, required: tuple[str, ...], filled: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """The rows of a CSV of the site folder; see numbered_rows."""
    return [row for _, row in numbered_rows(path, required, filled)]


def numbered_rows(
    path: Path, required: tuple[str, ...], filled: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV of the site folder (UTF-8, with or without BOM) with the line each ends in, cells stripped.

    `required`: columns there must be; `filled`: those in which no cell may be empty. Raises SiteInvalid with the file
    and the line where it is not what it should be.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            missing = [name for name in required if name not in (reader.fieldnames or [])]
            if missing:
                raise SiteInvalid(f"{path}: line 1 has no column {', '.join(missing)}")
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise SiteInvalid(
                        f"{path}: line {reader.line_num} does not have {len(reader.fieldnames or [])} cells"
                    )
                rows.append((reader.line_num, {name: value.strip() for name, value in row.items()}))
                empty = [name for name in filled if not rows[-1][1][name]]
                if empty:
                    raise SiteInvalid(f"{path}: line {reader.line_num}: {', '.join(empty)} must be filled in")
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SiteInvalid(f"{path}: cannot be read as a UTF-8 CSV: {error}") from None


def read_day(value: str, where: str) -> date:
    """A day written as 2026-01-31. Raises SiteInvalid, saying `where`, for anything else."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SiteInvalid(f"{where}: '{value}' is not a day; write it as 2026-01-31") from None


@dataclass(frozen=True, slots=True)
class CodeMap:
    """A source's own codes → canonical ones, which may change their meaning.

    `tables[i]` holds from `days[i - 1]` until the day before `days[i]` (ISO 8601): the first one before all of
    them, the last one after. Most maps have one table and no days.
    """

    tables: tuple[Mapping[str, str], ...]
    days: tuple[str, ...] = ()

    def on(self, day: str) -> Mapping[str, str]:
        """The codes of a day; "" where no day is known: those that always held."""
        return self.tables[bisect_right(self.days, day)]


def read_code_map(path: Path, allowed: frozenset[str]) -> CodeMap:
    """external_code → code, in the days from `valid_from` to the one before `valid_to`, where these are filled in.

    A row without a code is one that nobody has decided yet. Raises SiteInvalid where a code is not one of `allowed`
    (empty: any), or one external code has two codes on one day.
    """
    rows = []
    for number, row in numbered_rows(path, ("external_code", "code")):
        where = f"{path}: line {number}"
        if not row["code"]:
            continue
        if allowed and row["code"] not in allowed:
            raise SiteInvalid(f"{where}: '{row['code']}' is not one of {', '.join(sorted(allowed))}")
        first, end = (
            read_day(text, where).isoformat() if (text := row.get(name, "")) else ""
            for name in ("valid_from", "valid_to")
        )
        if first and end and end <= first:
            raise SiteInvalid(
                f"{where}: valid_to is the first day on which it no longer holds; it must be after {first}"
            )
        rows.append((where, row["external_code"], row["code"], first, end))
    days = sorted({day for *_, first, end in rows for day in (first, end) if day})
    tables: list[dict[str, str]] = []
    for start in ("", *days):
        table: dict[str, str] = {}
        for where, own, code, first, end in rows:
            if first <= start and (not end or start < end) and table.setdefault(own, code) != code:
                when = f" on {start}" if start else ""
                raise SiteInvalid(f"{where}: '{own}' is mapped twice, onto different codes{when}")
        tables.append(table)
    return CodeMap(tuple(tables), tuple(days))


def read_units(path: Path) -> dict[str, str]:
    """Every name and alias of the site's units → unit_code."""
    found: dict[str, str] = {}
    for row in read_table(path, ("unit_code", "name_zh", "name_en", "aliases")):
        names = [row["unit_code"], row["name_zh"], row["name_en"], *row["aliases"].split("|")]
        taken = [name for name in names if found.get(name, row["unit_code"]) != row["unit_code"]]
        if taken:
            raise SiteInvalid(f"{path}: '{taken[0]}' stands for {found[taken[0]]} and for {row['unit_code']}")
        found.update({name: row["unit_code"] for name in names if name})
    return found


@dataclass(frozen=True, slots=True)
class CodeBook:
    """All code maps a dataset uses, by field; `persons` are the category codes whose records are about people;
    `changes` are the steps of `then`, by field."""

    maps: Mapping[str, CodeMap]
    persons: frozenset[str]
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)


def scrub(text: str) -> str:
    """A source's own code as it may be stored: short and masked."""
    return masked(text)[:_LONGEST_CODE]


def masked(text: str) -> str:
    """A text without mail addresses and without numbers long enough to be a phone or an identity."""
    return _LONG_NUMBER.sub("#", _MAIL.sub("#", text))


def scrub_unknown(text: str) -> str:
    """A code that no map knows as it may be stored: it may be free text, so only its beginning is kept."""
    kept = scrub(text)
    return kept if len(kept) <= _LONGEST_UNKNOWN else f"{kept[: _LONGEST_UNKNOWN - 1]}…"


def shown_name(path: str) -> str:
    """The name of a column or key as it may be said and stored: itself where it looks like a name, else a stand-in.

    What stands where names are expected may be a record (a file without a header, an object keyed by its data).
    """
    steps = [step for step in re.split(r"[.@]", path) if step]
    looks = not _MAIL.search(path) and all(
        step.replace("-", "_").replace("#text", "text").isidentifier() for step in steps
    )
    digits = sum(sign.isdigit() for sign in path)
    return path if steps and looks and len(path) <= _LONGEST_NAME and digits <= _MOST_DIGITS else _NOT_SHOWN


def shown_names(names: Iterable[str]) -> str:
    """How many names there are, for a sentence, and those that are certainly no data: identifiers in ASCII."""
    every = list(names)
    plain = sorted(name for name in every if name.isascii() and shown_name(name) == name)[:_MOST_NAMES]
    return f"{len(every)} ({', '.join(plain)})" if plain else str(len(every))
