"""The command line of the jobs, run as processes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from replay.server import Platform

from data_access.connection import ConnectionUrls
from platforms.events import EventPlatform
from platforms.ready import PROJECT, command
from platforms.station import SMALL_CITY, Station


class Jobs:
    """The command line with its surroundings: a database, a data folder, the small city, a platform."""

    def __init__(self, urls: ConnectionUrls, data: Path, served: Platform, platform: EventPlatform) -> None:
        self.platform = platform
        self.served = served
        self.environment = {
            **os.environ,
            "COCKPIT_SITE": str(SMALL_CITY),
            "COCKPIT_DATA": str(data),
            "COCKPIT_WRITER_URL": urls.writer,
            "COCKPIT_TRIAL_URL": served.url,
        }

    def __call__(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        return command("etl", words, {**self.environment, **changed})

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The same as people start it, left running."""
        command_line = [sys.executable, "-m", "etl", *words]
        return subprocess.Popen(command_line, cwd=PROJECT, env=self.environment, stderr=subprocess.PIPE, text=True)

    def status(self) -> dict[str, Any]:
        """The one source's entry of `status --json`."""
        done = self("status", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        (entry,) = json.loads(done.stdout)
        return dict(entry)


def eventually(here: Station, count: int) -> bool:
    """Whether so many events are there within half a minute."""
    for _ in range(300):
        if here.rows("SELECT count(*) FROM cockpit.event") == [(count,)]:
            return True
        time.sleep(0.1)
    return False
