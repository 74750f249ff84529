"""A supervised cockpit made of harmless programs, for the tests of the supervisor: stand_in.py DATA PORT [PROGRAM]."""

import os
import sys
from pathlib import Path

from dashboard.serving.claim import CannotRunError
from dashboard.serving.programs import Plan, Program
from dashboard.serving.supervisor import Supervisor
from data_access.connection import WarehouseUnavailableError
from data_access.embedded import open_server
from data_access.logs import tell

# Answers on its port, notes which URLs of the database it was given; stubborn, it has a child that ignores SIGTERM.
_WEB = """
import http.server, os, pathlib, subprocess, sys
data = pathlib.Path(os.environ["COCKPIT_DATA"])
given = sorted(n for n in os.environ if n.startswith("COCKPIT_") and n.endswith("_URL"))
(data / "given.txt").write_text(" ".join(given))
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
if sys.argv[2:] == ["stubborn"]:
    subprocess.Popen([sys.executable, "-c", stubborn], start_new_session=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
READY = "Governance Cockpit →"
_LOAD = "print('loaded')"
_WATCH = "import time; time.sleep(600)"
_FAILING = "raise SystemExit('the platform said no')"


def main() -> int:
    """Run it as dashboard/__main__.py runs the real one."""
    data, port = Path(sys.argv[1]), int(sys.argv[2])
    watch = _FAILING if sys.argv[3:] == ["failing"] else _WATCH
    web = (sys.executable, "-c", _WEB, str(port), *sys.argv[3:])
    plan = Plan(
        data=data,
        folder=Path.cwd(),
        environment={**os.environ, "COCKPIT_DATA": str(data)},
        prepare=lambda urls: None,
        web=Program("web", web, ("reader", "app", "publisher"), ("127.0.0.1", port), "COCKPIT_PORT"),
        load=Program("load", (sys.executable, "-c", _LOAD), ("writer",)),
        watch=Program("watch", (sys.executable, "-c", watch), ("writer",)),
    )
    try:
        Supervisor(plan, open_server(data, None, tell, ("fsync=off",))).run()
    except (CannotRunError, WarehouseUnavailableError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
