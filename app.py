"""The web process: settings → reader's engine → reads → Dash; `server` is what gunicorn serves."""

from datetime import UTC, datetime

from dashboard.factory import Warehouse, create_app
from data_access.directory import Directory
from data_access.freshness import Freshness
from data_access.queries import Reads
from data_access.registry import METRICS
from data_access.site import read_site
from data_access.warehouse import reader_engine
from layouts import collect_pages
from settings import read_settings

settings = read_settings()
engine = reader_engine(settings.reader_url)
directory = Directory(engine)
warehouse = Warehouse(Reads(engine, directory), directory, Freshness(engine))
app = create_app(
    read_site(settings.site), warehouse, METRICS, collect_pages(), clock=lambda: datetime.now(UTC)
)
server = app.server
