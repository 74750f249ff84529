"""Terms of registers that several themes count or divide by: how many there are, how much of it, on a day."""

from data_access.metric import Term, Text, term

_MART = "register"


def there_are(name: Text, kind: str, *categories: str, **where: str | tuple[str, ...]) -> Term:
    """How many entries there are at the end of the period: those that began less those that ended."""
    return _stock(name, "opened", "closed", kind, categories, where)


def amount_of(name: Text, kind: str, *categories: str, **where: str | tuple[str, ...]) -> Term:
    """How large they are together at the end of the period, in the unit of their quantity."""
    return _stock(name, "quantity_opened", "quantity_closed", kind, categories, where)


def judged(name: Text, kind: str, *categories: str) -> Term:
    """How many of them say at the end of the period how many there must be (应配数量)."""
    return _stock(name, "judged_opened", "judged_closed", kind, categories, {})


def met(name: Text, kind: str, *categories: str) -> Term:
    """How many of those have at least as many."""
    return _stock(name, "met_opened", "met_closed", kind, categories, {})


def _stock(
    name: Text,
    began: str,
    ended: str,
    kind: str,
    categories: tuple[str, ...],
    where: dict[str, str | tuple[str, ...]],
) -> Term:
    of_categories = {"category": categories} if categories else {}
    return term(_MART, began, name=name, minus=(ended,), stock=True, kind=kind, **of_categories, **where)


PER_COMMUNITY = Text("个/社区", "per community")


def communities(*categories: str) -> Term:
    """How many communities there are, urban, rural or all."""
    names = {"urban": Text("期末城市社区数", "urban communities"), "rural": Text("期末农村社区数", "rural communities")}
    every = Text("期末社区（村）数", "communities")
    return there_are(names[categories[0]] if categories else every, "community", *categories)


COMMUNITIES = communities()
RESIDENTS = amount_of(Text("常住人口", "residents"), "residents")
HOUSEHOLDS = amount_of(Text("户数", "households"), "households")
