"""Data quality: what of the records that came was turned away, repeated, late or unknown; findings of services."""

from typing import Any

from data_access.family import Family
from data_access.metric import Certainty, Direction, Metric, Sensitivity, Text, Theme, term

THEME = Theme("data_quality", Text("数据质量", "Data quality"))
OWNER = Text("市数据资源管理局", "City data bureau")
THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
PEOPLE = Family(THEME, OWNER, Sensitivity.PROTECTED)
# The ledger is of sources and not of places; what only repairs what is there says nothing of how it came.
_CAME: dict[str, Any] = {"kind": ("load", "backfill")}
_RECORDS = Text("条", "records")
_EXTRACTED = term("batch", "extracted", name=Text("取得的记录数", "records that came"), **_CAME)
_BY_BATCH = Text(
    "按装载批计：一条记录每次变化都会再取一次。", "Counted by batches: a record comes again each time it changes."
)
_LEDGER = "extracted = inserted + updated + unchanged + superseded + rejected"
_OF_SOURCES: dict[str, Any] = {
    "finest": "city",
    "certainty": Certainty.VERIFIED,
    "basis": f"装载台账：{_LEDGER}",
    "caveat": _BY_BATCH,
}
_DOWN: dict[str, Any] = {**_OF_SOURCES, "direction": Direction.DOWN}
_SERVICES = term("service_record", "records", name=Text("服务记录数", "service records"))
_WITHDRAWN = Text("已撤销的记录。", "Records taken back.")


def _of_services(key: str, name: Text, said: Text, measure: str, counted: Text) -> Metric:
    """Of the service records of a period, the share with one kind of finding."""
    return PEOPLE.share(
        key,
        name,
        Text(
            f"统计期内开始的服务的记录中，{said.zh}的占比。", f"Of the records of services begun, the share {said.en}."
        ),
        term("service_record", measure, name=counted),
        _SERVICES,
        direction=Direction.DOWN,
        finest="township",
        basis="overlapping records of one person, > 16 h/day, record later than 30 days",
        exclusions=_WITHDRAWN,
        maturity_lag_days=30,
    )


def _unknown(key: str, name: Text, said: Text, dimension: str) -> Metric:
    """Of the events reported in a period, the share whose dimension no map knows."""
    unknown: dict[str, Any] = {dimension: "unmapped"}
    return PEOPLE.share(
        key,
        name,
        Text(
            f"统计期内上报的各类事件中，{said.zh}的占比。",
            f"Of all events reported in the period, the share {said.en}.",
        ),
        term("event", "reported", name=Text("其中未映射件数", "of these unmapped"), **unknown),
        term("event", "reported", name=Text("上报件数", "events reported")),
        direction=Direction.DOWN,
        finest="city" if dimension == "county" else "township",
        basis='a mapping table with an explicit "unmapped" bucket is mandatory',
        certainty=Certainty.SECOND_HAND,
        exclusions=Text("来源平台已删除的事件。", "Events that the platform has deleted."),
    )


