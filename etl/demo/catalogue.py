"""The simulated grid platform's own words: event types, channels, statuses and handling units with their spellings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type. `weight`: its share of all events (normalised later). `days`: the demonstration's deadline in
    days. `slowness`: how much more often than average it is late. `summer`: how much more frequent in the rainy
    season. `since`: first day (ISO) on which the platform knows it."""

    code: str
    weight: float
    days: int
    unit: int
    slowness: float = 1.0
    summer: float = 1.0
    since: str = ""


URBAN, HOUSING, POLICE, MARKET, ECOLOGY, TRANSPORT, WATER, TOWNSHIP = range(8)

# The first spelling is the official one; the platform's staff write the others too.
UNITS = (
    ("城市管理局", "市城管局", "城管执法局"),
    ("住房和城乡建设局", "住建局", "市住建局"),
    ("公安局", "市公安局"),
    ("市场监督管理局", "市场监管局"),
    ("生态环境局", "环保局"),
    ("交通运输局", "交通局", "市交通局"),
    ("水利局", "市水利局"),
    ("乡镇（街道）综合治理中心", "乡镇综治中心", "街道综治中心"),
)
# A spelling that no list of units knows: it must come out as 未映射.
UNKNOWN_UNIT = "综合执法三中队"
UNKNOWN_UNIT_SHARE = 0.0008
OTHER_SPELLING_SHARE = 0.06

# 0101, 0102 and 0103 are codes in practical use; every other code is this simulated platform's own.
EVENT_TYPES = (
    EventType("0101", 0.035, 20, URBAN, 1.4),
    EventType("0102", 0.200, 1, URBAN, 0.8, 1.25),
    EventType("0103", 0.060, 3, URBAN),
    EventType("0151", 0.090, 1, URBAN, 0.8),
    EventType("0251", 0.030, 7, MARKET),
    EventType("0252", 0.070, 3, URBAN, 0.9),
    EventType("0351", 0.050, 1, HOUSING, 1.2, 1.2),
    EventType("0352", 0.030, 3, ECOLOGY, 1.1, 0.8),
    EventType("0451", 0.100, 1, URBAN),
    EventType("0452", 0.080, 1, POLICE, 0.7),
    EventType("0551", 0.010, 1, WATER, 1.3, 2.2),
    EventType("0552", 0.008, 3, TRANSPORT, 1.6, 1.9),
    EventType("0651", 0.055, 3, HOUSING, 1.0, 0.85),
    EventType("0652", 0.020, 1, HOUSING, 0.9),
    EventType("0751", 0.040, 20, TRANSPORT, 2.0),
    EventType("0752", 0.015, 7, TRANSPORT, 1.8),
    EventType("0851", 0.015, 3, URBAN, 1.0, 1.6),
    EventType("0852", 0.020, 7, URBAN),
    EventType("0951", 0.035, 7, TOWNSHIP, 1.0, 0.9),
    EventType("0952", 0.020, 20, TOWNSHIP, 1.2),
    EventType("9951", 0.020, 7, TOWNSHIP),
    # Added by the platform later and in no code map: it must come out as 未映射.
    EventType("1151", 0.0015, 3, TOWNSHIP, since="2026-03-01"),
)
FLOOD_TYPES = ("0551", "0552", "0652", "0751", "0851")
STREET_TRADE = "0451"

CHANNELS = (("WGY", 0.62), ("GZ", 0.17), ("RX", 0.12), ("GZSB", 0.05), ("BM", 0.04))

# Status by the last step reached: reported, accepted, dispatched, closed, reopened, closed again.
STATUSES = ("10", "20", "30", "40", "35", "40")
