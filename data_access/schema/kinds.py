"""The kinds of things that the rows of each mart are of, what records of each are called; themes are told by them."""

from collections.abc import Mapping
from types import MappingProxyType

from data_access.metric import Text
from data_access.schema.ledger import PURPOSES

# As the entities declare them; those of the ledger's own mart are the purposes of a load, which are no records.
KINDS: Mapping[str, Mapping[str, Text | None]] = MappingProxyType(
    {
        "activity": {
            "party_activity": Text("党组织活动", "Activities of party organisations"),
            "volunteer_activity": Text("志愿服务活动", "Volunteer activities"),
            "practice_activity": Text("文明实践活动", "Practice activities"),
            "station_activity": Text("站点活动", "Activities of stations"),
            "meeting": Text("会议", "Meetings"),
        },
        "batch": dict.fromkeys(PURPOSES),
        "case_step": {
            "hotline_step": Text("12345 工单环节", "Steps of 12345 tickets"),
            "mediation_step": Text("调解案件环节", "Steps of mediation cases"),
            "grid_step": Text("网格事件环节", "Steps of grid events"),
        },
        "deliberation": {
            "topic": Text("议题", "Topics"),
            "survey": Text("问卷", "Surveys"),
            "vote": Text("投票", "Votes"),
        },
        "event": {
            "grid_event": Text("网格事件", "Grid events"),
            "hotline_ticket": Text("12345 工单", "12345 tickets"),
            "demand": Text("诉求", "Demands"),
            "whistle_call": Text("吹哨", "Whistle calls"),
            "service_item": Text("办件", "Service items"),
            "wish": Text("微心愿", "Small wishes"),
            "service_order": Text("点单", "Service orders"),
            "work_order": Text("调度指令", "Work orders"),
        },
        "mediation_case": {
            "dispute": Text("矛盾纠纷", "Disputes"),
        },
        "membership": {
            "volunteer": Text("注册志愿者", "Registered volunteers"),
            "party_checkin": Text("双报到", "Reporting in"),
        },
        "points_entry": {
            "green_coin": Text("绿币流水", "Green coin entries"),
            "community_points": Text("积分流水", "Points entries"),
        },
        "register": {
            "agreement": Text("共建协议", "Agreements"),
            "burden_item": Text("证明事项与挂牌", "Certificates and signboards"),
            "charter": Text("章程与公约", "Charters and conventions"),
            "committee": Text("委员会", "Committees"),
            "community": Text("社区（村）", "Communities"),
            "delegated_item": Text("下放事项", "Delegated items"),
            "demonstration_site": Text("示范点", "Demonstration sites"),
            "drill": Text("演练", "Drills"),
            "facility": Text("设施", "Facilities"),
            "grid_staffing": Text("网格配备", "Grid staffing"),
            "honour": Text("荣誉", "Honours"),
            "households": Text("户数", "Households"),
            "information_system": Text("信息系统", "Information systems"),
            "party_organisation": Text("党组织", "Party organisations"),
            "pilot": Text("试点单位", "Pilots"),
            "post": Text("岗位", "Posts"),
            "practice_centre": Text("文明实践中心（所、站）", "Practice centres"),
            "project": Text("工作项目", "Projects"),
            "residents": Text("人口数", "Residents"),
            "self_governance_body": Text("自治组织", "Self-governance bodies"),
            "sensor": Text("感知设备", "Sensors"),
            "service_item": Text("服务事项", "Service items on offer"),
            "social_organisation": Text("社会组织", "Social organisations"),
            "social_worker_post": Text("社工岗位", "Social worker posts"),
            "station": Text("驿站与站点", "Stations"),
            "team": Text("队伍", "Teams"),
            "work_group": Text("专班", "Work groups"),
        },
        "reported_count": {
            "daily_report": Text("日报", "Daily reports"),
            "monthly_report": Text("月报", "Monthly reports"),
            "quarterly_report": Text("季报", "Quarterly reports"),
            "yearly_report": Text("年报", "Yearly reports"),
        },
        "reported_fact": {
            "local_claim": Text("本地报告事实", "Reported facts, local"),
            "province_claim": Text("省级报告事实", "Reported facts, provincial"),
        },
        "service_record": {
            "volunteer_service": Text("志愿服务记录", "Service records"),
        },
        "task": {
            "pilot_task": Text("试点任务", "Pilot tasks"),
            "work_point": Text("工作要点", "Work points"),
            "measure": Text("举措", "Measures"),
            "provincial_pilot_task": Text("省级试点任务", "Provincial pilot tasks"),
        },
    }
)


def kind_name(entity: str, kind: str) -> Text:
    """What records of a kind are called; the code where it has no name, the entity's where there is no kind."""
    code = kind or entity
    return KINDS.get(entity, {}).get(kind) or Text(code, code)
