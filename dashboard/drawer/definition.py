"""What a metric is, as texts: its formula as the warehouse counts it, when it is mature, how it is protected."""

from dashboard.language import gettext as _
from data_access.metric import Certainty, Direction, Metric, Term

_DIRECTIONS = {
    Direction.UP: lambda: _("越高越好"),
    Direction.DOWN: lambda: _("越低越好"),
    Direction.NONE: lambda: _("不作好坏判断"),
}
_CERTAINTIES = {
    Certainty.VERIFIED: lambda: _("已核实"),
    Certainty.SECOND_HAND: lambda: _("转引"),
    Certainty.INFERRED: lambda: _("推定"),
    Certainty.TO_CONFIRM: lambda: _("待确认"),
}


def direction(metric: Metric) -> str:
    """Which way is good."""
    return _DIRECTIONS[metric.direction]()


def certainty(metric: Metric) -> str:
    """How sure the definition is."""
    return _CERTAINTIES[metric.certainty]()


def kept(side: Term) -> str:
    """The measures and conditions a side is made of, as the warehouse names them."""
    measures = " + ".join(side.plus) + "".join(f" − {name}" for name in side.minus)
    conditions = "".join(f", {name} = {' | '.join(members)}" for name, members in side.where)
    return f"{side.mart}: {measures}{conditions}"


def times(metric: Metric) -> str:
    """What the quotient is multiplied by; nothing where by nothing."""
    return "" if metric.scale == 1 else f"× {metric.scale:g}"


def formula(metric: Metric, language: str) -> str:
    """Both sides in one line: what they are called and, in brackets, what they are made of."""
    sides = [f"{side.name.in_language(language)} [{kept(side)}]" for side in metric.terms]
    return f"{' / '.join(sides)} {times(metric)}".rstrip()


def maturity(metric: Metric) -> str:
    """When a period's value no longer moves."""
    if not metric.maturity_lag_days:
        return _("期末即成熟")
    return _("期末后 %(days)s 天", days=metric.maturity_lag_days)


def protection(metric: Metric) -> str:
    """Whether it is about people, and what follows."""
    return _("涉及人：到乡镇（街道）、整月，过小的数不显示") if metric.protected else _("公开")
