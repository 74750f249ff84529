"""Who looked, and when: the mark on every file and on screens that show rows."""

from dashboard.view import View


def mark(view: View) -> str:
    """Account and moment; of a demonstration that too, so that no file passes for the real thing."""
    moment = f"{view.now:%Y-%m-%d %H:%M}"
    invented = " · 演示数据 DEMONSTRATION" if view.site.demonstration else ""
    return f"{view.viewer.name} · {moment}{invented}"
