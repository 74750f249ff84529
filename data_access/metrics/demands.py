"""What residents ask for (诉求、邻里互助、微心愿): how many, how soon claimed, done, on time, asked for again."""

from data_access.family import A_DAY, DAYS, Family
from data_access.handled import Handled
from data_access.metric import Certainty, Sensitivity, Text, Theme

THEME = Theme("demands", Text("民意诉求", "Wishes and demands"))
PEOPLE = Family(THEME, Text("县（区）民政局、社区", "County civil affairs and communities"), Sensitivity.PROTECTED)
_DEMANDS = Handled(
    PEOPLE,
    kind="demand",
    key="demands",
    things=Text("居民诉求", "residents' demands"),
    short=Text("诉求", "demands"),
    unit=Text("件", "demands"),
    quality=("demands_repeated",),
)
_HELP = Handled(
    PEOPLE,
    kind="demand",
    category="neighbourhood",
    key="neighbour_help",
    things=Text("邻里互助诉求", "requests for help among neighbours"),
    short=Text("诉求", "requests"),
    unit=Text("件", "requests"),
    quality=("neighbour_help_repeated",),
)
_WISHES = Handled(
    PEOPLE,
    kind="wish",
    key="wishes",
    things=Text("微心愿", "wishes"),
    short=Text("微心愿", "wishes"),
    unit=Text("个", "wishes"),
    quality=("wishes_repeated",),
)
_BY_CATEGORY = Text(
    "按类别代码 neighbourhood（邻里互助诉求）识别：代码表须沿用这一代码。",
    "Told by the category neighbourhood: a site's code list must keep that code.",
)
_IN_DAYS = {"unit": DAYS, "scale": A_DAY}

METRICS = (
    _DEMANDS.reported(Text("居民诉求量", "Residents' demands"), basis="需求采集：诉求数"),
    _DEMANDS.per_residents(Text("每万人居民诉求", "Residents' demands for 10,000 people")),
    _DEMANDS.closing(
        Text("居民诉求办结率", "Residents' demands closed"), basis="需求采集：办结率 = closed since / reported"
    ),
    _DEMANDS.on_time(
        Text("居民诉求按时办结率", "Residents' demands closed on time"),
        basis="按时办结率 = closed <= due / due in period",
        certainty=Certainty.SECOND_HAND,
        caveat=Text(
            "平台不给时限的，按站点时限表（deadlines.csv）计算。",
            "Where the platform gives no deadline, it is that of the site's table (deadlines.csv).",
        ),
    ),
    _DEMANDS.closing_time(Text("居民诉求平均办理时长", "Mean time to close a demand"), basis="需求采集：办理时长"),
    _DEMANDS.repeated(
        Text("居民诉求重复率", "Residents' demands repeated"),
        basis="重复诉求率 = same caller + object + type in 30 d",
    ),
    _HELP.reported(
        Text("邻里互助诉求量", "Requests for help among neighbours"), basis="邻里互助：诉求数", caveat=_BY_CATEGORY
    ),
    _HELP.closing(Text("邻里互助办结率", "Help among neighbours given"), basis="邻里互助：办结率", caveat=_BY_CATEGORY),
    _HELP.repeated(Text("邻里互助重复率", "Requests for help among neighbours repeated"), basis="重复诉求率"),
    _WISHES.reported(Text("微心愿提出数", "Wishes"), basis="微心愿：提出数"),
    _WISHES.responses(
        Text("每百个微心愿认领数", "Wishes claimed for 100 made"),
        Text(
            "统计期内被认领的微心愿数与同期提出的微心愿数之比，每百个计。",
            "Wishes claimed in the period for every 100 made in it.",
        ),
        unit=Text("个/百个", "per 100"),
        basis="微心愿认领率 claim rate",
        certainty=Certainty.INFERRED,
    ),
    _WISHES.response_time(
        Text("微心愿平均认领时间", "Mean time until a wish is claimed"),
        Text(
            "统计期内被认领的微心愿，从提出到认领的平均自然时间。",
            "Mean natural time from the wish to the claim, of the wishes claimed in the period.",
        ),
        **_IN_DAYS,
        basis="微心愿：claim - wish",
        certainty=Certainty.INFERRED,
    ),
    _WISHES.closing(Text("微心愿实现率", "Wishes fulfilled"), basis="微心愿实现率 fulfilment rate"),
    _WISHES.on_time(
        Text("微心愿按期实现率", "Wishes fulfilled on time"), basis="按时办结率 = closed <= due / due in period"
    ),
    _WISHES.closing_time(
        Text("微心愿平均实现时间", "Mean time until a wish is fulfilled"), **_IN_DAYS, basis="微心愿：median days"
    ),
    _WISHES.repeated(Text("微心愿重复提出率", "Wishes made again"), basis="重复诉求率"),
)
