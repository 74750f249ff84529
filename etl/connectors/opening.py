"""Chooses the connector that a source declares."""

import time
from collections.abc import Callable

from etl.connectors.files import FilesConnector
from etl.connectors.http import HttpConnector
from etl.connectors.page import Connector
from etl.source import Dataset, Source
from etl.surroundings import Surroundings


def open_connector(
    source: Source, dataset: Dataset, surroundings: Surroundings, seen: Callable[[str], bool]
) -> Connector:
    """The connector for one dataset. `seen` tells whether a file with this SHA-256 was loaded already."""
    paths = dataset.paths()
    if source.files is not None:
        folder = surroundings.data_folder / source.files.folder
        return FilesConnector(source, dataset, paths, folder, seen, time.time)
    return HttpConnector(source, dataset, paths, lambda secret: surroundings.secret(source, secret))
