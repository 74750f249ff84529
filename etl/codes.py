"""Code maps of the site folder: a platform's own codes onto the canonical ones, with a visible 未映射 bucket."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.errors import SiteInvalid
from etl.steps import Change

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


def read_code_map(path: Path, allowed: frozenset[str]) -> dict[str, str]:
    """external_code → code; a row without a code is one that nobody has decided yet.

    Raises SiteInvalid where a code is not one of `allowed` (empty: any).
    """
    found: dict[str, str] = {}
    for number, row in enumerate(read_table(path, ("external_code", "code")), start=2):
        if not row["code"]:
            continue
        if allowed and row["code"] not in allowed:
            raise SiteInvalid(f"{path}: line {number}: '{row['code']}' is not one of {', '.join(sorted(allowed))}")
        if found.get(row["external_code"], row["code"]) != row["code"]:
            raise SiteInvalid(f"{path}: line {number}: '{row['external_code']}' is mapped twice, onto different codes")
        found[row["external_code"]] = row["code"]
    return found


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

    maps: Mapping[str, Mapping[str, str]]
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
