"""Rows of a frame as plain objects, whose columns a type checker cannot know."""

from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows as named tuples."""
    return list(frame.itertuples())


def numbers_of(frame: pd.DataFrame, code: str) -> Any | None:
    """The row of a breakdown with this code; None where there is none, or no number in it."""
    found = frame[(frame["code"] == code) & frame["value"].notna()]
    return None if found.empty else rows_of(found)[0]
