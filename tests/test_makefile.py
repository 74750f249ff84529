"""make says in one sentence what a machine lacks, and makes its environment only once."""

import os
import re
import subprocess
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[1]


def _environment_in(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(_PROJECT / ".ci" / "environment")]
    environment = {**os.environ, "PYTHON": python}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _fake_python(folder: Path, *, refused: str) -> str:
    """A Python that works, except for a piece of code with `refused` in it."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\ncase "$*" in *{refused}*) exit 1;; esac\n')
    program.chmod(0o755)
    return str(program)


def test_without_a_suitable_python_the_sentence_names_the_versions(tmp_path: Path) -> None:
    for python in ("no-such-python", _fake_python(tmp_path, refused="version_info")):
        result = _environment_in(tmp_path, python)
        assert result.returncode == 2
        assert result.stderr.startswith("No Python 3.11, 3.12 or 3.13 was found")
        assert result.stderr.count("\n") == 1


def test_without_the_venv_module_the_sentence_names_the_package(tmp_path: Path) -> None:
    result = _environment_in(tmp_path, _fake_python(tmp_path, refused="ensurepip"))
    assert result.returncode == 2
    assert "has no venv module: install it (Debian, Ubuntu: apt install python3-venv)" in result.stderr
    assert result.stderr.count("\n") == 1


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make", "--no-print-directory"], cwd=_PROJECT, capture_output=True, text=True, check=True)
    named = re.findall(r"^  make ([a-z-]+)", listed.stdout, re.MULTILINE)
    promised = ["help", "run", "test", "check", "format", "bench", "torture", "soak", "bundle", "system-deps", "clean"]
    assert sorted(named) == sorted(promised)
