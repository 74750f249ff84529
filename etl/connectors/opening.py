"""Chooses the connector that a source declares."""

import time
from collections.abc import Callable, Sequence

from etl.connectors.file_memory import FileMemory, NoMemory
from etl.connectors.files import FilesConnector
from etl.connectors.http import HttpConnector
from etl.connectors.page import Connector
from etl.connectors.sql import SqlConnector
from etl.source import Dataset, Source
from etl.surroundings import Surroundings


def open_connector(
    source: Source,
    dataset: Dataset,
    surroundings: Surroundings,
    memory: FileMemory | None = None,
    paths: Sequence[str] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Connector:
    """The connector for one dataset. `memory` knows which files were loaded; without one all are read.

    `paths`: what to keep of each record, where that is not what the dataset maps (a first look at a source).
    `stopped` is asked while a platform or a database lets wait; JobStopped is raised once it says so.
    """
    paths = dataset.paths() if paths is None else tuple(paths)
    if source.files is not None:
        folder = surroundings.data_folder / source.files.folder
        return FilesConnector(source, dataset, paths, folder, memory or NoMemory(), time.time)
    if source.sql is not None:
        if source.sql.sqlite:
            file = str(surroundings.data_folder.resolve() / source.sql.sqlite)
            source = source.model_copy(update={"sql": source.sql.model_copy(update={"sqlite": file})})
        return SqlConnector(source, dataset, paths, lambda secret: surroundings.secret(source, secret), stopped)
    return HttpConnector(source, dataset, paths, lambda secret: surroundings.secret(source, secret), stopped=stopped)