METRICS = (
    THINGS.share(
        "records_rejected",
        Text("记录拒收率", "Records turned away"),
        Text(
            "统计期内从平台取得的记录中，因不可能为真而未装载的占比。",
            "Of the records that came from platforms in the period, the share turned away because it cannot be true.",
        ),
        term("batch", "rejected", name=Text("拒收记录数", "records turned away"), **_CAME),
        _EXTRACTED,
        **_DOWN,
    ),
    THINGS.share(
        "records_repeated",
        Text("记录重复率", "Records repeated"),
        Text(
            "统计期内从平台取得的记录中，同一页内编号重复的占比。",
            "Of the records that came from platforms in the period, the share whose key stood on their page already.",
        ),
        term("batch", "repeated", name=Text("重复记录数", "records repeated"), **_CAME),
        _EXTRACTED,
        **_DOWN,
    ),
    THINGS.share(
        "records_unmapped",
        Text("记录未映射率", "Records with unknown codes"),
        Text(
            "统计期内从平台取得的记录中，含有代码表未收录代码或未知地点的占比。",
            "Of the records that came from platforms in the period, the share with a code or place that no map knows.",
        ),
        term("batch", "unmapped", name=Text("含未映射代码的记录数", "records with unknown codes"), **_CAME),
        _EXTRACTED,
        **_DOWN,
    ),
    THINGS.share(
        "records_late",
        Text("记录迟到率", "Records that came late"),
        Text(
            "统计期内装载的带变更时间的记录中，晚于约定间隔才到的占比。",
            "Of the changes loaded in the period whose own time is known, the share later than the agreed interval.",
        ),
        term("batch", "late", name=Text("迟到记录数", "records that came late"), kind="load"),
        term("batch", "timed", name=Text("带变更时间的记录数", "changes whose time is known"), kind="load"),
        exclusions=Text(
            "首次装载以前的变更；补录的历史。", "Changes before the first load, and history filled in later."
        ),
        **_DOWN,
    ),
    THINGS.count(
        "records_extracted",
        Text("取得记录", "Records that came"),
        Text("统计期内从平台取得的记录数。", "Records that came from platforms in the period."),
        _EXTRACTED,
        _RECORDS,
        **_OF_SOURCES,
    ),
    THINGS.count(
        "records_new",
        Text("新增记录", "New records"),
        Text("统计期内新装载的记录数。", "Records loaded for the first time in the period."),
        term("batch", "inserted", name=Text("新增记录数", "new records"), **_CAME),
        _RECORDS,
        **_OF_SOURCES,
    ),
    THINGS.count(
        "batches",
        Text("装载批次", "Batches"),
        Text("统计期内有变化的装载批次数。", "Batches of the period that changed something."),
        term("batch", "batches", name=Text("批次数", "batches"), **_CAME),
        Text("批", "batches"),
        **_OF_SOURCES,
    ),
    _unknown(
        "events_category_unmapped",
        Text("事件类别未映射率", "Events of unknown category"),
        Text("类别未映射", "whose category no map knows"),
        "category",
    ),
    _unknown(
        "events_unit_unmapped",
        Text("办理单位未映射率", "Events of unknown units"),
        Text("办理单位未知或未映射", "without a unit that a list knows"),
        "unit",
    ),
    _unknown(
        "events_place_unmapped",
        Text("事件地点未映射率", "Events of unknown place"),
        Text("县（市、区）未知", "whose county is unknown"),
        "county",
    ),
    THINGS.share(
        "deadlines_provisional",
        Text("暂定时限占比", "Provisional deadlines"),
        Text(
            "统计期内到期的网格事件中，时限按尚未公布的工作日历推算的占比。",
            "Of the grid events due in the period, the share whose deadline counts days that nobody has announced yet.",
        ),
        term("event", "due_provisional", name=Text("暂定时限件数", "provisional deadlines"), kind="grid_event"),
        term("event", "due", name=Text("到期件数", "events due"), kind="grid_event"),
        direction=Direction.DOWN,
        basis="holiday calendar with 调休 working weekends",
        certainty=Certainty.SECOND_HAND,
    ),
    _of_services(
        "services_told_twice",
        Text("服务记录重复率", "Services told twice"),
        Text("在其他平台已有、不再计入", "told by another platform too and not counted again"),
        "duplicates",
        Text("重复记录数", "duplicates"),
    ),
    _of_services(
        "services_overlapping",
        Text("服务时间重叠率", "Services that overlap"),
        Text("与同一人其他服务时间重叠", "that overlaps with another service of the same person"),
        "overlapping",
        Text("重叠记录数", "overlapping records"),
    ),
    _of_services(
        "services_over_16_hours",
        Text("单日服务超16小时占比", "Services of days over 16 hours"),
        Text("所在日服务超过16小时", "of days on which a person served more than 16 hours"),
        "over_16_hours",
        Text("超时记录数", "records of such days"),
    ),
    _of_services(
        "services_entered_late",
        Text("服务补录率", "Services entered late"),
        Text("服务结束30天后才登记", "entered more than 30 days after the service"),
        "entered_late",
        Text("补录记录数", "records entered late"),
    ),
)
