"""How a value is compared with its target; apart from what reads targets, so that a job needs no data frames."""

import operator

# How a value may stand to its target, as targets.csv writes it and as a screen shows it.
COMPARATORS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
