"""Volunteers (志愿者): how many registered, how many were active, how many hours they gave."""

from data_access.family import HOURS, Family
from data_access.metric import Certainty, Direction, Sensitivity, Text, Theme, term
from data_access.registers import RESIDENTS

THEME = Theme("volunteers", Text("志愿服务", "Volunteers"))
OWNER = Text("市文明办、市民政局", "City civility office and civil affairs bureau")
PEOPLE = Family(THEME, OWNER, Sensitivity.PROTECTED)
_KIND = "volunteer"
_PERSONS = Text("人", "people")
_MINUTES = Text("计入的服务分钟数", "minutes of service that count")
_REGISTERED = term(
    "membership",
    "joined",
    minus=("departed",),
    stock=True,
    name=Text("期末注册志愿者数", "volunteers registered at the end of the period"),
    kind=_KIND,
)
_COUNTED = term("service_record", "counted", name=Text("计入的记录数", "records that count"))
_NOT_COUNTED = Text(
    "重复、时间重叠、无时长、有异议和已撤销的记录。",
    "Duplicates, overlaps, records without a time, disputed and withdrawn ones.",
)
_SEVERAL = Text(
    "服务记录来自多个平台，同一人同一时段只计一次；注册数以登记平台为准。",
    "Records come from several platforms, and each hour of a person counts once; registrations are those of the "
    "platform that registers.",
)
_RECORDS = "民政部令第67号《志愿服务记录与证明出具办法（试行）》"

