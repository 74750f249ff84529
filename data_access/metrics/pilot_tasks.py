"""Pilot tasks (试点任务书): what plans ask for and how much of it is done, on time, owned, evidenced."""

from typing import Any

from data_access.family import Family
from data_access.metric import Certainty, Direction, Metric, Sensitivity, Term, Text, Theme, term

THEME = Theme("pilot_tasks", Text("试点任务", "Pilot tasks"))
THINGS = Family(
    THEME, Text("市域社会治理现代化试点工作领导小组办公室", "Office of the city's pilot programme"), Sensitivity.PUBLIC
)
_MART = "task"
_TASKS = Text("项", "tasks")
_PLAN = "《安庆市关于推进全国市域社会治理现代化试点工作的实施意见》：时间表 路线图 任务书"
_POINTS = "黄民基〔2020〕7号《黄山市2020年城乡社区治理工作要点》"
_LIST = "《罗定市城市基层党建引领基层治理攻坚突破（重点工作）任务清单》"
# What is said to be done is worth what shows it.
_PROOF = ("tasks_with_evidence",)
_WITHDRAWN = Text("已调出计划的任务。", "Tasks taken off the plan.")
_AS_IT_STANDS = Text(
    "按取数时的状态计，较早下达的任务完成时间更长。",
    "Counted as tasks stand when read: those given out earlier had longer to be done.",
)
_LAST = {"finest": "county", "exclusions": _WITHDRAWN}
_STANDING = {**_LAST, "comparable_over_time": False, "caveat": _AS_IT_STANDS}


def _given(**where: Any) -> Term:
    """All tasks given out until the end of the period."""
    return term(_MART, "given", stock=True, name=Text("累计下达任务数", "tasks given out until then"), **where)


def _done(**where: Any) -> Term:
    """Those of them that are done when read."""
    return term(_MART, "given_done", stock=True, name=Text("其中已完成", "of these done"), **where)


def _progress(key: str, name: Text, said: Text, basis: str, **where: Any) -> Metric:
    """Of the tasks of one sort given out until the end of the period, the share that is done."""
    definition = Text(
        f"截至统计期末下达的{said.zh}中，取数时已完成（含已佐证、已验收）的占比。",
        f"Of the {said.en} given out until the end of the period, the share that is done (or accepted) when read.",
    )
    told: dict[str, Any] = {"certainty": Certainty.VERIFIED, "companions": _PROOF, **_STANDING}
    return THINGS.share(key, name, definition, _done(**where), _given(**where), basis=basis, **told)


def _of_given(key: str, name: Text, definition: Text, measure: str, counted: Text, basis: str) -> Metric:
    """Of all tasks given out until the end of the period, the share that has something."""
    return THINGS.share(
        key, name, definition, term(_MART, measure, stock=True, name=counted), _given(), basis=basis, **_LAST
    )


_DUE = term(_MART, "due", name=Text("到期任务数", "tasks due"))

