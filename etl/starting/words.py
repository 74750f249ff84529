"""The names platforms give to what the warehouse knows, in English, Chinese and pinyin initials; best first."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from etl.nearest import bare

# The words of a name in ASCII, by its signs and capitals.
_WORDS = re.compile(r"[A-Z]*[^\W_A-Z]+|[A-Z]+")

FIELDS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "record_key": (
            *("event_no", "event_id", "ticket_no", "order_no", "case_no", "service_request_id", "unique_key", "uuid"),
            *("id", "code", "no", "事件编号", "工单编号", "工单号", "案件编号", "流水号", "受理编号", "编号", "主键"),
            *("sjbh", "gdbh", "ajbh", "lsh", "bh", "zj"),
        ),
        "occurred_at": (
            *("occurred_at", "occur_time", "report_time", "reported", "requested_datetime", "created_date"),
            *("create_time", "created_at", "created", "call_time", "start_time", "发生时间", "上报时间", "反映时间"),
            *("来电时间", "诉求时间", "登记时间", "创建时间", "受理日期", "发生日期", "上报日期", "日期"),
            *("fssj", "sbsj", "ldsj", "djsj", "cjsj", "date", "time"),
            # A hotline accepts while somebody calls: where no other time is there, this is when it was said.
            *("受理时间", "slsj"),
        ),
        "accepted_at": ("accept_time", "accepted_at", "accepted", "受理时间", "签收时间", "slsj", "qssj"),
        "due_at": (
            *("deadline", "due_at", "due_date", "due", "limit_time", "expire_time", "expected_datetime"),
            *("办结期限", "办理期限", "截止时间", "限办时间", "要求办结时间", "办结时限", "办理时限", "处置时限"),
            *("blqx", "jzsj", "bjqx"),
        ),
        "closed_at": (
            *("close_time", "closed_at", "closed_date", "closed", "finish_time", "complete_time", "end_time"),
            *("结案时间", "办结时间", "完成时间", "办结日期", "办理完成时间", "jasj", "bjsj", "wcsj"),
        ),
        "updated_at": (
            *("update_time", "updated_at", "updated_datetime", "updated", "modify_time", "modified", "last_modified"),
            *("更新时间", "修改时间", "最后更新时间", "gxsj", "xgsj"),
        ),
        "category": (
            *("event_type", "complaint_type", "category", "type_code", "service_code", "case_type", "type"),
            *("事件类型", "诉求类型", "问题类型", "工单类型", "事件分类", "类型", "类别", "分类", "大类"),
            *("sjlx", "gdlx", "wtlx", "lx", "lb"),
        ),
        "channel": (
            *("channel", "open_data_channel_type", "source_type", "source", "渠道", "来源渠道", "事件来源"),
            *("受理渠道", "诉求来源", "来源", "qd", "sjly", "ly"),
        ),
        "unit_code": (
            *("unit_name", "unit", "dept_name", "department", "agency", "agency_responsible", "handler_unit", "dept"),
            *("办理单位", "承办单位", "责任单位", "处置部门", "主办单位", "处置单位", "单位", "bldw", "cbdw", "zrdw"),
        ),
        "status": ("status", "state", "case_status", "状态", "办理状态", "工单状态", "事件状态", "sjzt", "gdzt", "zt"),
        "rework_count": ("rework_count", "rework", "reopen_count", "返工次数", "退回次数", "重办次数", "fgcs", "thcs"),
    }
)

PLACES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "longitude": ("longitude", "lng", "lon", "long", "经度", "jd"),
        "latitude": ("latitude", "lat", "纬度", "wd"),
        "grid": ("grid_code", "grid", "grid_id", "网格编码", "网格编号", "网格", "wgbm", "wgbh"),
        "county": ("county", "district", "borough", "区县", "县区", "所属区县", "县市区", "区", "qx"),
        "township": ("township", "town", "subdistrict", "乡镇", "街道", "镇街", "乡镇街道", "所属街道", "xz", "jdxz"),
        "community": ("community", "village", "社区", "村社区", "村居", "所属社区", "sq", "cj"),
        "division": (
            *("community_code", "division_code", "region_code", "area_code", "adcode", "town_code", "county_code"),
            *("社区编码", "行政区划代码", "区划代码", "行政区划", "sqbm", "xzqh", "qhdm"),
        ),
    }
)

DELETED = ("is_deleted", "deleted", "del_flag", "is_delete", "是否删除", "删除标志", "sfsc", "scbz")
TOTALS = ("total", "totalCount", "total_count", "totalElements", "recordsTotal", "totalRecords", "count", "numFound")
LISTS = ("records", "rows", "list", "items", "data", "results", "content", "features")
PAGES = ("page", "pageNum", "page_num", "pageNo", "page_no", "pageIndex", "pageNumber", "current", "currentPage")
SIZES = ("page_size", "pageSize", "size", "per_page", "perPage", "limit", "rows")
OFFSETS = ("offset", "skip", "startIndex")
NEXT_ADDRESSES = ("next", "next_url", "nextUrl", "next_page", "nextPage", "nextLink", "@odata.nextLink")
CURSORS = ("next_cursor", "nextCursor", "cursor", "next_token", "nextToken", "scrollId", "scroll_id")


def likeness(path: str, words: Sequence[str]) -> float:
    """How much a path in a record is like one of `words`: 1 and a little less the later the word; 0: not at all."""
    name = bare(path)
    for number, word in enumerate(words):
        if name == bare(word):
            return 1.0 - number / 1000
    for number, word in enumerate(words):
        known = bare(word)
        # A short word inside another name means nothing: `no` is in `notes`.
        if len(known) >= (2 if not known.isascii() else 4) and known in name and _begins_or_ends_a_word(known, path):
            return 0.6 - number / 1000
    return 0.0


def _begins_or_ends_a_word(known: str, path: str) -> bool:
    """Whether a part of a name is one: `unit` is in `handlerunit` and in `sysUnitCode`, and not in `community`."""
    words = [bare(word) for word in _WORDS.findall(path.rsplit(".", 1)[-1])]
    return not known.isascii() or any(
        "".join(words[at:]).startswith(known) or "".join(words[: at + 1]).endswith(known) for at in range(len(words))
    )
