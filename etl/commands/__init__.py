"""Commands of `python -m etl` on the site folder and on the life of a source, one module each."""

from collections.abc import Mapping
from types import MappingProxyType

from etl.commands import areas, backfill, forget, init, keys, pause, remap, replay, retention
from etl.commands.command import Command

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "init": init.COMMAND,
        "divisions": areas.DIVISIONS,
        "grids": areas.GRIDS,
        "units": areas.UNITS,
        "keys": keys.KEYS,
        "tables": keys.TABLES,
        "metrics": keys.METRICS,
        "kpi": keys.KPI,
        "backfill": backfill.COMMAND,
        "remap": remap.COMMAND,
        "replay": replay.COMMAND,
        "forget": forget.COMMAND,
        "retention": retention.COMMAND,
        "pause": pause.PAUSE,
        "resume": pause.RESUME,
    }
)
