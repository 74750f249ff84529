"""`forget`: erase a record, or a person, so that neither comes back."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator

from etl.commands.command import Command, Job, prepared
from etl.errors import JobError, SiteInvalid
from etl.life.forget import Forgotten, forget_person, forget_record
from etl.source import Source


def _add(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("key", nargs="?", metavar="KEY", help="the record's key at its source")
    what.add_argument(
        "--person",
        metavar="IDENTIFIER",
        help="all records of this person, as the platform writes the identifier; - reads it from standard input",
    )
    parser.add_argument("--source", dest="sources", action="append", metavar="SOURCE", help="whose record it is")
    parser.add_argument("--anonymise", action="store_true", help="with --person: keep the records, without the person")


def _run(job: Job) -> Iterator[str]:
    given = job.arguments
    if given.person is None and given.anonymise:
        raise JobError("forget: --anonymise goes with --person")
    person = sys.stdin.readline().strip() if given.person == "-" else given.person
    if person == "" or given.key == "":
        raise JobError("forget: an empty key or identifier names nobody")
    sources = job.chosen()
    if person is None and len(sources) != 1:
        there = ", ".join(source.key for source in job.sources)
        raise SiteInvalid(f"a key is a record of one source; name it with --source: {there}")
    with prepared(job) as surroundings:
        for source in sources:
            if person is None:
                done = forget_record(source, given.key, surroundings)
            else:
                done = forget_person(source, person, surroundings, anonymise=given.anonymise)
            # Neither key nor identifier is repeated: this line may end in a log.
            yield _said(source, done)


def _said(source: Source, done: Forgotten) -> str:
    said = f"{source.key}: {done.facts} records erased, {done.quarantined} from quarantine"
    if done.anonymous:
        said += f", {done.anonymous} kept without their person"
    return f"{said}; what was forgotten will not be loaded again"


COMMAND = Command("erase a record or a person; only a keyed hash stays, so that neither comes back", _add, _run)
