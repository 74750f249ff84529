"""`init`: a first TOML for a source, made by looking at an example of what it gives."""

import getpass
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from etl.check import check_source
from etl.check_text import as_text
from etl.commands.command import Command, Job
from etl.errors import SiteInvalid
from etl.site.source_files import read_sources
from etl.starting.begin import begin
from etl.starting.look import Look
from etl.starting.look_files import look_at_file
from etl.starting.look_http import look_at_http
from etl.starting.look_sql import look_at_sql
from etl.surroundings import Surroundings

_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Where the address of a database is while it is looked at; the TOML refers to a file or a variable of its own.
_ADDRESS = "COCKPIT_INIT_ADDRESS"
_ROWS = 200


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="key of the new source: small letters, digits, _")
    parser.add_argument("--kind", required=True, choices=sorted(_LOOKS), help="how the platform is reached")
    parser.add_argument(
        "--url", help="http: an address that gives some records; sql: the database's (asked unless given)"
    )
    parser.add_argument("--url-env", metavar="VARIABLE", help="sql: the environment variable that holds the address")
    parser.add_argument("--file", type=Path, help="files: an example of what will be dropped")
    parser.add_argument("--table", help="sql: table or view, perhaps schema.table")
    parser.add_argument("--token-env", metavar="VARIABLE", help="http: the environment variable that holds a token")
    parser.add_argument("--token-file", metavar="FILE", help="http: the file in sources/ that holds a token")
    parser.add_argument(
        "--field", action="append", default=[], metavar="FIELD=PATH", help="a field that is known; as often as needed"
    )


def _run(job: Job) -> Iterator[str]:
    given = job.arguments
    if not _NAME.fullmatch(given.name):
        raise SiteInvalid(f"'{given.name}' cannot be the key of a source: small letters, digits and _, a letter first")
    wanted = dict(_pair(each) for each in given.field)
    with job.surroundings() as surroundings:
        look, secret, inside = _LOOKS[given.kind](given, surroundings)
        written = begin(given.name, look, inside, wanted, secret)
        yield "\n".join(f"written: {path}" for path in written)
        sources = read_sources(job.site, surroundings.environment)
        source = next(each for each in sources if each.key == given.name)
        yield from (as_text(findings) for findings in check_source(source, sources, surroundings, _ROWS))
        yield f"Read through {written[0]}: every guess is marked. Then: python -m etl check {given.name}"


# The look, how the TOML refers to its secret, and the surroundings in which its probe can be read.
_Seen = tuple[Look, Mapping[str, str] | None, Surroundings]


def _http(given: Namespace, surroundings: Surroundings) -> _Seen:
    url = given.url or _asked("An address that answers with some records", "--url")
    token, secret = None, {}
    if given.token_env:
        secret = {"env": given.token_env}
        token = surroundings.environment.get(given.token_env, "")
    elif given.token_file:
        secret = {"file": given.token_file}
        path = surroundings.site.folder / "sources" / given.token_file
        token = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if token == "":
        raise SiteInvalid(f"there is no token in {' '.join(secret.values())}; put it there first")
    return look_at_http(url, token, secret), None, surroundings


def _files(given: Namespace, surroundings: Surroundings) -> _Seen:
    path = given.file or Path(_asked("A file that the platform exported", "--file"))
    return look_at_file(path, surroundings.data_folder), None, surroundings


def _sql(given: Namespace, surroundings: Surroundings) -> _Seen:
    if given.url_env:
        url, secret = surroundings.environment.get(given.url_env, ""), {"env": given.url_env}
        if not url:
            raise SiteInvalid(f"the environment variable {given.url_env} is not set; put the database's address there")
    else:
        url = given.url or _asked(
            "Address of the database (dialect+driver://, user, password, host, name)", "--url", True
        )
        secret = {"file": f"{given.name}.url"}
    table = given.table or _asked("Table or view", "--table")
    look = look_at_sql(url, table, {"env": _ADDRESS})
    if "file" in secret:
        look.files[secret["file"]] = f"{url}\n"
    return look, secret, replace(surroundings, environment={**surroundings.environment, _ADDRESS: url})


_LOOKS: Mapping[str, Callable[[Namespace, Surroundings], _Seen]] = MappingProxyType(
    {"http": _http, "files": _files, "sql": _sql}
)


def _asked(question: str, option: str, hidden: bool = False) -> str:
    """The answer of whoever sits at the terminal. Raises SiteInvalid where nobody does."""
    if not sys.stdin.isatty():
        raise SiteInvalid(f"give {option}; there is no terminal to ask for it")
    return (getpass.getpass if hidden else input)(f"{question}: ").strip()


def _pair(text: str) -> tuple[str, str]:
    field, sign, path = text.partition("=")
    if not sign or not field or not path:
        raise SiteInvalid(f"--field {text}: write it as FIELD=PATH, such as record_key=编号")
    return field, path


COMMAND = Command("write a first TOML for a platform by looking at an example", _add, _run)
