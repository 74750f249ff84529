"""python -m etl: run, watch, check, check-site, status and the commands of etl/commands; a composition root."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import FrameType

import orjson
from psycopg2 import Error as DatabaseError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.connection import WarehouseUnavailableError
from data_access.embedded import running_server
from data_access.folder import disk_is_full
from data_access.migrate import upgrade
from data_access.site import Site, SiteError, read_site
from data_access.warehouse import open_engine
from etl.by_hand import note
from etl.commands import COMMANDS
from etl.errors import JobError, SiteInvalid
from etl.life.first_load import NEWEST_DAYS, is_under_way
from etl.life.history import run_newest, run_whole
from etl.life.pause import is_paused
from etl.logs import configure_logs
from etl.months import sum_months
from etl.progress import progress_report
from etl.site.files import read_site_files
from etl.site.reference import load_reference
from etl.site.source_files import read_sources
from etl.site.watched import WatchedSite, site_fault
from etl.source import Source
from etl.status import as_text, held_sources, read_status
from etl.surroundings import Surroundings, read_person_key
from settings import Settings, SettingsError, read_settings

_INTERRUPTED = 130


class _Job:
    """The settings, the site and its sources of one invocation."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.settings: Settings = read_settings()
        configure_logs(self.settings.log_level)

    @cached_property
    def site(self) -> Site:
        """The site; read when it is first asked for, as `status` also speaks of one that cannot be read."""
        return read_site(self.settings.site)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All sources of the site."""
        return read_sources(self.site, os.environ)

    @property
    def names(self) -> Sequence[str]:
        """The sources named on the command line."""
        return getattr(self.arguments, "sources", ()) or ()

    def chosen(self) -> tuple[Source, ...]:
        """The sources named on the command line; all where none is. Raises SiteInvalid for one that does not exist."""
        unknown = [name for name in self.names if name not in {source.key for source in self.sources}]
        if unknown:
            there = ", ".join(source.key for source in self.sources)
            raise SiteInvalid(f"{self.site.folder}: there is no source '{unknown[0]}'; there are: {there}")
        return tuple(source for source in self.sources if not self.names or source.key in self.names)

    @contextmanager
    def surroundings(self) -> Iterator[Surroundings]:
        """The open warehouse, migrated and with the site's dimensions."""
        # What is wrong with the site is said before a database is started.
        self.chosen()
        with self.engine() as engine:
            note(engine, self.arguments, os.environ, os.getuid())
            key = read_person_key(self.settings.data)
            yield Surroundings(engine, self.site, self.settings.data, os.environ, key)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """The warehouse, migrated."""
        with self._writer_url() as url:
            # Of four passes at a time each may hold a connection, commit on one and look something up on a third.
            engine = open_engine(url, pool_size=12)
            try:
                yield engine
            finally:
                engine.dispose()

    @contextmanager
    def _writer_url(self) -> Iterator[str]:
        if self.settings.writer_url is not None:
            yield self.settings.writer_url
            return
        with running_server(self.settings.data, self.settings.database_url, say=_say) as urls:
            upgrade(urls.owner)
            yield urls.writer


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _run(job: _Job) -> int:
    with job.surroundings() as surroundings, progress_report() as report:
        load_reference(job.site, surroundings.engine, job.sources)
        if job.arguments.newest:
            left = run_newest(job.chosen(), surroundings, report)
        else:
            left = run_whole(job.chosen(), surroundings, report)
        sum_months(surroundings.engine, job.site)
        paused = [source for source in left if is_paused(surroundings.engine, source)]
        waiting = job.arguments.newest and is_under_way(surroundings.engine, job.chosen())
    for source in paused:
        _say(f"{source.key} is paused and was not read; python -m etl resume {source.key} ends that")
    if waiting:
        _say("首次装载在驾驶舱后面继续 · the first load goes on behind the cockpit; `etl status` says how far it is")
    return 0 if len(paused) == len(left) else 1


def _watch(job: _Job) -> int:
    from etl.watch import watch

    with job.surroundings() as surroundings:
        watch(WatchedSite(job.site.folder, surroundings.engine, os.environ), surroundings, job.names)
    return 0


def _check(job: _Job) -> int:
    from etl.check import check_source
    from etl.check_text import as_text as as_words

    with job.surroundings() as surroundings:
        found = [
            findings
            for source in job.chosen()
            for findings in check_source(source, job.sources, surroundings, job.arguments.rows)
        ]
    print("\n\n".join(as_words(findings) for findings in found))
    return 0 if all(findings.fine for findings in found) else 1


def _check_site(job: _Job) -> int:
    files = read_site_files(job.site.folder, os.environ)
    for sentence in files.missing:
        _say(f"warning: {sentence}")
    print(
        f"{job.site.folder}: {len(job.site.cities)} cities, {files.counts['division']} divisions, "
        f"{files.counts['grid']} grids, {files.counts['source']} sources, "
        f"{files.counts['correction']} corrections: all files can be used"
    )
    return 0


def _status(job: _Job) -> int:
    with job.engine() as engine:
        fault = site_fault(job.settings.site, engine, os.environ)
        held = [each for each in held_sources(engine) if not job.names or each.key in job.names]
        entries = read_status(engine, held if fault else job.chosen(), fault)
    print(orjson.dumps(entries, option=orjson.OPT_INDENT_2).decode() if job.arguments.json else as_text(entries, fault))
    return 0


_COMMANDS: dict[str, tuple[Callable[[_Job], int], str]] = {
    "run": (_run, "load what is new, once"),
    "watch": (_watch, "keep loading as the platforms produce"),
    "check": (_check, "show what a source would load; load nothing"),
    "check-site": (_check_site, "check every file of the site folder"),
    "status": (_status, "say how every source is doing"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="The jobs that fill the warehouse.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, help_text) in _COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name != "check-site":
            command.add_argument("sources", nargs="*", metavar="SOURCE", help="all sources unless named")
        if name == "run":
            words = f"first loads: leave what changed more than {NEWEST_DAYS} days ago, and whole lists, to watch"
            command.add_argument("--newest", action="store_true", help=words)
        if name == "check":
            command.add_argument("--rows", type=int, default=1000, metavar="N", help="records to read (1000)")
        if name == "status":
            command.add_argument("--json", action="store_true", help="for programs")
    for name, each in COMMANDS.items():
        each.add(commands.add_parser(name, help=each.help))
    return parser


def _end(number: int, _frame: FrameType | None) -> None:
    """SIGTERM ends a job as Ctrl-C does: the open transaction is undone, what was committed stays."""
    raise KeyboardInterrupt(number)


def _done(job: _Job, command: str) -> int:
    if command not in COMMANDS:
        return _COMMANDS[command][0](job)
    for line in COMMANDS[command].run(job):
        print(line)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 done, 1 some source failed, 2 it could not run (one sentence says why)."""
    signal.signal(signal.SIGTERM, _end)
    try:
        parsed = _parser().parse_args(arguments)
        return _done(_Job(parsed), parsed.command)
    except (SettingsError, SiteError, WarehouseUnavailableError, JobError) as error:
        _say(str(error))
    except (DatabaseError, SQLAlchemyError) as error:
        _say(f"the warehouse gave up: {str(error).splitlines()[0]}; what was committed stays, run again to continue")
    except OSError as error:
        if not disk_is_full(error):
            raise
        _say(f"{error.filename or 'a file'} cannot be written, the disk is full: make room there, and run again")
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 2


if __name__ == "__main__":
    code = main(sys.argv[1:])
    if code == _INTERRUPTED:
        # Threads that wait for a platform would be waited for; what they did not commit is undone by the server.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
