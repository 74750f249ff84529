"""House rules that no linter knows: length of files and functions, colours and styles only where they belong."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

_PROJECT = Path(__file__).resolve().parents[1]
_LONGEST_FILE, _LONGEST_FUNCTION = 250, 40
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
_COLOURED = {"assets/tokens.css", "dashboard/theme.py"}


def _files(*patterns: str) -> list[Path]:
    """Files of the project that git knows or would take, without those it ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listing = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git working tree: the house rules are checked where the project is developed")
    return [path for line in listing.stdout.splitlines() if (path := _PROJECT / line).is_file()]


def _named(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(_PROJECT)}:{line} {what}"


def test_no_file_of_code_is_longer_than_250_lines() -> None:
    long = []
    for path in _files("*.py", "*.sql", "*.css", "*.js", "Makefile", ".ci/*"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > _LONGEST_FILE:
            long.append(_named(path, lines, "lines"))
    assert long == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for path in _files("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > _LONGEST_FUNCTION:
                    long.append(_named(path, node.lineno, f"{node.name} has {length} lines"))
    assert long == []


def test_every_module_opens_with_a_sentence_saying_what_it_is() -> None:
    silent = [
        _named(path, 1, "has no docstring")
        for path in _files("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_colours_stand_only_among_the_tokens() -> None:
    coloured = []
    for path in _files("*.py", "*.css", "*.js"):
        name = str(path.relative_to(_PROJECT))
        if name in _COLOURED or path.parts[len(_PROJECT.parts)] in ("tests", "bench"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _COLOUR.search(re.sub(r"url\(#[^)]*\)", "", line)):
                coloured.append(_named(path, number, line.strip()[:80]))
    assert coloured == []


def test_no_style_is_set_in_layouts_or_dashboard() -> None:
    styled = []
    for path in _files("layouts/*.py", "dashboard/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "style":
                styled.append(_named(path, node.lineno, "style="))
    assert styled == []


def test_nothing_is_left_to_do_and_nothing_is_swallowed() -> None:
    left = []
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    for path in _files("*.py", "*.sql", "*.css", "*.js", "*.toml"):
        text = path.read_text(encoding="utf-8")
        left += [
            _named(path, n, line.strip()[:80]) for n, line in enumerate(text.splitlines(), 1) if marks.search(line)
        ]
        if path.suffix == ".py":
            left += [
                _named(path, node.lineno, "except: pass")
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body)
            ]
    assert left == []
