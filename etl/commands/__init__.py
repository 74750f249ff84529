"""Commands of `python -m etl` that work on the site folder, one module each."""

from collections.abc import Mapping
from types import MappingProxyType

from etl.commands import areas, init, keys
from etl.commands.command import Command

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "init": init.COMMAND,
        "divisions": areas.DIVISIONS,
        "grids": areas.GRIDS,
        "units": areas.UNITS,
        "keys": keys.COMMAND,
    }
)
