"""Serves the files of a folder from memory over loopback HTTP, in a process of its own; gzip where it is accepted."""

import argparse
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    kept: dict[str, tuple[str, bytes, bytes]]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        page = parse_qs(parts.query).get("page")
        found = self.kept.get(f"{parts.path}/{page[0]}.json" if page else parts.path)
        kind, body, packed = found or ("text/plain", b"nothing here", b"")
        zipped = bool(packed) and "gzip" in self.headers.get("Accept-Encoding", "")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed if zipped else body)))
        self.end_headers()
        self.wfile.write(packed if zipped else body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: writing a log would be measured too."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address under which the files of `folder` are served while the block runs.

    `/name?page=3` is answered with the file `name/3.json`, everything else with the file of that name.
    """
    command = [sys.executable, "-m", "bench.server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main() -> None:
    """Read the folder, say the address on one line, and serve until terminated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    bodies = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    _Handler.kept = {
        f"/{path.relative_to(folder)}": (_TYPES.get(path.suffix, "text/plain"), body, gzip.compress(body, 6))
        for path, body in bodies.items()
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
