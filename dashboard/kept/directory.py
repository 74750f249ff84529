"""Names, geometry and targets, kept by the process until the site's files were loaded anew."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import monotonic

import pandas as pd
from sqlalchemy.exc import SQLAlchemyError

from dashboard.ports import Directory
from data_access.directory import DivisionName, Target


class KeptDirectory:
    """Names, geometry and targets, read again when told to; after five minutes anyway, while what is known is given:
    outlines of a city take a second to read, which nobody should wait for."""

    _SECONDS = 300

    def __init__(self, directory: Directory, clock: Callable[[], float] = monotonic) -> None:
        self._directory = directory
        self._clock = clock
        self._read_at = clock()
        self._targets: dict[str, list[Target]] = {}
        self._names: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def divisions(self, city: str, level: str) -> pd.DataFrame:
        return self._current().divisions(city, level)

    def grids(self, city: str) -> pd.DataFrame:
        return self._current().grids(city)

    def members(self, city: str, level: str, within: str | None) -> pd.DataFrame:
        return self._current().members(city, level, within)

    def division(self, code: str) -> DivisionName | None:
        return self._current().division(code)

    def targets(self, city: str) -> list[Target]:
        directory = self._current()
        if city not in self._targets:
            self._targets[city] = directory.targets(city)
        return self._targets[city]

    def names(self, dimension: str, city: str) -> dict[str, tuple[str, str]]:
        directory, asked = self._current(), (dimension, city)
        if asked not in self._names:
            self._names[asked] = directory.names(dimension, city)
        return self._names[asked]

    def refresh(self) -> None:
        self._directory.refresh()
        self._targets = {}
        self._names = {}
        self._read_at = self._clock()

    def reread(self) -> None:
        # Without a database nothing is read; screens say so themselves, and it is tried again in five minutes.
        with suppress(SQLAlchemyError):
            self._directory.reread()
        self._targets = {}
        self._names = {}

    def _current(self) -> Directory:
        if self._clock() - self._read_at >= self._SECONDS:
            self._read_at = self._clock()
            Thread(target=self.reread, name="directory", daemon=True).start()
        return self._directory
