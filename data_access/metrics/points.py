"""Points for taking part (积分, 绿币): issued, redeemed, outstanding, by place and never by person."""

from data_access.family import Family
from data_access.metric import Direction, Sensitivity, Text, Theme, term

THEME = Theme("points", Text("积分", "Points"))
PEOPLE = Family(
    THEME, Text("县（市、区）民政局、乡镇（街道）", "County civil affairs bureaus and townships"), Sensitivity.PROTECTED
)
_MART = "points_entry"
_POINTS = Text("分", "points")
_LEDGER = "积分制管理试点 / 绿币：participants, issued, redeemed"
_ISSUED = term(_MART, "issued", name=Text("发放积分", "points issued"))
_REDEEMED = term(_MART, "redeemed", name=Text("兑换积分", "points redeemed"))
_ENTRIES = term(_MART, "entries", name=Text("流水笔数", "lines of the ledger"))
_ISSUES = term(_MART, "issued_entries", name=Text("发放笔数", "lines that issue points"))
_REDEMPTIONS = term(_MART, "redeemed_entries", name=Text("兑换笔数", "redemptions"))
_EVER = term(_MART, "entries", stock=True, name=Text("累计流水笔数", "lines of the ledger so far"))
_OWN_UNIT = Text(
    "各地积分的价值不同，不同地方的分数不可比较。",
    "A point is worth something else in each place: places do not compare.",
)

METRICS = (
    PEOPLE.count(
        "points_issued",
        Text("发放积分", "Points issued"),
        Text("统计期内发放的积分。", "Points issued in the period."),
        _ISSUED,
        _POINTS,
        basis=_LEDGER,
        finest="township",
        caveat=_OWN_UNIT,
        held_by=(_ISSUES,),
    ),
    PEOPLE.share(
        "points_redeemed_share",
        Text("积分兑换笔数占比", "Share of redemptions"),
        Text(
            "统计期内积分流水中兑换的笔数占比。",
            "Of the lines of the ledger in the period, the share that redeem points.",
        ),
        _REDEMPTIONS,
        _ENTRIES,
        basis=_LEDGER,
        direction=Direction.NONE,
        finest="township",
    ),
    PEOPLE.ratio(
        "points_redeemed_per_100_issued",
        Text("每发放百分的兑换", "Points redeemed per 100 issued"),
        Text(
            "统计期内兑换的积分除以同期发放的积分，乘以一百。",
            "Points redeemed in the period, for each hundred issued in the same period.",
        ),
        _REDEEMED,
        _ISSUED,
        unit=Text("分/百分", "per 100"),
        scale=100.0,
        basis=_LEDGER,
        finest="township",
        caveat=Text(
            "兑换的可以是以前发放的积分，故可超过一百。",
            "What is redeemed may have been issued before: it may exceed 100.",
        ),
        held_by=(_ISSUES, _REDEMPTIONS),
    ),
    PEOPLE.count(
        "points_outstanding",
        Text("未兑换积分", "Points outstanding"),
        Text(
            "截至统计期末累计发放减累计兑换的积分。",
            "Points issued until the end of the period, less those redeemed until then.",
        ),
        term(
            _MART,
            "issued",
            minus=("redeemed",),
            stock=True,
            name=Text("期末未兑换积分", "points outstanding at the end"),
        ),
        _POINTS,
        basis=_LEDGER,
        finest="township",
        caveat=_OWN_UNIT,
        held_by=(_EVER,),
    ),
    PEOPLE.count(
        "points_entries",
        Text("积分流水", "Lines of the ledger"),
        Text(
            "统计期内的积分流水笔数，发放和兑换合计。",
            "Lines of the ledger in the period, of points issued and redeemed.",
        ),
        _ENTRIES,
        Text("笔", "lines"),
        basis=_LEDGER,
        direction=Direction.UP,
        finest="township",
    ),
    PEOPLE.count(
        "points_participants",
        Text("积分参与人数", "People with points"),
        Text(
            "当月在积分流水中出现的账户数，每个账户每月计一次；多个月相加为人月数。",
            "Accounts with a line in the ledger of the month, once a month each; several months together are "
            "person-months.",
        ),
        term(_MART, "persons_in_month", name=Text("当月参与人数", "people in the month")),
        Text("人", "people"),
        basis=_LEDGER,
        direction=Direction.UP,
        finest="city",
        whole="month",
    ),
    PEOPLE.ratio(
        "points_per_issue",
        Text("平均每笔发放积分", "Points per issue"),
        Text("统计期内发放的积分除以发放笔数。", "Points issued in the period, for each line that issues any."),
        _ISSUED,
        _ISSUES,
        unit=Text("分/笔", "points per line"),
        basis=_LEDGER,
        direction=Direction.NONE,
        finest="township",
        caveat=_OWN_UNIT,
    ),
    PEOPLE.ratio(
        "points_per_redemption",
        Text("平均每笔兑换积分", "Points per redemption"),
        Text("统计期内兑换的积分除以兑换笔数。", "Points redeemed in the period, for each line that redeems any."),
        _REDEEMED,
        _REDEMPTIONS,
        unit=Text("分/笔", "points per line"),
        basis=_LEDGER,
        direction=Direction.NONE,
        finest="township",
        caveat=_OWN_UNIT,
    ),
)
