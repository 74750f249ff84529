"""Processes that begin with everything imported: what a command does is tested, not how long Python takes to start."""

import multiprocessing
import os
import runpy
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

# A server imports this once for all processes of a test session; each is a copy of it, and a process of its own.
_CONTEXT = multiprocessing.get_context("forkserver")
_IMPORTED = ["platforms.killing", "etl.__main__", "dashboard.__main__", "dashboard.files.permissions", "etl.check"]
_IMPORTED += ["sqlalchemy.dialects.postgresql.psycopg2", "alembic.command", "xlsxwriter", "rich.progress"]
_CONTEXT.set_forkserver_preload(_IMPORTED)
_TESTS = Path(__file__).resolve().parents[1]
PROJECT = _TESTS.parent
_PATIENCE = 120


def begin(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """`target` in a new process, already running; it ends with this one at the latest."""
    process = _CONTEXT.Process(target=target, args=arguments, daemon=True)
    with pytest.MonkeyPatch.context() as environment:
        # The server looks for modules where the environment says, not where this process does.
        environment.setenv("PYTHONPATH", os.pathsep.join((str(PROJECT), str(_TESTS))))
        process.start()
    return process


def command(program: str, words: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What `python -m program words` does and says in the project's folder."""
    with TemporaryDirectory() as folder:
        said = Path(folder, "stdout"), Path(folder, "stderr")
        process = begin(_command, program, words, dict(environment), said)
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{program} {' '.join(words)}: not done after {_PATIENCE} s")
        told = [each.read_text(encoding="utf-8") for each in said]
        return subprocess.CompletedProcess((program, *words), process.exitcode, *told)


def _command(program: str, words: tuple[str, ...], environment: Mapping[str, str], said: tuple[Path, Path]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(PROJECT)
    for name, number, path in (("stdout", 1, said[0]), ("stderr", 2, said[1])):
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(file, number)
        os.close(file)
        setattr(sys, name, os.fdopen(number, "w", encoding="utf-8"))
    warnings.filterwarnings("error", category=DeprecationWarning, module=r"(etl|dashboard)\b")
    # Python runs a module as a program only where nobody has imported it yet.
    sys.modules.pop(f"{program}.__main__", None)
    sys.argv[1:] = words
    runpy.run_module(program, run_name="__main__", alter_sys=True)