METRICS = (
    _progress("tasks_done_share", Text("任务完成率", "Tasks done"), Text("任务", "tasks"), _PLAN),
    THINGS.count(
        "tasks_given",
        Text("下达任务", "Tasks given out"),
        Text("统计期内下达的任务数。", "Tasks given out in the period."),
        term(_MART, "given", name=Text("下达任务数", "tasks given out")),
        _TASKS,
        basis=_PLAN,
        **_LAST,
    ),
    THINGS.count(
        "tasks_done",
        Text("完成任务", "Tasks finished"),
        Text("统计期内完成的任务数。", "Tasks finished in the period."),
        term(_MART, "done", name=Text("完成任务数", "tasks finished")),
        _TASKS,
        basis=_PLAN,
        companions=_PROOF,
        **_LAST | {"direction": Direction.UP},
    ),
    THINGS.count(
        "tasks_started",
        Text("启动任务", "Tasks begun"),
        Text("统计期内启动的任务数。", "Tasks begun in the period."),
        term(_MART, "started", name=Text("启动任务数", "tasks begun")),
        _TASKS,
        basis=_PLAN,
        **_LAST,
    ),
    THINGS.share(
        "tasks_on_time",
        Text("任务按时完成率", "Tasks done on time"),
        Text(
            "统计期内到期的任务中，在完成时限当日或之前完成的占比；到期未完成的计为未按时。",
            "Of the tasks due in the period, the share done by that day; those not done count as not on time.",
        ),
        term(_MART, "done_on_time", name=Text("按时完成任务数", "done on time")),
        _DUE,
        basis="% tasks on time, overdue list",
        certainty=Certainty.VERIFIED,
        complete_days_only=True,
        companions=_PROOF,
        **_LAST,
    ),
    THINGS.share(
        "tasks_due_done",
        Text("到期任务完成率", "Tasks due that are done"),
        Text(
            "统计期内到期的任务中，取数时已完成的占比，不论是否按时。",
            "Of the tasks due in the period, the share done when read, on time or not.",
        ),
        term(_MART, "due_done", name=Text("其中已完成", "of these done")),
        _DUE,
        basis=_PLAN,
        complete_days_only=True,
        companions=_PROOF,
        **_STANDING,
    ),
    THINGS.count(
        "tasks_overdue",
        Text("逾期未完成任务", "Tasks overdue"),
        Text("统计期内到期、取数时仍未完成的任务数。", "Tasks due in the period and not done when read."),
        term(_MART, "overdue_open", name=Text("逾期未完成任务数", "overdue and not done")),
        _TASKS,
        basis="% tasks on time, overdue list",
        direction=Direction.DOWN,
        complete_days_only=True,
        **_STANDING,
    ),
    _of_given(
        "tasks_with_owner",
        Text("任务有责任单位的占比", "Tasks with an owner"),
        Text(
            "截至统计期末下达的任务中，写明责任单位的占比。",
            "Of the tasks given out until the end of the period, the share that names the unit in charge.",
        ),
        "with_owner",
        Text("其中有责任单位", "of these with an owner"),
        "一级抓一级, 任务落实到人：tasks with named owner %",
    ),
    _of_given(
        "tasks_with_evidence",
        Text("任务有佐证材料的占比", "Tasks with evidence"),
        Text(
            "截至统计期末下达的任务中，已提交佐证材料的占比。",
            "Of the tasks given out until the end of the period, the share for which evidence was handed in.",
        ),
        "with_evidence",
        Text("其中有佐证材料", "of these with evidence"),
        _PLAN,
    ),
    THINGS.share(
        "tasks_done_weighted",
        Text("任务加权完成率", "Tasks done, by the plan's weights"),
        Text(
            "截至统计期末下达、计划给出权重的任务中，已完成任务的权重占比。",
            "Of the weight that plans give to tasks given out until the end of the period, the share done.",
        ),
        term(
            _MART,
            "done_weight_thousandths",
            stock=True,
            name=Text("已完成权重（千分之一）", "weight done (thousandths)"),
        ),
        term(_MART, "weight_thousandths", stock=True, name=Text("总权重（千分之一）", "weight (thousandths)")),
        basis="acceptance tree (class -> group -> item -> evidence), with weight",
        **_STANDING
        | {
            "exclusions": Text(
                "计划没有给出权重的任务；不设默认权重。", "Tasks for which the plan gives no weight: none is assumed."
            )
        },
    ),
    _progress(
        "basic_tasks_done_share",
        Text("基本任务完成率", "Basic tasks done"),
        Text("试点基本任务", "basic pilot tasks"),
        _PLAN,
        kind="pilot_task",
        category="basic",
    ),
    _progress(
        "key_tasks_done_share",
        Text("重点任务完成率", "Key tasks done"),
        Text("试点重点任务", "key pilot tasks"),
        _PLAN,
        kind="pilot_task",
        category="key",
    ),
    _progress(
        "featured_tasks_done_share",
        Text("特色任务完成率", "Featured tasks done"),
        Text("试点特色任务", "featured pilot tasks"),
        _PLAN,
        kind="pilot_task",
        category="featured",
    ),
    _progress(
        "provincial_pilot_tasks_done_share",
        Text("省级试点任务完成率", "Tasks of provincial pilots done"),
        Text("六大省级试点任务", "tasks of the six provincial pilots"),
        _POINTS,
        kind="provincial_pilot_task",
    ),
    _progress(
        "work_points_done_share",
        Text("工作要点完成率", "Work points done"),
        Text("年度工作要点", "points of the yearly plan"),
        _POINTS,
        kind="work_point",
    ),
    _progress(
        "measures_done_share",
        Text("攻坚措施完成率", "Measures done"),
        Text("攻坚突破措施", "measures of the task list"),
        _LIST,
        kind="measure",
    ),
)
