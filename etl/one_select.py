"""Whether an SQL text is one SELECT and nothing else: what a source may say to somebody's database."""

import re

_OPENINGS = ("select", "with")
# Whatever else is no SELECT would have to stand at the beginning. SHARE locks rows, as UPDATE does.
_FORBIDDEN = frozenset({"insert", "update", "delete", "merge", "into", "call", "exec", "execute", "share"})
# Texts, quoted names and comments; what stands in them is no statement. `/*!` is run by MySQL, so it is no comment.
_PASSED_OVER = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]\n]*\]|--[^\n]*|/\*(?!M?!).*?\*/",
    re.DOTALL,
)
_WORD = re.compile(r"(?<![\w.])[a-z_]\w*(?!\w)", re.IGNORECASE)


def one_select(text: str) -> str:
    """The statement without a closing semicolon. Raises ValueError with a sentence where it is not one SELECT."""
    statement = text.strip().rstrip(";").rstrip()
    bare = _PASSED_OVER.sub(" ", statement)
    if "/*" in bare:
        raise ValueError("a comment in it is run by the database; leave it out")
    if ";" in bare:
        raise ValueError("it holds more than one statement; a source may say one SELECT")
    words = [found[0].lower() for found in _WORD.finditer(bare)]
    if not words or words[0] not in _OPENINGS:
        raise ValueError("it does not begin with SELECT; a source only reads, and calls no procedures")
    forbidden = next((word for word in words if word in _FORBIDDEN), None)
    if forbidden:
        raise ValueError(
            f"the word {forbidden.upper()} may not stand in it: a source only reads. A column of that name is "
            "written in the database's quotes, or after its table's name and a dot"
        )
    if not _closed(bare):
        raise ValueError("its brackets do not match")
    return statement


def _closed(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0
