"""Runs the cockpit, or a constant callback, under gunicorn with the very command of `make run`."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from dashboard.__main__ import plan_of
from data_access.folder import free_port
from settings import Settings


@contextmanager
def gunicorn(application: str, data: Path, variables: Mapping[str, str]) -> Iterator[str]:
    """The address of `application` (module:name) while the block runs; `variables` come on top of the environment."""
    settings = Settings(data=data, port=free_port())
    plan = plan_of(settings)
    command = [application if part == "app:server" else part for part in plan.web.command]
    Path(plan.environment["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **plan.environment, **variables}
    with subprocess.Popen(command, cwd=plan.folder, env=environment) as process:
        try:
            _wait(plan.web.url, process)
            yield plan.web.url
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(url, timeout=60, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}; see what it wrote above")
