"""The web process: settings → the reader's engine → reads → pages → Dash; `server` is what gunicorn serves."""

import gc
from datetime import UTC, datetime
from threading import Thread

from dashboard.access.entrance import open_access
from dashboard.access.one_click import offers_one_click
from dashboard.access.secret import cookie_secret
from dashboard.factory import Warehouse, create_app
from dashboard.kept.directory import KeptDirectory
from dashboard.kept.shared_files import folder_of_server
from dashboard.serving.front import stand
from data_access.connection import assert_app, assert_publisher, assert_reader
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.lineage import Lineage
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.site_roles import read_roles
from data_access.warehouse import open_engine
from layouts import collect_pages
from settings import SettingsError, read_settings


def _now() -> datetime:
    return datetime.now(UTC)


settings = read_settings()
if settings.reader_url is None:
    raise SettingsError("COCKPIT_READER_URL is not set: start the cockpit with `make run`, or set the reader's URL")
if settings.app_url is None:
    raise SettingsError("COCKPIT_APP_URL is not set: start the cockpit with `make run`, or set the URL of cockpit_app")
if settings.publisher_url is None:
    raise SettingsError(
        "COCKPIT_PUBLISHER_URL is not set: start the cockpit with `make run`, or set the URL of cockpit_publisher"
    )
engine, app_engine, publisher = (
    open_engine(url, seconds=settings.request_seconds)
    for url in (settings.reader_url, settings.app_url, settings.publisher_url)
)
assert_reader(engine)
assert_app(app_engine)
assert_publisher(publisher)
directory = Directory(engine)
site = read_site(settings.site)
reads = Reads(engine, directory, publisher=publisher, small_count=site.small_count, keep=True)
lineage = Lineage(engine, directory, publisher=publisher, small_count=site.small_count)
warehouse = Warehouse(reads, directory, Freshness(engine), lineage, folder_of_server(settings.data))
roles = read_roles(settings.site)
if roles.openid and not settings.openid_secret:
    raise SettingsError(
        "roles.toml names an identity provider: set COCKPIT_OPENID_SECRET or COCKPIT_OPENID_SECRET_FILE"
    )
access = open_access(
    app_engine,
    roles,
    cookie_secret(settings.data, settings.secret_key),
    _now,
    one_click=offers_one_click(site, roles, settings.host, wanted=settings.one_click),
    openid_secret=settings.openid_secret or "",
)
app = create_app(site, warehouse, METRICS, collect_pages(), _now, access)
server = app.server
# Nobody should wait for the outlines of all grids, which take a second: they are read while the server gets ready.
Thread(target=KeptDirectory(directory).reread, name="directory", daemon=True).start()
stand(server, settings.trusted_proxies, settings.request_seconds)
# All this stays: collecting garbage need not go through it again and again, which would hold up single requests.
gc.collect()
gc.set_threshold(10_000, 20, 20)
gc.freeze()
