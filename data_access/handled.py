"""Metrics of every kind of event that must be handled: how many, how soon answered, closed, on time, done again."""

from dataclasses import dataclass
from typing import Any

from data_access.family import AN_HOUR, DAYS, HOURS, Family
from data_access.metric import Direction, Metric, Term, Text, term
from data_access.registers import RESIDENTS

_CLOSED_LATER = 15


@dataclass(frozen=True, slots=True)
class Handled:
    """One kind of event: what it is called in full and for short, and what is shown beside its speed.

    `key` begins the keys of its metrics, `category` restricts them; `quality` are the keys of the metrics that stand
    beside every closing and speed rate. `more` of each method is any other field of a metric, or another than usual.
    """

    family: Family
    kind: str
    key: str
    things: Text
    short: Text
    unit: Text
    quality: tuple[str, ...]
    category: str = ""

    def reported(self, name: Text, **more: Any) -> Metric:
        """How many came in."""
        said = self._said(
            "统计期内上报的{0}数。多少本身不说明好坏。",
            "{0} reported in the period. More or fewer is neither good nor bad by itself.",
        )
        left_out = self._said(
            "来源平台已删除的{1}；已作废的{1}仍计入。", "{1} that the platform has deleted; withdrawn {1} still count."
        )
        return self.family.count(
            f"{self.key}_reported", name, said, self.came(), self.unit, **{"exclusions": left_out} | more
        )

    def overdue(self, name: Text, **more: Any) -> Metric:
        """How many are overdue and open: as it stands at the reading, so earlier periods had longer."""
        said = self._said(
            "统计期内到期、至取数时仍未办结的{0}数。",
            "{0} whose deadline fell in the period and that are still open when read.",
        )
        left_out = self._said(
            "已作废的{1}；状态不是已结案的（如退回重办），即使有办结时间也计为未结。",
            "Withdrawn {1}; one whose status is not closed (sent back, say) counts as open, even with a close time.",
        )
        told = {"direction": Direction.DOWN, "complete_days_only": True, "comparable_over_time": False}
        return self.family.count(
            f"{self.key}_overdue",
            name,
            said,
            self.term("overdue_open", Text("超期未结件数", "overdue and open")),
            self.unit,
            **told | {"exclusions": left_out, "basis": "due in period and not closed"} | more,
        )

    def on_time(self, name: Text, **more: Any) -> Metric:
        """Of those due, the share closed by then."""
        said = self._said(
            "统计期内到期的{0}中，在办理时限之前办结的占比；到期未办结的计为未按期。",
            "Of the {0} whose deadline fell in the period, the share closed by that deadline; "
            "those still open count as not on time.",
        )
        left_out = self._said(
            "无办理时限的{1}、已作废的{1}；状态不是已结案的，即使有办结时间也计为未办结。",
            "{1} without a deadline and withdrawn {1}; one whose status is not closed counts as open, "
            "even with a close time.",
        )
        return self.family.share(
            f"{self.key}_on_time",
            name,
            said,
            self.term("on_time", Text("按期办结件数", "closed on time")),
            self.term("due", Text("到期件数", f"{self.short.en} due")),
            **{"complete_days_only": True, "companions": self.quality, "exclusions": left_out} | more,
        )

    def closing(self, name: Text, **more: Any) -> Metric:
        """Of those that came in, the share closed since."""
        said = self._said(
            "统计期内上报的{0}中，至取数时已办结的占比。",
            "Of the {0} reported in the period, the share closed by the time of reading.",
        )
        left_out = self._said(
            "不作剔除：已作废的{1}计入上报件数、不计为办结；状态不是已结案的，即使有办结时间也计为未办结。",
            "None are left out: withdrawn {1} count as reported and not as closed; one whose status is not closed "
            "counts as open, even with a close time.",
        )
        told = {"maturity_lag_days": _CLOSED_LATER, "companions": self.quality, "exclusions": left_out}
        return self.family.share(
            f"{self.key}_closing_rate",
            name,
            said,
            self.term("reported_closed", Text("其中已办结件数", "of these closed")),
            self.came(),
            **told | more,
        )

    def closing_time(self, name: Text, **more: Any) -> Metric:
        """How long it took to close one."""
        said = self._said(
            "统计期内办结的{0}，从上报到办结的平均自然时长。",
            "Mean natural time from report to closing of the {0} closed in the period.",
        )
        told = {"unit": HOURS, "scale": AN_HOUR, "direction": Direction.DOWN, "spread": "closed"}
        told |= {"companions": self.quality, "exclusions": self._not_closed()}
        told |= {"caveat": Text("自然时，不扣除节假日。", "Natural hours; holidays are not taken out.")}
        return self.family.ratio(
            f"{self.key}_{_unit(more)}",
            name,
            said,
            self.term("closed_seconds", Text("处置总时长（秒）", "total time to close (seconds)")),
            self.closed(),
            **told | more,
        )

    def response_time(self, name: Text, said: Text, **more: Any) -> Metric:
        """How long it took until somebody answered one; `said` is what an answer is."""
        left_out = self._said("没有响应时间的{1}。", "{1} without a time of response.")
        told = {"unit": HOURS, "scale": AN_HOUR, "direction": Direction.DOWN}
        told |= {"companions": self.quality, "exclusions": left_out}
        told |= {"caveat": Text("自然时，不扣除节假日。", "Natural hours; holidays are not taken out.")}
        return self.family.ratio(
            f"{self.key}_response_{_unit(more)}",
            name,
            said,
            self.term("response_seconds", Text("响应总时长（秒）", "total time to respond (seconds)")),
            self.term("responded", Text("已响应件数", f"{self.short.en} answered")),
            **told | more,
        )

    def rework(self, name: Text, **more: Any) -> Metric:
        """Of those closed, the share that was sent back on the way."""
        said = self._said(
            "统计期内办结的{0}中，办理过程中曾退回重办的占比。",
            "Of the {0} closed in the period, the share sent back at least once.",
        )
        told = {"direction": Direction.DOWN, "exclusions": self._not_closed()}
        return self.family.share(
            f"{self.key}_rework",
            name,
            said,
            self.term("rework", Text("返工件数", "reworked")),
            self.closed(),
            **told | more,
        )

    def by_channel(self, channel: str, name: Text, said: Text, **more: Any) -> Metric:
        """Of those that came in, the share that came through one channel: neither good nor bad."""
        told = {
            "direction": Direction.NONE,
            "exclusions": self._said(
                "无。渠道未映射的{1}计入分母。", "None. {1} whose channel no map knows count below."
            ),
        }
        return self.family.share(
            f"{self.key}_by_{channel}",
            name,
            said,
            self.term("reported", Text("该渠道件数", f"{self.short.en} through it"), channel=channel),
            self.came(),
            **told | more,
        )

    def repeated(self, name: Text, **more: Any) -> Metric:
        """Of those whose person is known, the share that the same person had asked for before."""
        said = self._said(
            "统计期内上报、能识别诉求人（仅以散列比对）的{0}中，同一诉求人在站点规定天数内就同一类别再次提出的占比。",
            "Of the {0} reported in the period whose person is known (compared by keyed hash only), the share that the "
            "same person had brought for the same category within the site's days before.",
        )
        days = Text(
            "天数由站点设定（thresholds.repeat_days，默认 30 天）。",
            "The site sets how many days (thresholds.repeat_days, 30 unless it says otherwise).",
        )
        left_out = self._said("不能识别诉求人的{1}。", "{1} whose person is not known.")
        return self.family.share(
            f"{self.key}_repeated",
            name,
            said,
            self.term("repeated", Text("重复提出件数", f"repeated {self.short.en}")),
            self.term("with_person", Text("能识别诉求人的件数", f"{self.short.en} whose person is known")),
            **{"direction": Direction.DOWN, "exclusions": left_out, "caveat": days} | more,
        )

    def per_residents(self, name: Text, **more: Any) -> Metric:
        """How many came in for every 10,000 people who live there."""
        said = self._said(
            "统计期内上报的{0}数与期末常住人口之比，每万人计。多少本身不说明好坏。",
            "{0} reported in the period for every 10,000 people who live there at its end. More or fewer is neither "
            "good nor bad by itself.",
        )
        left_out = self._said("来源平台已删除的{1}。", "{1} that the platform has deleted.")
        told = {"unit": Text("件/万人", "per 10,000 people"), "scale": 10_000.0, "direction": Direction.NONE}
        told |= {"finest": "community", "exclusions": left_out, "basis": "每万人口件数 = reported / residents"}
        return self.family.ratio(f"{self.key}_per_10k", name, said, self.came(), RESIDENTS, **told | more)

    def responses(self, name: Text, said: Text, **more: Any) -> Metric:
        """How many were answered in the period for every hundred that came in: each on its own day, so no share."""
        left_out = self._said("没有响应时间的{1}。", "{1} without a time of response.")
        caveat = Text(
            "各按当日统计：响应上期上报的，可以超过 100。",
            "Each counts on its own day: while those of the period before are answered it may exceed 100.",
        )
        told = {"unit": Text("件/百件", "per 100"), "scale": 100.0, "companions": self.quality}
        told |= {"exclusions": left_out, "caveat": caveat}
        return self.family.ratio(
            f"{self.key}_responses",
            name,
            said,
            self.term("responded", Text("已响应件数", f"{self.short.en} answered")),
            self.came(),
            **told | more,
        )

    def came(self) -> Term:
        """What came in."""
        return self.term("reported", Text("上报件数", f"{self.short.en} reported"))

    def closed(self) -> Term:
        """What was closed."""
        return self.term("closed", Text("办结件数", f"{self.short.en} closed"))

    def term(self, measure: str, name: Text, **more: Any) -> Term:
        """A measure of these events; `more` are further conditions."""
        own: dict[str, Any] = {"category": self.category} if self.category else {}
        return term("event", measure, name=name, kind=self.kind, **own | more)

    def _said(self, zh: str, en: str) -> Text:
        said = en.format(self.things.en, self.short.en)
        return Text(zh.format(self.things.zh, self.short.zh), said[0].upper() + said[1:])

    def _not_closed(self) -> Text:
        return self._said(
            "已作废的{1}；状态不是已结案的{1}，即使有办结时间。来源不给状态的，以办结时间为准。",
            "Withdrawn {1}, and {1} whose status is not closed, even with a close time. Where a source gives no "
            "status, the close time decides.",
        )


def _unit(more: dict[str, Any]) -> str:
    return "days" if more.get("unit") == DAYS else "hours"
