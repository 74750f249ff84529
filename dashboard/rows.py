"""Rows of a frame as plain objects, whose columns a type checker cannot know."""

from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows as named tuples."""
    return list(frame.itertuples())
