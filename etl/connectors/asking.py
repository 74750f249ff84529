"""One question to a platform: the address, its parameters, and whether they go into the address or into a body."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx
import orjson

from etl.errors import SiteInvalid

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Ask:
    """`parameters` go into the address, or into the body of a POST; those of `address` always into the address."""

    url: httpx.URL
    parameters: Mapping[str, Value] = field(default_factory=dict)
    post: Literal["form", "json"] | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def having(self, parameters: Mapping[str, Value]) -> "Ask":
        """The same with further parameters, or other values of those it has."""
        return replace(self, parameters={**self.parameters, **parameters})

    def at(self, url: httpx.URL) -> "Ask":
        """The same at an address the platform gave, which holds all parameters that belong there."""
        return replace(self, url=url, parameters=self.parameters if self.post else {})

    def value(self, name: str) -> str:
        """The value of a parameter as text, '' where it is not asked for."""
        found = self.parameters.get(name)
        return text_of(found) if found is not None else self.url.params.get(name, "")

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address."""
        own = {} if self.post else {name: text_of(value) for name, value in self.parameters.items()}
        added = {**own, **self.address}
        return [pair for pair in self.url.params.multi_items() if pair[0] not in added] + list(added.items())

    def identity(self) -> str:
        """The same text for the same question."""
        return f"{self.request_url()} {sorted(self.parameters.items()) if self.post else ''}"

    def request_url(self) -> httpx.URL:
        """The whole address."""
        pairs = self.pairs()
        return self.url.copy_with(params=pairs) if pairs else self.url

    def request(self, client: httpx.Client) -> httpx.Request:
        """What is sent."""
        url, headers = self.request_url(), dict(self.headers)
        if self.post == "json":
            headers["Content-Type"] = "application/json"
            body = orjson.dumps(nested(self.parameters), option=orjson.OPT_SORT_KEYS)
            return client.build_request("POST", url, headers=headers, content=body)
        if self.post == "form":
            fields = {name: text_of(value) for name, value in self.parameters.items()}
            return client.build_request("POST", url, headers=headers, data=fields)
        return client.build_request("GET", url, headers=headers)


def text_of(value: object) -> str:
    """A parameter as an address holds it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def nested(parameters: Mapping[str, Value]) -> dict[str, Any]:
    """Dotted names as objects within objects. Raises SiteInvalid where one name is both a value and an object."""
    whole: dict[str, Any] = {}
    for name, value in parameters.items():
        *steps, last = name.split(".")
        place = whole
        for step in steps:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise SiteInvalid(f"parameters: '{name}' lies below '{step}', which has a value of its own")
        if isinstance(place.get(last), dict):
            raise SiteInvalid(f"parameters: '{name}' has a value, and there are parameters below it")
        place[last] = value
    return whole
