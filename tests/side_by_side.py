"""How files of tests are handed to workers: each to one, and all that open a browser to the same."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


@cache
def opens_browser(path: Path) -> bool:
    """Whether a file of tests opens pages in a browser."""
    return "browser: Browser" in path.read_text(encoding="utf-8")


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Two browsers that draw maps with the processor at once take longer than one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "browser" if opens_browser(Path(self.config.rootpath, file)) else file


def scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """The scheduler that hands them out so."""
    return _ByFile(config, log)
