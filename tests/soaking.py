"""A wall in a browser at an accelerated pace, on a server that a test ends, starts, and takes the database from."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fake_reads import FakeFreshness, FakeReads
from playwright.sync_api import Browser, CDPSession, Page
from screen import build, demonstration_site
from signed_in import sign_in
from sqlalchemy.exc import OperationalError
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from dashboard.factory import Cockpit
from data_access.screens import Showing

# So many times as fast as on a wall. A turn is over when the next scene is there; it asks ten times a second.
PACE = 600
_TURN_SECONDS = 5
_PATIENCE_MS = 60_000
# What a browser writes by itself where nobody answers; the wall itself must complain of nothing.
_AWAY = "Failed to load resource"
# Kinds of a heap snapshot.
_NOT_OWN = ("code", "native", "synthetic")
_COUNT_CONTEXTS = """window.contexts = 0;
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    window.contexts += kind.startsWith('webgl') ? 1 : 0;
    return get.call(this, kind, ...rest);
};"""


class Gone(FakeFreshness):
    """Versions and sources of a database that can be taken away: it is asked for the digest of the site first."""

    gone = False

    def site_digest(self, site_key: str) -> str:
        if self.gone:
            raise OperationalError("SELECT", {}, Exception("the database is away"))
        return super().site_digest(site_key)


class _Quiet(WSGIRequestHandler):
    """Thousands of requests are not written down."""

    def log_request(self, *_arguments: object) -> None:
        """Nothing."""


@dataclass
class Hall:
    """The server of a wall: its numbers, and a process that a test may end and start."""

    scenes: tuple[str, ...]
    turn_seconds: int = _TURN_SECONDS
    ask_seconds: int = 2
    reads: FakeReads = field(default_factory=FakeReads)
    freshness: Gone = field(default_factory=Gone)
    _server: BaseWSGIServer | None = None
    _port: int = 0

    def __post_init__(self) -> None:
        usual = demonstration_site()
        turns = tuple(Showing(scene=scene, seconds=self.turn_seconds) for scene in self.scenes)
        screen = usual.screen[0].model_copy(update={"playlist": turns, "refresh_seconds": self.ask_seconds})
        site = usual.model_copy(update={"screen": (screen,)})
        self.app: Cockpit = build(self.reads, self.freshness, site=site)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self._port, self.app.server, threaded=True, request_handler=_Quiet)
        self._port = self._server.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, what: str) -> None:
        """Take the `server` away, or the `database`."""
        if what == "server":
            self.end()
        else:
            self.freshness.gone = True

    def give_back(self, what: str) -> None:
        """What was taken is there again."""
        if what == "server":
            self.start()
        else:
            self.freshness.gone = False

    @contextmanager
    def publishing(self, seconds: float) -> Iterator[None]:
        """New data again and again while the block runs."""
        done = threading.Event()

        def publish() -> None:
            while not done.wait(seconds):
                self.publish()

        thread = threading.Thread(target=publish, daemon=True)
        thread.start()
        yield
        done.set()
        thread.join()

    def publish(self) -> None:
        """New data, as a batch brings them."""
        self.reads.shift = (self.reads.shift + 1) % 500
        self.freshness.version += 1


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page holds after its waste was collected: megabytes in all, and without what the browser compiled."""

    heap: float
    own: float
    nodes: int
    listeners: int
    documents: int


@dataclass
class SoakedWall:
    """The page of a wall, and what it complained of."""

    page: Page
    session: CDPSession
    errors: list[str] = field(default_factory=list)

    def count(self, name: str) -> int:
        """How many changes or updates there were."""
        return int(self.page.evaluate(f"() => window.wallParts.player.{name}"))

    def until(self, condition: str, given: int = 0) -> None:
        """Wait until something holds; a wall that has stopped fails here."""
        self.page.wait_for_function(f"given => {condition}", arg=given, timeout=_PATIENCE_MS, polling=50)

    def weigh(self) -> Weight:
        """Bring up the first scene, so that the same is shown each time, and collect what is waste three times, because
        what one collection frees may free more; then look."""
        self.page.evaluate("() => { window.wallParts.player.mode = 'paused'; window.wallParts.player.ready = null; }")
        self.until(
            "!window.wallParts.player.busy && (window.wallParts.player.at === 0 || window.wallParts.player.go(0))"
        )
        self.until("!window.wallParts.player.busy && window.wallParts.player.at === 0")
        for _again in range(3):
            self.session.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in self.session.send("Performance.getMetrics")["metrics"]}
        own = self._own()
        self.page.evaluate("() => window.wallParts.player.toggle()")
        counted = (int(found[name]) for name in ("Nodes", "JSEventListeners", "Documents"))
        return Weight(found["JSHeapUsedSize"] / 1048576, own / 1048576, *counted)

    def _own(self) -> int:
        """Bytes of what scripts made and keep: texts, lists, objects, functions; not of the code compiled of them, and
        not of what the browser keeps beside the heap (of every request, for those who watch it with tools)."""
        pieces: list[str] = []
        self.session.on("HeapProfiler.addHeapSnapshotChunk", lambda told: pieces.append(told["chunk"]))
        self.session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
        taken = json.loads("".join(pieces))
        meta, nodes = taken["snapshot"]["meta"], taken["nodes"]
        fields, kinds = meta["node_fields"], meta["node_types"][0]
        kept, size = [kind not in _NOT_OWN for kind in kinds], fields.index("self_size")
        of_kind = range(fields.index("type"), len(nodes), len(fields))
        return sum(nodes[at + size] for at in of_kind if kept[nodes[at]])

    def stand(self, seconds: float) -> None:
        """Hold one scene for so long, with the clock going and the questions."""
        self.page.evaluate("() => { window.wallParts.player.mode = 'paused'; }")
        self.page.wait_for_timeout(1000 * seconds)
        self.page.evaluate("() => window.wallParts.player.toggle()")


@contextmanager
def soaked(browser: Browser, hall: Hall, pace: int = PACE) -> Iterator[SoakedWall]:
    """A wall that plays at its pace and does not load itself anew."""
    context = browser.new_context(viewport={"width": 640, "height": 360})
    sign_in(context)
    context.add_init_script(_COUNT_CONTEXTS)
    page = context.new_page()
    wall = SoakedWall(page, context.new_cdp_session(page))
    wall.session.send("Performance.enable")
    page.on("pageerror", lambda error: wall.errors.append(str(error)))
    page.on(
        "console",
        lambda line: wall.errors.append(line.text) if line.type == "error" and _AWAY not in line.text else None,
    )
    page.goto(f"{hall.address}/wall/main?pace={pace}&trial=1")
    yield wall
    context.close()
