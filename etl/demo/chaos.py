"""A switch by which any simulated platform goes wrong, and is well again."""

import threading
from collections.abc import Mapping

import orjson

from etl.demo.disturbing import DISTURBANCES
from etl.demo.exchange import Answer, BadRequestError, Request, Service, refused
from etl.demo.spoiling import Wishes

PREFIX = "/chaos"
OFF = "off"
_EVERY = ""


class Chaos:
    """Which platform (its prefix without the slash, its folder or database) is disturbed how; serves many threads."""

    def __init__(self, platforms: Mapping[str, Service], handed: Wishes | None = None) -> None:
        """`platforms` by their prefixes, as they are when they are well; `handed`: those of files and databases."""
        self._platforms, self._handed = platforms, handed
        self._kinds: dict[str, str] = {}
        self._lock = threading.Lock()

    def services(self) -> dict[str, Service]:
        """The platforms, each disturbed while the switch says so, and the switch itself."""
        disturbed = {prefix: self._around(prefix, service) for prefix, service in self._platforms.items()}
        return {**disturbed, PREFIX: self._answer}

    def switch(self, kind: str, platform: str = _EVERY) -> None:
        """Disturb a platform (none named: all), or with `off` leave it alone. Raises BadRequestError or OSError."""
        if kind != OFF and kind not in DISTURBANCES:
            raise BadRequestError(f"there is no chaos '{kind}'; there are: {', '.join(DISTURBANCES)}, {OFF}")
        known = {prefix.strip("/") for prefix in self._platforms} | (self._handed.names if self._handed else set())
        name = platform.strip("/")
        if name and name not in known:
            raise BadRequestError(f"there is no platform '{name}'; there are: {', '.join(sorted(known))}")
        with self._lock:
            for each in [name] if name else known:
                self._kinds.pop(each, None)
                if kind != OFF:
                    self._kinds[each] = kind
            if self._handed:
                self._handed.write(self._kinds)

    def _around(self, prefix: str, service: Service) -> Service:
        def answer(request: Request) -> Answer:
            true = service(request)
            kind = self._kinds.get(prefix.strip("/"))
            # A refusal is none of the platform's records, and stays what it is.
            return DISTURBANCES[kind](true) if kind and true.status == 200 else true

        return answer

    def _answer(self, request: Request) -> Answer:
        if request.method == "POST":
            kind, _, platform = request.path.strip("/").partition("/")
            self.switch(kind, platform)
        elif request.path.strip("/"):
            return refused(405, "switch it by POST", Allow="POST")
        with self._lock:
            return Answer(orjson.dumps({"chaos": self._kinds, "kinds": [*DISTURBANCES, OFF]}))
