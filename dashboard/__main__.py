"""python -m dashboard run: everything behind `make run`; users, screens, permissions: who may what."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from dashboard.access.accounts import RefusedError
from dashboard.access.administration import Administration
from dashboard.access.command import add_commands, run_command
from dashboard.access.demonstration import make_accounts
from dashboard.access.one_click import offers_one_click
from dashboard.access.passwords import Passwords
from dashboard.files.workbook import xlsx
from dashboard.serving.claim import CannotRunError
from dashboard.serving.programs import Plan, Program
from data_access.connection import ConnectionUrls, WarehouseUnavailableError
from data_access.embedded import open_server, running_server
from data_access.folder import known_urls
from data_access.held_site import check_held_site
from data_access.logs import tell
from data_access.migrate import upgrade
from data_access.site import Site, SiteError, read_site
from data_access.site_roles import SiteRoles, read_roles
from data_access.warehouse import open_engine
from settings import Settings, SettingsError, read_settings

_PROJECT = Path(__file__).resolve().parents[1]
# Longer than people look before they click: what a browser sends while its connection is being closed has no answer.
_KEEP_ALIVE_SECONDS = "75"
# Of one process, beside its files below the 1,024 that a process usually may open.
_MOST_CONNECTIONS = "900"


def main() -> int:
    """Run a command; 0 when it was done or ended on request, 2 with one sentence when it could not run."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    add_commands(parser)
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
    try:
        settings = read_settings()
        if asked.command == "run":
            from dashboard.serving.supervisor import Supervisor

            plan = plan_of(settings)
            Supervisor(plan, open_server(plan.data, settings.database_url, tell)).run()
        else:
            _administer(settings, asked)
    except (SettingsError, SiteError, WarehouseUnavailableError, CannotRunError, RefusedError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _administer(settings: Settings, asked: argparse.Namespace) -> None:
    """Change accounts or screens, in the warehouse that runs or in one started for it."""
    roles = read_roles(settings.site)
    with _app_url(settings) as url, administration(url, roles, Passwords()) as opened:
        if asked.command == "permissions":
            _write_permissions(opened, asked.file)
            return
        for line in run_command(asked, opened):
            print(line)


def _write_permissions(opened: Administration, path: Path) -> None:
    """Write who may what; the log has it once the file is there."""
    # Pages bring charts with them, for which no start waits.
    from dashboard.files.permissions import permission_sheets
    from layouts import collect_pages

    sheets = permission_sheets(opened.roles.roles, collect_pages(), opened.accounts(), opened.screens())
    body = xlsx(sheets, f"{opened.actor} · {opened.clock():%Y-%m-%d %H:%M} UTC")
    try:
        path.write_bytes(body)
    except OSError as error:
        raise CannotRunError(f"{path} cannot be written ({error.strerror}); name a file in a folder of yours") from None
    opened.exported("permissions")
    print(path)


@contextmanager
def _app_url(settings: Settings) -> Iterator[str]:
    if settings.app_url is not None:
        yield settings.app_url
        return
    with running_server(settings.data, settings.database_url, say=partial(print, file=sys.stderr)) as urls:
        upgrade(urls.owner)
        yield urls.app


@contextmanager
def administration(url: str, roles: SiteRoles, passwords: Passwords) -> Iterator[Administration]:
    """Accounts and screens of the warehouse at `url`, which is that of cockpit_app."""
    engine = open_engine(url, pool_size=1)
    try:
        yield Administration(engine, roles, partial(datetime.now, UTC), passwords)
    finally:
        engine.dispose()


def plan_of(settings: Settings) -> Plan:
    """The programs of this machine: each with the URLs it may hold, the platform only in a demonstration."""
    site, roles, passwords = read_site(settings.site), read_roles(settings.site), Passwords()
    if site.demonstration and known_urls(settings.data) is None:
        # While the database is made for the first time, there is time for them.
        passwords.hash_ahead(len(roles.demonstration))
    offers_one_click(site, roles, settings.host, wanted=settings.one_click)
    python = sys.executable
    host, port = settings.host, settings.port
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = str(min(2, os.cpu_count() or 1))
    web = [python, "-m", "gunicorn", "app:server", "--bind", bind, "--workers", workers, "--threads", "4"]
    web += ["--worker-class", "gthread", "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]
    web += ["--keep-alive", _KEEP_ALIVE_SECONDS, "--worker-connections", _MOST_CONNECTIONS]
    prepare = partial(_prepare, site=site, roles=roles, passwords=passwords, metrics=_metrics_folder(settings))
    # Which proxies are believed is a setting of ours (dashboard/serving/front.py); gunicorn would believe all of
    # this machine.
    web += ["--forwarded-allow-ips", ""]
    platform_port = settings.platform_port
    platform = Program(
        "platform",
        (python, "-m", "etl.demo", "--port", str(platform_port)),
        address=("127.0.0.1", platform_port),
        setting="COCKPIT_PLATFORM_PORT",
    )
    return Plan(
        data=settings.data.resolve(),
        folder=_PROJECT,
        environment=_environment(settings),
        prepare=prepare,
        web=Program("web", web, roles=("reader", "app", "publisher"), address=(host, port), setting="COCKPIT_PORT"),
        platform=platform if site.demonstration else None,
        load=Program("load", (python, "-m", "etl", "run", "--newest"), roles=("writer",)),
        metrics=_metrics(settings),
        watch=Program("watch", (python, "-m", "etl", "watch"), roles=("writer",)),
    )


def _metrics_folder(settings: Settings) -> Path:
    return settings.data.resolve() / "run" / "metrics"


def _metrics(settings: Settings) -> Program | None:
    """What tells Prometheus of all web processes; None where the port is 0."""
    if settings.metrics_port == 0:
        return None
    port = settings.metrics_port
    command = (sys.executable, "-m", "dashboard.serving.metrics_server", str(port), str(_metrics_folder(settings)))
    return Program("metrics", command, address=("127.0.0.1", port), setting="COCKPIT_METRICS_PORT")


def _prepare(urls: ConnectionUrls, site: Site, roles: SiteRoles, passwords: Passwords, metrics: Path) -> None:
    """Bring the schema up to date; another site's data folder ends the start here, not in each program."""
    # What processes of the last run counted is not added to what these count.
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    upgrade(urls.owner)
    check_held_site(urls.owner, site)
    with administration(urls.app, roles, passwords) as opened:
        if site.demonstration:
            make_accounts(opened, tell)
        elif not (opened.accounts() or roles.openid):
            tell("还没有账号 · nobody can sign in yet: .venv/bin/python -m dashboard users add NAME --role ROLE")


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
        "COCKPIT_ONE_CLICK": str(settings.one_click),
        # Several web processes count into files there; one alone would count in its memory.
        "PROMETHEUS_MULTIPROC_DIR": str(_metrics_folder(settings)),
    }


def _is_database_url(name: str) -> bool:
    return name.startswith("COCKPIT_") and name.endswith(("_URL", "_URL_FILE"))


if __name__ == "__main__":
    sys.exit(main())