METRICS = (
    PEOPLE.count(
        "volunteers_registered",
        Text("注册志愿者数", "Registered volunteers"),
        Text(
            "统计期末在册的注册志愿者数：累计注册减累计退出。",
            "Volunteers registered at the end of the period: all who registered, less all who left.",
        ),
        _REGISTERED,
        _PERSONS,
        basis="注册志愿者（快照）",
        direction=Direction.UP,
        finest="township",
        caveat=Text("注册不等于活跃，另见活跃情况。", "Registered is not active; see who was active."),
        companions=("volunteers_active_per_registered",),
    ),
    PEOPLE.count(
        "volunteers_joined",
        Text("新注册志愿者", "Volunteers who registered"),
        Text("统计期内注册为志愿者的人数。", "People who registered as volunteers in the period."),
        term("membership", "joined", name=Text("新注册人数", "who registered"), kind=_KIND),
        _PERSONS,
        basis="注册志愿者（快照）",
        direction=Direction.UP,
        finest="township",
    ),
    PEOPLE.count(
        "volunteers_departed",
        Text("退出志愿者", "Volunteers who left"),
        Text("统计期内退出登记的志愿者人数。", "Volunteers whose registration ended in the period."),
        term("membership", "departed", name=Text("退出人数", "who left"), kind=_KIND),
        _PERSONS,
        basis="注册志愿者（快照）",
        finest="township",
    ),
    PEOPLE.count(
        "volunteers_active_in_month",
        Text("当月参加服务的志愿者", "Volunteers active in the month"),
        Text(
            "当月至少有一条计入的服务记录的人数，每人每月计一次；多个月相加为人月数。",
            "People with at least one service record that counts in the month, once a month each; several months "
            "together are person-months.",
        ),
        term("service_record", "persons_in_month", name=Text("当月服务人数", "people active in the month")),
        _PERSONS,
        basis="活跃率 = distinct with >=1 credited record / registered",
        direction=Direction.UP,
        finest="city",
        whole="month",
        maturity_lag_days=30,
        exclusions=_NOT_COUNTED,
        caveat=Text("补录的服务使近月数字仍会上升。", "Services entered late still raise recent months."),
    ),
    PEOPLE.ratio(
        "volunteers_active_per_registered",
        Text("每百名注册志愿者活跃人数", "Active volunteers per 100 registered"),
        Text(
            "自然年内至少有一条计入的服务记录的人数，除以年末注册志愿者数，乘以一百。",
            "People with at least one service record that counts in the calendar year, for each hundred volunteers "
            "registered at its end.",
        ),
        term("service_record", "persons_in_year", name=Text("当年服务人数", "people active in the year")),
        _REGISTERED,
        unit=Text("人/百名注册志愿者", "per 100 registered"),
        scale=100.0,
        basis="活跃率 = distinct with >=1 credited record in 12 months / registered",
        finest="city",
        whole="year",
        maturity_lag_days=30,
        exclusions=_NOT_COUNTED,
        caveat=Text(
            "按自然年计，不是任意十二个月；参加服务的人可能未在登记平台注册，故不写作百分比。",
            "By calendar year and not any twelve months; who serves need not be registered, hence no percentage.",
        ),
        companions=("volunteers_registered",),
    ),
    PEOPLE.ratio(
        "volunteers_per_10k",
        Text("每万人注册志愿者", "Registered volunteers per 10,000 people"),
        Text(
            "统计期末注册志愿者数除以常住人口，乘以一万。",
            "Volunteers registered at the end of the period, for each ten thousand residents.",
        ),
        _REGISTERED,
        RESIDENTS,
        unit=Text("人/万人", "per 10,000 people"),
        scale=10_000.0,
        basis="注册率 = distinct registered / resident population",
        finest="township",
        companions=("volunteers_active_per_registered",),
    ),
    PEOPLE.count(
        "volunteer_hours",
        Text("志愿服务时长", "Volunteer hours"),
        Text(
            "统计期内开始的服务中计入的时长，不含路途；同一人同一时段只计一次。",
            "Time of the services that began in the period, without the way there; each hour of a person counts once.",
        ),
        term("service_record", "minutes", name=_MINUTES),
        HOURS,
        scale=1 / 60,
        basis=_RECORDS,
        direction=Direction.UP,
        certainty=Certainty.SECOND_HAND,
        finest="township",
        maturity_lag_days=30,
        exclusions=_NOT_COUNTED,
        caveat=_SEVERAL,
        held_by=(_COUNTED,),
    ),
    PEOPLE.ratio(
        "volunteer_hours_per_registered",
        Text("注册志愿者人均时长", "Hours per registered volunteer"),
        Text(
            "统计期内计入的服务时长除以期末注册志愿者数。",
            "Time of service that counts in the period, for each volunteer registered at its end.",
        ),
        term("service_record", "minutes", name=_MINUTES),
        _REGISTERED,
        unit=Text("小时/人", "h per person"),
        scale=1 / 60,
        decimals=2,
        basis="人均时长",
        finest="township",
        maturity_lag_days=30,
        exclusions=_NOT_COUNTED,
        caveat=_SEVERAL,
        held_by=(_COUNTED,),
    ),
    PEOPLE.ratio(
        "volunteer_hours_per_service",
        Text("单次服务平均时长", "Mean length of a service"),
        Text("计入的服务时长除以计入的记录数。", "Time of service that counts, for each record that counts."),
        term("service_record", "minutes", name=_MINUTES),
        _COUNTED,
        unit=Text("小时/次", "h per service"),
        scale=1 / 60,
        decimals=2,
        basis=_RECORDS,
        direction=Direction.NONE,
        finest="township",
        maturity_lag_days=30,
        exclusions=_NOT_COUNTED,
    ),
    PEOPLE.count(
        "volunteer_records",
        Text("志愿服务记录", "Service records"),
        Text(
            "统计期内开始的服务的记录数，一人参加一次为一条；含重复和存疑的记录。",
            "Records of services begun in the period, one for a person at an activity, duplicates included.",
        ),
        term("service_record", "records", name=Text("记录数", "records")),
        Text("条", "records"),
        basis=_RECORDS,
        finest="township",
        maturity_lag_days=30,
        exclusions=Text("已撤销的记录。", "Records taken back."),
    ),
)
