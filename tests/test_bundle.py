"""A bundle holds wheels, code and the demonstration site, and make installs from it without a network."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

_PROJECT = Path(__file__).resolve().parents[1]
# Notes what pip is asked for, and puts a wheel where it is told to; a test downloads nothing.
_PIP = """#!/bin/sh
echo "$*" >> {asked}
while [ $# -gt 0 ]; do
    case "$1" in
        --dest) dest=$2 ;;
        --python-version) python=$2 ;;
    esac
    shift
done
touch "$dest/one-1.0-cp$python-abi3-any.whl"
"""


def _run(folder: Path, *command: str) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of what is committed, unpacked; `asked` beside it has the lines pip was run with."""
    folder = tmp_path_factory.mktemp("bundle")
    clone = folder / "clone"
    # A folder that is no repository of its own (a bundle, or a part of a larger one) has nothing to bundle.
    top = subprocess.run(
        ["git", "rev-parse", "--show-toplevel"], cwd=_PROJECT, capture_output=True, text=True, check=False
    )
    if top.returncode != 0 or Path(top.stdout.strip()) != _PROJECT:
        pytest.skip("not a git working tree: a bundle is made where the project is developed")
    _run(folder, "git", "clone", "--quiet", str(_PROJECT), str(clone))
    pip = clone / ".venv" / "bin" / "python"
    pip.parent.mkdir(parents=True)
    pip.write_text(_PIP.format(asked=folder / "asked"), encoding="utf-8")
    pip.chmod(0o755)
    said = _run(clone, "sh", ".ci/bundle", "9.9", "3.11", "3.13")
    assert "dist/cockpit-9.9.tar.gz" in said
    with tarfile.open(clone / "dist" / "cockpit-9.9.tar.gz") as archive:
        archive.extractall(folder / "unpacked", filter="data")
    return folder / "unpacked" / "cockpit-9.9"


def test_it_holds_the_committed_tree_and_the_demonstration_site_and_nothing_else(bundle: Path) -> None:
    committed = set(_run(_PROJECT, "git", "ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")) - {""}
    held = {str(path.relative_to(bundle)) for path in bundle.rglob("*") if path.is_file()}
    assert {path for path in held if not path.startswith("wheels/")} == committed
    wanted = {"Makefile", ".ci/environment", "requirements.txt", "app.py", "dashboard/__main__.py", "assets/tokens.css"}
    site = {f"etl/demo/site/{name}" for name in ("site.toml", "divisions.csv", "grids.geojson", "units.csv")}
    assert wanted | site | {"etl/demo/site/sources/grid_platform.toml"} <= held


def test_it_holds_wheels_of_every_python_that_was_named_and_only_wheels_are_asked_for(bundle: Path) -> None:
    wheels = sorted(path.name for path in (bundle / "wheels").iterdir())
    assert wheels == ["one-1.0-cp3.11-abi3-any.whl", "one-1.0-cp3.13-abi3-any.whl"]
    lines = (bundle.parents[1] / "asked").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    for line, python in zip(lines, ("3.11", "3.13"), strict=True):
        assert line.startswith("-m pip download ")
        for words in ("--requirement requirements.txt", "--only-binary=:all:", f"--python-version {python}"):
            assert words in line
        assert f"--abi cp{python.replace('.', '')} --abi abi3 --abi none" in line
        assert f"manylinux2014_{os.uname().machine}" in line


def test_make_run_installs_from_its_wheels_and_asks_no_index(bundle: Path) -> None:
    for folder, offline in ((bundle, True), (_PROJECT, (_PROJECT / "wheels").exists())):
        planned = _run(folder, "make", "--dry-run", "--always-make", "run", f"PYTHON={sys.executable}")
        install = next(line for line in planned.splitlines() if "pip install" in line)
        assert ("--no-index --find-links wheels -r requirements.txt" in install) is offline
