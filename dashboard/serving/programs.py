"""What the supervisor runs: our programs, where they listen, and in which order they start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_access.connection import ConnectionUrls


@dataclass(frozen=True, slots=True)
class Program:
    """One of our programs. `roles` are those of the warehouse whose URLs it is given, and no others.

    `address` is where it listens (host, port); `setting` is the variable that moves it elsewhere.
    """

    name: str
    command: Sequence[str]
    roles: tuple[str, ...] = ()
    address: tuple[str, int] | None = None
    setting: str = ""

    @property
    def url(self) -> str:
        """Where it answers."""
        host, port = self.address or ("", 0)
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, in this order: platform, prepare, web, metrics, load (to its end, on the terminal: the newest days),
    watch (what is new, and what a first load has left)."""

    data: Path
    folder: Path
    environment: Mapping[str, str]
    prepare: Callable[[ConnectionUrls], None]
    web: Program
    platform: Program | None = None
    load: Program | None = None
    watch: Program | None = None
    metrics: Program | None = None
