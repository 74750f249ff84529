"""What a number can be asked by: the dimensions of the marts, the levels of divisions, the units of time."""

# Every dimension and the column of the marts that holds it.
DIMENSIONS = {
    "county": "county_code",
    "township": "township_code",
    "community": "community_code",
    "grid": "grid_code",
    "kind": "kind",
    "category": "category",
    "source": "source_key",
    "channel": "channel",
    "unit": "unit_code",
    "team": "team_key",
    "to_channel": "to_channel",
    "programme": "programme",
    "goal": "goal",
    "phase": "phase",
    "status": "status",
}
# What no mart keeps and a read knows all the same: working day or day of rest by the site's calendar; whether a
# community is urban or rural.
VIRTUAL = {"day_type": "day", "urban_rural": "community_code"}
# From the widest to the finest; what is not of a place is below none of them.
LEVELS = ("city", "county", "township", "community", "grid")
GRAINS = ("day", "week", "month", "quarter", "year")


def grain_of(name: str) -> str:
    """The unit of time with this name. Raises ValueError where there is none."""
    if name not in GRAINS:
        raise ValueError(f"'{name}' is not a grain of time; use one of {', '.join(GRAINS)}")
    return name
