"""A program's memory is its own and its helpers', not what the test session has."""

import subprocess

import pytest
from apart import run_apart

HELPED = """
import subprocess, sys
held = "held = b'x' * 100_000_000; import time; time.sleep(0.5)"
subprocess.run([sys.executable, "-c", held], check=True)
print("done")
"""


def test_the_size_of_a_program_is_not_that_of_who_started_it() -> None:
    session = bytearray(b"x") * 200_000_000
    assert run_apart("pass").mebibytes < len(session) / 4 / 1024**2


def test_the_largest_helper_is_counted() -> None:
    done = run_apart(HELPED)
    assert done.lines == ["done"]
    assert done.mebibytes > 100_000_000 / 1024**2


def test_a_program_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_apart("raise SystemExit(3)")
