"""Looks at one example of the files that will be dropped: which folder, which names, which table."""

import re
from glob import escape
from pathlib import Path

from etl.errors import SiteInvalid
from etl.starting.header import header_of
from etl.starting.look import Look

_DIGITS = re.compile(r"\d+")
_SPECIAL = re.compile(r"[*?\[\]]")


def look_at_file(path: Path, data_folder: Path) -> Look:
    """What the TOML says of files like `path`. Raises SiteInvalid where there is no such file, SourceChanged
    where it cannot be read."""
    if not path.is_file():
        raise SiteInvalid(f"{path} is not a file; give one that the platform really exports")
    folder = path.resolve().parent
    inside = folder.is_relative_to(data_folder.resolve())
    declared = folder.relative_to(data_folder.resolve()) if inside else folder
    # Exports are numbered or dated: the digits of the example are nobody's promise.
    pattern = _DIGITS.sub("*", _SPECIAL.sub("?", path.name))
    look = Look({"files": {"folder": str(declared), "pattern": pattern}}, {})
    look.some_names = header_of(path)
    look.probe = {"pattern": escape(path.name), "settle_seconds": 0.0}
    look.notes["folder"] = "where the example lies" + ("" if inside else "; better a folder drop/… of the data folder")
    return look
