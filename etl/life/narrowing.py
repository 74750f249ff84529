"""A source narrowed to a stretch of time: the same questions, with an end."""

from datetime import datetime

from etl.connectors.moments import is_number, written
from etl.source import Dataset, Source


def takes_an_end(dataset: Dataset) -> bool:
    """Whether the platform can be asked for changes up to a moment."""
    return dataset.since is not None and dataset.since.until_parameter is not None


def ends_by_order(source: Source, dataset: Dataset) -> bool:
    """Whether what comes after a record changed later, so that reading can end at a moment: as in every database."""
    return dataset.since is not None and source.files is None and (source.sql is not None or dataset.since.ordered)


def narrowed(source: Source, dataset: Dataset, until: datetime | None) -> tuple[Source, Dataset]:
    """The dataset as it is asked for up to `until` (None: as declared), and a source that has it in its place."""
    since = dataset.since
    if until is None or since is None or since.until_parameter is None:
        return source, dataset
    text = written(until, since.format, since.time_zone or source.time_zone)
    end = int(text) if dataset.post == "json" and is_number(since.format) else text
    piece = dataset.model_copy(
        update={
            "parameters": {**dataset.parameters, since.until_parameter: end},
            "since": since.model_copy(update={"until_parameter": None, "window_days": None}),
        }
    )
    datasets = tuple(piece if each is dataset else each for each in source.datasets)
    return source.model_copy(update={"datasets": datasets}), piece
