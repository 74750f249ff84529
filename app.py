"""The web process: settings → the reader's engine → reads → pages → Dash; `server` is what gunicorn serves."""

import gc
from datetime import UTC, datetime

from dashboard.factory import Warehouse, create_app
from data_access.connection import assert_reader
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.warehouse import open_engine
from layouts import collect_pages
from settings import SettingsError, read_settings

settings = read_settings()
if settings.reader_url is None:
    raise SettingsError("COCKPIT_READER_URL is not set: start the cockpit with `make run`, or set the reader's URL")
engine = open_engine(settings.reader_url)
assert_reader(engine)
directory = Directory(engine)
site = read_site(settings.site)
warehouse = Warehouse(Reads(engine, directory, small_count=site.small_count), directory, Freshness(engine))
app = create_app(site, warehouse, METRICS, collect_pages(), clock=lambda: datetime.now(UTC))
server = app.server
# All this stays: collecting garbage need not go through it again and again, which would hold up single requests.
gc.collect()
gc.freeze()
