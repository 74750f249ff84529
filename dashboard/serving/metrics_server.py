"""python -m dashboard.serving.metrics_server PORT FOLDER: /metrics of all web processes, on this machine only."""

import sys
import threading

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

_HOST = "127.0.0.1"


def main() -> int:
    """Serve until ended. Each web process keeps its numbers in a file of the folder."""
    port, folder = int(sys.argv[1]), sys.argv[2]
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    start_http_server(port, addr=_HOST, registry=registry)
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
