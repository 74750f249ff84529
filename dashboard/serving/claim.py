"""The data folder is one cockpit's at a time: taking it, and saying who has it."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from dashboard.serving.programs import Plan
from data_access.folder import port_is_free, write_whole
from data_access.processes import MARK, end_processes, marked_processes


class CannotRunError(Exception):
    """The cockpit cannot start; the sentence says why and what to do."""


def claim(plan: Plan, mark: str) -> IO[str]:
    """Take the data folder, end what a crash left of the run before, and check that the ports are free.

    `mark` is what all processes of this run carry in their environment. The folder is ours until the file that is
    returned is closed. Raises CannotRunError.
    """
    run = plan.data / "run"
    lock = (run / "supervisor.lock").open("a+", encoding="utf-8")
    note = run / "supervisor.json"
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        known = _read_note(note)
        raise CannotRunError(
            f"the cockpit already runs on {plan.data} at {known.get('url', 'another address')} "
            f"(process {known.get('pid', '?')}): end that one, or set COCKPIT_DATA and COCKPIT_PORT for a second"
        ) from None
    try:
        if old := _read_note(note).get("mark"):
            end_processes(marked_processes(MARK, old), seconds=4)
        _check_ports(plan)
        write_whole(note, json.dumps({"mark": mark, "pid": str(os.getpid()), "url": plan.web.url}))
    except BaseException:
        lock.close()
        raise
    return lock


def _check_ports(plan: Plan) -> None:
    for program in (plan.web, plan.platform):
        if program is not None and program.address is not None and not port_is_free(*program.address):
            host, port = program.address
            raise CannotRunError(
                f"port {port} on {host} is taken by another program: end it, or set {program.setting} to a free port"
            )


def _read_note(note: Path) -> dict[str, str]:
    try:
        return dict(json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError, ValueError):
        return {}
