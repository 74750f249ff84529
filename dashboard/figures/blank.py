"""The figure that shows nothing: no axes, no paper; what stands in its place is the panel's matter."""

from typing import Any

from dashboard.theme import CLEAR


def blank() -> dict[str, Any]:
    """A figure without data of which nothing is to be seen in any theme."""
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": [],
        "layout": {
            "xaxis": hidden,
            "yaxis": hidden,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
        },
    }
