"""The body of an answer: JSON in any encoding the platform names, and the list of records inside it."""

import codecs

import orjson

from etl.errors import SourceChanged


class BrokenBodyError(Exception):
    """The bytes are not whole JSON: cut off, or something else altogether. The bytes are never quoted."""


def decode(body: bytes, charset: str | None) -> object:
    """The JSON value in `body`, in UTF-8 unless `charset` says otherwise. Raises BrokenBodyError."""
    try:
        if charset and codecs.lookup(charset).name not in {"utf-8", "ascii"}:
            return orjson.loads(body.decode(charset))
        return orjson.loads(body.removeprefix(codecs.BOM_UTF8))
    except LookupError:
        raise BrokenBodyError("it names an encoding that does not exist") from None
    except UnicodeDecodeError:
        raise BrokenBodyError(f"it is not in the encoding it names, {charset}") from None
    except orjson.JSONDecodeError as error:
        raise BrokenBodyError(f"{error.msg} at character {error.pos}") from None


def records_at(value: object, path: str) -> list[object]:
    """The list at `path` (`a.b.c`, "" for the value itself); a null there is an empty list.

    Raises SourceChanged where there is no list at `path`.
    """
    walked: list[str] = []
    for step in path.split(".") if path else []:
        if not isinstance(value, dict) or step not in value:
            raise SourceChanged(_missing(path, walked, value))
        value = value[step]
        walked.append(step)
    if value is None and walked:
        return []
    if not isinstance(value, list):
        raise SourceChanged(_missing(path, walked, value))
    return value


def total_at(value: object, path: str) -> int | None:
    """The whole number at `path`; None where nothing is declared or there is none: nothing depends on it alone."""
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _missing(path: str, walked: list[str], value: object) -> str:
    place = f"at '{'.'.join(walked)}'" if walked else "in the body"
    expected = f"the list of records is declared at '{path}'" if path else "the body is declared to be the list"
    if isinstance(value, dict):
        names = ", ".join(sorted(str(key)[:40] for key in value)[:12])
        found = f"an object with the keys {names}" if names else "an empty object"
    elif isinstance(value, list):
        found = f"a list of {len(value)}"
    else:
        found = f"a {type(value).__name__}"
    return f"{expected}, but {place} there is {found}; check `records` against the platform's manual"
