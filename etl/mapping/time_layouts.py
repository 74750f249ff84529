"""Formats of times in a TOML file: whether strptime knows them, and whether they say a day at all."""

from collections.abc import Iterable
from datetime import UTC, datetime

_MOMENT = datetime(2026, 11, 22, 13, 45, 59, tzinfo=UTC)


def checked_layout(layout: str, names: Iterable[str]) -> str:
    """The format, where strptime reads with it what strftime writes, or where it is one of `names`.

    Raises ValueError with a sentence; `yyyy-MM-dd`, which strptime would take for plain letters, is refused too.
    """
    known = tuple(names)
    if layout in known:
        return layout
    try:
        read = datetime.strptime(_MOMENT.strftime(layout), layout)
    except ValueError as error:
        raise ValueError(f"'{layout}' is neither a strptime format nor one of {', '.join(known)}: {error}") from None
    if read.year != _MOMENT.year:
        raise ValueError(
            f"'{layout}' is neither a strptime format with a year nor one of {', '.join(known)}; "
            "a format looks like %Y-%m-%d %H:%M:%S"
        )
    return layout
