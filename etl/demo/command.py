"""The command line of the demonstration: serves every simulated platform and writes their files until it is stopped."""

import argparse
import errno
import signal
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import FrameType
from typing import NoReturn

from etl.demo.chaos import OFF, Chaos
from etl.demo.disturbing import DISTURBANCES
from etl.demo.exchange import BadRequestError, Service
from etl.demo.platforms import open_platforms
from etl.demo.producers import producing
from etl.demo.server import serve
from etl.demo.spoiling import Wishes
from etl.demo.world import HISTORY_FROM, World, hastened


def main(arguments: list[str] | None = None, data: Path | None = None) -> int:
    """Serve until SIGTERM or SIGINT; files and tables go into `data` (None: there are none).

    Exit code 2 where the port is taken or the demonstration's own files are missing.
    """
    chosen = _parser(data).parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    world = World(chosen.seed, chosen.history_from, hastened(chosen.speed), chosen.scale)
    with nullcontext() if chosen.data is None else producing(world, chosen.data):
        return _serve(world, chosen)


def _serve(world: World, chosen: argparse.Namespace) -> int:
    try:
        server = serve(chosen.port, {})
    except OSError as error:
        reason = "is already in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        sys.stderr.write(f"Port {chosen.port} {reason}; choose another one with --port or COCKPIT_PLATFORM_PORT.\n")
        return 2
    with server:
        try:
            server.services |= _services(world, chosen)
        except OSError as error:
            sys.stderr.write(f"{error.filename}: {error.strerror}; python -m etl.demo.grids makes the grids again.\n")
            return 2
        except BadRequestError as error:
            sys.stderr.write(f"--chaos-platform: {error}.\n")
            return 2
        sys.stderr.write(f"Simulated platforms at {server.address}: {' '.join(sorted(server.services))}\n")
        server.serve_forever(poll_interval=0.2)
    return 0


def _services(world: World, chosen: argparse.Namespace) -> dict[str, Service]:
    """All platforms and the switch of their chaos, set as asked. Raises OSError or BadRequestError."""
    handed = None if chosen.data is None else Wishes(world.site, chosen.data)
    chaos = Chaos(open_platforms(world), handed)
    chaos.switch(chosen.chaos, chosen.chaos_platform)
    return chaos.services()


def _parser(data: Path | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8051)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--history-from", type=date.fromisoformat, default=HISTORY_FROM)
    parser.add_argument("--speed", type=float, default=1.0, help="how many times as fast as the real clock")
    parser.add_argument("--scale", type=float, default=1.0, help="how many times as much as usual happens")
    parser.add_argument("--data", type=Path, default=data, help="the folder in which files and tables are written")
    parser.add_argument(
        "--chaos", choices=[*DISTURBANCES, OFF], default=OFF, help="begin with this wrong; POST /chaos/off ends it"
    )
    parser.add_argument("--chaos-platform", default="", metavar="NAME", help="only this platform, such as tongling")
    return parser


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
