"""python -m dashboard run: everything behind `make run`, from the settings of this machine."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from dashboard.claim import CannotRunError
from dashboard.programs import Plan, Program
from dashboard.supervisor import Supervisor
from data_access.connection import WarehouseUnavailableError
from data_access.embedded import open_server
from data_access.held_site import check_held_site
from data_access.logs import tell
from data_access.migrate import upgrade
from data_access.site import Site, SiteError, read_site
from settings import Settings, SettingsError, read_settings

_PROJECT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run a command; 0 when it was ended on request, 2 with one sentence when it could not run."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("command", choices=["run"], help="run: database, platform, load and cockpit until Ctrl-C")
    parser.parse_args()
    sys.stdout.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
    try:
        settings = read_settings()
        plan = plan_of(settings)
        server = open_server(plan.data, settings.database_url, tell)
        Supervisor(plan, server).run()
    except (SettingsError, SiteError, WarehouseUnavailableError, CannotRunError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def plan_of(settings: Settings) -> Plan:
    """The programs of this machine: each with the one URL it may hold, the platform only in a demonstration."""
    site = read_site(settings.site)
    python = sys.executable
    host, port = settings.host, settings.port
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = str(min(2, os.cpu_count() or 1))
    web = [python, "-m", "gunicorn", "app:server", "--bind", bind, "--workers", workers, "--threads", "4"]
    web += ["--worker-class", "gthread", "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]
    platform_port = settings.platform_port
    platform = Program(
        "platform",
        (python, "-m", "etl", "demo", "--port", str(platform_port)),
        address=("127.0.0.1", platform_port),
        setting="COCKPIT_PLATFORM_PORT",
    )
    return Plan(
        data=settings.data.resolve(),
        folder=_PROJECT,
        environment=_environment(settings),
        migrate=partial(_prepare, site=site),
        web=Program("web", web, role="reader", address=(host, port), setting="COCKPIT_PORT"),
        platform=platform if site.demonstration else None,
        load=Program("load", (python, "-m", "etl", "run", "--newest"), role="writer"),
        watch=Program("watch", (python, "-m", "etl", "watch"), role="writer"),
    )


def _prepare(owner_url: str, site: Site) -> None:
    """Bring the schema up to date; another site's data folder ends the start here, not in each program."""
    upgrade(owner_url)
    check_held_site(owner_url, site)


def _environment(settings: Settings) -> dict[str, str]:
    """What every program inherits: no URL of the database, and folders that do not depend on where we were started."""
    kept = {name: value for name, value in os.environ.items() if not _is_database_url(name)}
    return kept | {
        "COCKPIT_SITE": str(settings.site.resolve()),
        "COCKPIT_DATA": str(settings.data.resolve()),
        "COCKPIT_HOST": settings.host,
        "COCKPIT_PORT": str(settings.port),
        "COCKPIT_PLATFORM_PORT": str(settings.platform_port),
        "COCKPIT_LOG_LEVEL": settings.log_level,
    }


def _is_database_url(name: str) -> bool:
    return name.startswith("COCKPIT_") and name.endswith("_URL")


if __name__ == "__main__":
    sys.exit(main())
