"""Drawn HTML as the components it was made of, for tests that look into it."""

from html.parser import HTMLParser
from typing import Any

_VOID = {"br", "hr", "img", "input"}
_NAMES = {"class": "className"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[dict[str, Any]] = [{"type": "", "props": {"children": []}}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {_NAMES.get(name, name): True if value is None else value for name, value in attrs}
        kind = "Link" if given.pop("data-within", False) else tag.capitalize()
        part = {"type": kind, "props": {"children": [], **given}}
        self.open[-1]["props"]["children"].append(part)
        if tag not in _VOID:
            self.open.append(part)

    def handle_endtag(self, tag: str) -> None:
        part = self.open.pop()
        assert part["type"].lower() == tag or (part["type"], tag) == ("Link", "a"), f"{part['type']} ends as {tag}"
        children = part["props"]["children"]
        # One text, or nothing, is no list, as where components are made.
        if not children:
            del part["props"]["children"]
        elif len(children) == 1 and isinstance(children[0], str):
            part["props"]["children"] = children[0]

    def handle_data(self, data: str) -> None:
        self.open[-1]["props"]["children"].append(data)


def parsed(markup: str) -> Any:
    """The components of HTML: one alone, several as a list; a text alone as it is."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    (root,) = reader.open
    children = root["props"]["children"]
    return children[0] if len(children) == 1 else children
